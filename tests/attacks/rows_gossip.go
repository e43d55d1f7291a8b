package main

import (
	"bytes"
	"crypto/rand"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rlp"
)

// hashes are made up.
func madeUp(n int) []common.Hash {
	hashes := make([]common.Hash, n)
	for i := range hashes {
		rand.Read(hashes[i][:])
	}
	return hashes
}

// announcement of transactions in the form of eth/68.
func announcement(kinds []byte, sizes []uint32, hashes []common.Hash) []byte {
	return encode([]any{kinds, sizes, hashes})
}

func announced(n int) []byte {
	kinds, sizes := make([]byte, n), make([]uint32, n)
	for i := range sizes {
		kinds[i], sizes[i] = 2, 200
	}
	return announcement(kinds, sizes, madeUp(n))
}

// transaction signed by a new account.
func (t *trial) transaction(nonce uint64, price int64, data []byte) *types.Transaction {
	tx, err := types.SignNewTx(newKey(), types.LatestSignerForChainID(big.NewInt(int64(t.claims.network))),
		&types.LegacyTx{Nonce: nonce, GasPrice: big.NewInt(price), Gas: 21000 + uint64(len(data))*68, To: &common.Address{1}, Value: big.NewInt(1), Data: data})
	t.must(err)
	return tx
}

