package main

import (
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rlp"
)

// spoiltStatus joins with a Status that is wrong in one place.
func spoiltStatus(t *trial, version uint64, spoil func([]any)) *ended {
	s := t.connected(version)
	status := s.chain.status(version)
	spoil(status)
	s.send(s.offset+msgStatus, encode(status))
	return s.end(soon)
}

var messageRows = []row{
	{group: "Status", name: "another network", input: "network id, genesis, fork id of others", want: "0x10 or 0x03 at once", attack: func(t *trial) {
		for _, spoil := range []func([]any){
			func(s []any) { s[1] = uint64(1) },
			func(s []any) { s[4] = common.Hash{1} },
			func(s []any) { s[5] = []any{[4]byte{1, 2, 3, 4}, uint64(0)} },
		} {
			t.ends(spoiltStatus(t, 68, spoil), 0x10, 3)
		}
	}},
	{group: "Status", name: "a total difficulty of 2^256-1", input: "in an eth/68 Status, with the true head", want: "a claim: only the claimant pays", attack: func(t *trial) {
		s := t.connected(68)
		status := s.chain.status(68)
		status[2] = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))
		s.post(msgStatus, encode(status))
		s.begin()
		if over := s.await(time.Second); over != nil {
			t.note("%s once it cannot show the head", over)
		}
		score, _ := t.node.score(t.honest.id())
		t.expect(score >= startScore, "the honest peer has score %d", score)
	}},
	{group: "Status", name: "a total difficulty of 2^264", input: "33 bytes of total difficulty", want: "0x10 or 0x02", attack: func(t *trial) {
		t.ends(spoiltStatus(t, 68, func(s []any) { s[2] = new(big.Int).Lsh(big.NewInt(1), 263) }), 0x10, 2)
	}},
	{group: "Status", name: "earliest above latest", input: "an eth/69 Status with earliest = latest + 1", want: "0x10 or 0x02", attack: func(t *trial) {
		t.ends(spoiltStatus(t, 69, func(s []any) { s[4] = s[5].(uint64) + 1 }), 0x10, 2)
	}},
	{group: "Status", name: "a Status of another version", input: "version 66 in eth/68; a Status of eth/69 in eth/68; one item too many", want: "0x10 or 0x02", attack: func(t *trial) {
		t.ends(spoiltStatus(t, 68, func(s []any) { s[0] = uint64(66) }), 0x10, 2)
		s := t.connected(68)
		s.send(s.offset+msgStatus, encode(s.chain.status(69)))
		t.ends(s.end(soon), 0x10, 2)
	}},
	{group: "Status", name: "Status twice, or not first", input: "a second Status; a request before the first", want: "0x10 or 0x02", attack: func(t *trial) {
		s := t.joined(68)
		t.stays(s)
		s.post(msgStatus, encode(s.chain.status(68)))
		t.ends(s.await(soon), 0x10, 2)
		s = t.connected(68)
		s.post(msgGetBlockHeaders, encode([]any{uint64(1), headersFrom(1, 1, 0, false)}))
		t.ends(s.end(soon), 0x10, 2)
	}},
	{group: "Responses", name: "responses without a request", input: "BlockHeaders, BlockBodies, Receipts and PooledTransactions with unknown ids", want: "not decoded, a price", attack: func(t *trial) {
		for _, code := range []uint64{msgBlockHeaders, msgBlockBodies, msgReceipts, msgPooled} {
			s := t.joined(68)
			t.stays(s)
			for i := uint64(0); i < 5; i++ {
				s.post(code, encode([]any{1000 + i, []any{}}))
			}
			t.punished(s)
		}
	}},
	{group: "Responses", name: "object bombs without a request", input: "BlockBodies of 9 MiB of empty lists, ten times (CVE-2026-26313)", want: "not decoded: no memory, no time",
		attack: func(t *trial) {
			bomb := encode([]any{uint64(77), rlp.RawValue(bombOfItems(9<<20, 0xc0))})
			for i := 0; i < 10; i++ {
				s := t.joined(68)
				s.post(msgBlockBodies, bomb)
			}
			time.Sleep(500 * time.Millisecond)
			t.note("cpu %d ms for 90 MiB", (t.node.usage().cpu - t.before.cpu).Milliseconds())
		}},
	{group: "Responses", name: "malformed responses", input: "each response code with ten kinds of malformed RLP", want: "0x10 or 0x02", attack: func(t *trial) {
		for _, code := range []uint64{msgBlockHeaders, msgBlockBodies, msgReceipts, msgPooled} {
			for _, data := range malformed {
				s := t.joined(68)
				s.post(code, data)
				over := s.await(200 * time.Millisecond)
				if over == nil {
					t.punished(s)
					continue
				}
				t.ends(over, 2, 0x10)
			}
		}
	}},
}