var gossipRows = []row{
	{group: "Gossip", name: "announcements whose lists differ", input: "types, sizes and hashes of different lengths", want: "0x10 or 0x02", attack: func(t *trial) {
		for _, data := range [][]byte{announcement([]byte{2}, []uint32{1, 2}, madeUp(2)), announcement([]byte{2, 2}, []uint32{1}, madeUp(2)),
			announcement([]byte{2, 2}, []uint32{1, 2}, madeUp(1))} {
			s := t.joined(68)
			s.post(msgAnnouncement, data)
			t.ends(s.await(soon), 0x10, 2)
		}
	}},
	{group: "Gossip", name: "100,000 made-up hashes from one peer", input: "50 announcements of 2,000 hashes, none is ever delivered", want: "bounded per peer", attack: func(t *trial) {
		s := t.joined(68)
		for i := 0; i < 50; i++ {
			s.post(msgAnnouncement, announced(2000))
		}
		time.Sleep(300 * time.Millisecond)
		waiting := t.node.counts()["plexus_txfetch_waiting"]
		t.note("%.0f wait", waiting)
		t.expect(waiting <= 5000, "%.0f hashes wait", waiting)
	}},
	{group: "Gossip", name: "an announcement of 100,000 hashes", input: "one message, 3.7 MiB", want: "bounded, or 0x10", attack: func(t *trial) {
		s := t.joined(68)
		s.post(msgAnnouncement, announced(100_000))
		if over := s.await(500 * time.Millisecond); over != nil {
			t.ends(over, 0x10, 2)
		}
		waiting := t.node.counts()["plexus_txfetch_waiting"]
		t.note("%.0f wait", waiting)
		t.expect(waiting <= 10_000, "%.0f hashes wait", waiting)
	}},
	{group: "Gossip", name: "four announcers of nothing, one of something", input: "four peers announce 4,000 made-up hashes each, then one announces a true transaction",
		want: "the true one is requested within 2 s", attack: func(t *trial) {
			for i := 0; i < 4; i++ {
				s := t.joined(68)
				s.post(msgAnnouncement, announced(4000))
			}
			tx := t.transaction(0, 30e9, nil)
			requested := make(chan time.Time, 10)
			true1 := t.connected(68)
			true1.handle = func(code uint64, data []byte) bool {
				if code != msgGetPooled {
					return false
				}
				requested <- time.Now()
				true1.post(msgPooled, encode([]any{requestID(data), []*types.Transaction{tx}}))
				return true
			}
			true1.join()
			began := time.Now()
			true1.post(msgAnnouncement, announcement([]byte{0}, []uint32{uint32(tx.Size())}, []common.Hash{tx.Hash()}))
			select {
			case at := <-requested:
				t.note("requested after %d ms", at.Sub(began).Milliseconds())
			case <-time.After(soon):
				t.expect(false, "not requested within %v", soon)
			}
		}},
	{group: "Gossip", name: "a false size announced", input: "size 1,000,000 for a transaction of 110 bytes, then the transaction", want: "the announcer pays or goes", attack: func(t *trial) {
		tx := t.transaction(0, 31e9, nil)
		s := t.connected(68)
		s.handle = func(code uint64, data []byte) bool {
			if code == msgGetPooled {
				s.post(msgPooled, encode([]any{requestID(data), []*types.Transaction{tx}}))
			}
			return code == msgGetPooled
		}
		s.join()
		t.stays(s)
		s.post(msgAnnouncement, announcement([]byte{0}, []uint32{1_000_000}, []common.Hash{tx.Hash()}))
		t.punished(s)
	}},
	{group: "Gossip", name: "a blob transaction without its blobs", input: "two honest peers announce it with its size; the third announces too and responds with commitments alone",
		want: "only the sender pays; the honest get requests", attack: strippedBlobs},
	{group: "Gossip", name: "invalid signatures", input: "600 transactions whose signature yields nothing", want: "tolerated, then not looked at; the peer stays", attack: func(t *trial) {
		s := t.joined(68)
		var txs []*types.Transaction
		for i := 0; i < 600; i++ {
			txs = append(txs, types.NewTx(&types.LegacyTx{Nonce: uint64(i), GasPrice: big.NewInt(1e9), Gas: 21000, To: &common.Address{1},
				V: big.NewInt(27), R: big.NewInt(0), S: big.NewInt(1)}))
		}
		s.post(msgTransactions, encode(txs))
		time.Sleep(200 * time.Millisecond)
		t.stays(s)
	}},
	{group: "Gossip", name: "one transaction many times", input: "the same transaction 2,000 times in one message, and 20 messages more", want: "looked at once, or a price", attack: func(t *trial) {
		tx := t.transaction(0, 32e9, nil)
		s := t.joined(68)
		txs := make([]*types.Transaction, 2000)
		for i := range txs {
			txs[i] = tx
		}
		data := encode(txs)
		before := t.node.usage().cpu
		for i := 0; i < 20; i++ {
			s.post(msgTransactions, data)
		}
		time.Sleep(500 * time.Millisecond)
		spent := t.node.usage().cpu - before
		t.note("cpu %d ms for 40,000", spent.Milliseconds())
		t.expect(spent < time.Second, "cpu %v for 40,000 copies", spent)
	}},
	{group: "Gossip", name: "the same 9 MiB message again and again", input: "Transactions of 9 MiB, ten times", want: "recognised before it is decoded", attack: func(t *trial) {
		data := encode([]*types.Transaction{t.transaction(0, 33e9, nil)})
		content, _, _ := rlp.SplitList(data)
		data = listOf(bytes.Repeat(content, 9<<20/len(content)))
		s := t.joined(68)
		before := t.node.usage().cpu
		for i := 0; i < 10; i++ {
			if s.post(msgTransactions, data) != nil {
				break
			}
		}
		if over := s.await(time.Second); over != nil {
			t.note("%s", over)
		}
		spent := t.node.usage().cpu - before
		t.note("cpu %d ms for 90 MiB", spent.Milliseconds())
		t.expect(spent < 2*time.Second, "cpu %v", spent)
	}},
	{group: "Gossip", name: "9,000 transactions of empty accounts", input: "well signed, each of a new account, at twice the price of the honest one, from one peer", want: "the honest transaction stays in the pool",
		attack: crowdedPool},
	{group: "Gossip", name: "transactions beyond the size limit", input: "one of 2 MiB", want: "not kept, the peer may stay", attack: func(t *trial) {
		s := t.joined(68)
		s.post(msgTransactions, encode([]*types.Transaction{t.transaction(0, 34e9, make([]byte, 2<<20))}))
		time.Sleep(200 * time.Millisecond)
		if over := s.over.Load(); over != nil {
			t.ends(over, 0x10, 2)
		} else {
			t.stays(s)
		}
	}},
	{group: "Gossip", name: "empty gossip", input: "NewBlockHashes, Transactions and announcements without an entry, 100 each", want: "ignored; the peer may stay", attack: func(t *trial) {
		s := t.joined(68)
		for i := 0; i < 100; i++ {
			s.post(msgNewBlockHashes, encode([]any{}))
			s.post(msgTransactions, encode([]any{}))
			s.post(msgAnnouncement, encode([]any{[]byte{}, []any{}, []any{}}))
		}
		time.Sleep(300 * time.Millisecond) // a sink gets batches after 100 ms
		t.stays(s)
	}},
	{group: "Gossip", name: "NewBlockHashes of 10,000", input: "made-up hashes at absurd heights", want: "bounded; at most a few are requested", attack: func(t *trial) {
		type entry struct {
			Hash   common.Hash
			Number uint64
		}
		var entries []entry
		for i, hash := range madeUp(10_000) {
			entries = append(entries, entry{hash, 1<<40 + uint64(i)})
		}
		s := t.joined(68)
		s.post(msgNewBlockHashes, encode(entries))
		time.Sleep(700 * time.Millisecond)
		if over := s.over.Load(); over != nil {
			t.ends(over, 0x10, 2)
		}
		requested := s.times(msgGetBlockHeaders)
		t.note("%d requested", requested)
		t.expect(requested <= 64, "%d were requested", requested)
	}},
	{group: "Gossip", name: "the same NewBlock again and again", input: "one made-up block of 1 MiB at an absurd height, 30 times", want: "a price, or ignored cheaply", attack: func(t *trial) {
		header := plainHeader(common.Hash{1}, 1<<40, 1, "")
		block := encode([]any{[]any{header, []any{rlp.RawValue(encode(make([]byte, 1<<20)))}, []any{}}, big.NewInt(1 << 40)})
		s := t.joined(68)
		before := t.node.usage().cpu
		for i := 0; i < 30; i++ {
			if s.post(msgNewBlock, block) != nil {
				break
			}
		}
		if over := s.await(700 * time.Millisecond); over != nil {
			t.ends(over, 0x10, 2, 3)
		} else {
			t.stays(s)
		}
		spent := t.node.usage().cpu - before
		t.note("cpu %d ms", spent.Milliseconds())
		t.expect(spent < time.Second, "cpu %v", spent)
	}},
	{group: "Gossip", name: "malformed gossip", input: "each gossip code with ten kinds of malformed RLP, 10 MiB of one-byte items, 100,000 levels", want: "0x10 or 0x02, a price",
		attack: func(t *trial) {
			for _, code := range []uint64{msgNewBlockHashes, msgTransactions, msgNewBlock, msgAnnouncement} {
				for _, data := range append(malformed[:len(malformed):len(malformed)], bombOfItems(9<<20, 1), nested(100_000)) {
					s := t.joined(68)
					s.post(code, data)
					t.ends(s.await(soon), 2, 0x10)
				}
			}
		}},
}

// blobTransaction has one blob; its sidecar need not be valid, only of the right shape.
func (t *trial) blobTransaction() (whole, stripped []byte, hash common.Hash) {
	commitment := make([]byte, 48)
	rand.Read(commitment)
	versioned := common.BytesToHash(crypto.Keccak256(commitment))
	versioned = blobHash(commitment)
	key := newKey()
	signer := types.LatestSignerForChainID(big.NewInt(int64(t.claims.network)))
	inner := &types.BlobTx{ChainID: u256(int64(t.claims.network)), GasTipCap: u256(1e9), GasFeeCap: u256(30e9), Gas: 21000,
		BlobFeeCap: u256(1e9), BlobHashes: []common.Hash{versioned}}
	tx, err := types.SignNewTx(key, signer, inner)
	t.must(err)
	plain, err := tx.MarshalBinary()
	t.must(err)
	wrap := func(blobs, proofs []any) []byte {
		return append([]byte{3}, encode([]any{rlp.RawValue(plain[1:]), blobs, []any{commitment}, proofs})...)
	}
	whole = wrap([]any{make([]byte, 131072)}, []any{make([]byte, 48)})
	stripped = wrap([]any{}, []any{})
	return whole, stripped, tx.Hash()
}

// announcer joins, announces a transaction when told, and responds with these bytes.
func (t *trial) announcer(transaction []byte) *session {
	s := t.connected(68)
	s.handle = func(code uint64, data []byte) bool {
		if code == msgGetPooled {
			s.post(msgPooled, encode([]any{requestID(data), []any{transaction}}))
		}
		return code == msgGetPooled
	}
	s.join()
	t.stays(s)
	return s
}

// strippedBlobs repeats until the liar got a request: which peer gets it first is by chance.
func strippedBlobs(t *trial) {
	for tries := 0; tries < 12; tries++ {
		whole, stripped, hash := t.blobTransaction()
		said := announcement([]byte{3}, []uint32{uint32(len(whole))}, []common.Hash{hash})
		liar, one, two := t.announcer(stripped), t.announcer(whole), t.announcer(whole)
		for _, s := range []*session{liar, one, two} {
			s.post(msgAnnouncement, said)
		}
		time.Sleep(700 * time.Millisecond)
		for _, s := range []*session{one, two} {
			score, _ := t.node.score(s.id())
			t.expect(s.over.Load() == nil && score >= startScore, "an honest announcer has score %d, %v", score, s.over.Load())
		}
		t.expect(one.times(msgGetPooled)+two.times(msgGetPooled) > 0, "no honest announcer got a request")
		if liar.times(msgGetPooled) > 0 {
			t.punished(liar)
			return
		}
		t.close()
	}
	t.expect(false, "the liar never got a request")
}

func crowdedPool(t *trial) {
	honest := t.connected(68)
	honest.join()
	tx := t.transaction(0, 20e9, nil)
	honest.post(msgTransactions, encode([]*types.Transaction{tx}))
	time.Sleep(100 * time.Millisecond)
	has := func() bool {
		requester := t.joined(68)
		return items(requester.request(msgGetPooled, []common.Hash{tx.Hash()}, patience)) == 1
	}
	t.expect(has(), "the honest transaction was not kept at all")
	attacker := t.joined(68)
	for i := 0; i < 9; i++ {
		var txs []*types.Transaction
		for j := 0; j < 1000; j++ {
			txs = append(txs, t.transaction(0, 40e9, nil))
		}
		attacker.post(msgTransactions, encode(txs))
	}
	time.Sleep(500 * time.Millisecond)
	t.note("%.0f transactions in the pool", t.node.counts()["plexus_relay_transactions"])
	t.expect(has(), "the honest transaction is gone")
}
