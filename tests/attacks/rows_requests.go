package main

import (
	"bytes"
	"path/filepath"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rlp"
)

// bombOfItems is a list of one-byte items, so large in all.
func bombOfItems(size int, item byte) []byte { return listOf(bytes.Repeat([]byte{item}, size)) }

// listOf puts a list's prefix before its content.
func listOf(content ...[]byte) []byte {
	joined := bytes.Join(content, nil)
	return encode([]rlp.RawValue{joined})
}

// nested is a list in a list, so deep.
func nested(depth int) []byte {
	data := []byte{0xc0}
	for i := 0; i < depth && len(data) < 1<<20; i++ {
		if len(data) < 56 {
			data = append([]byte{0xc0 + byte(len(data))}, data...)
		} else {
			data = append([]byte{0xfa, byte(len(data) >> 16), byte(len(data) >> 8), byte(len(data))}, data...)
		}
		if i > 60 {
			// Prepending is quadratic; the prefixes of a deep nest are all alike from here on.
			return append(bytes.Repeat([]byte{0xfa, 0x0f, 0xff, 0xff}, depth-i), data...)
		}
	}
	return data
}

// malformed is RLP that no encoder writes.
var malformed = [][]byte{
	{}, {0x80}, {0xc1}, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, {0xfb, 0xff, 0xff, 0xff, 0xff},
	{0xc3, 0x82, 0x00, 0x01}, {0xc2, 0x81, 0x01}, {0xf8, 0x01, 0x01}, {0xc0, 0xc0}, {0xc4, 0x83, 1, 2},
}

var requestRows = []row{
	{group: "Requests", name: "GetBlockHeaders at the edges", input: "amount 0, 2^64-1; skip 2^64-1; reverse at 0; origin 2^64-1 (CVE-2024-32972)", want: "empty or short, served on",
		attack: func(t *trial) {
			s := t.joined(68)
			const most = 1<<64 - 1
			for _, query := range [][]any{headersFrom(1, 0, 0, false), headersFrom(1, most, 0, false), headersFrom(1, 5, most, false),
				headersFrom(0, 10, 0, true), headersFrom(0, 10, most, true), headersFrom(most, 10, 0, false), headersFrom(most, most, most, true)} {
				response := s.request(msgGetBlockHeaders, query, patience)
				t.expect(items(response) >= 0 && items(response) <= 1024, "%v: %d headers", query, items(response))
			}
			t.stays(s)
		}},
	{group: "Requests", name: "malformed requests", input: "each request code with ten kinds of malformed RLP", want: "0x10 or 0x02, a price", attack: func(t *trial) {
		for _, code := range []uint64{msgGetBlockHeaders, msgGetBlockBodies, msgGetPooled, msgGetReceipts} {
			for _, data := range malformed {
				s := t.joined(68)
				s.post(code, data)
				t.ends(s.await(soon), 2, 0x10)
			}
		}
	}},
	{group: "Requests", name: "100,000 hashes in one request", input: "GetBlockBodies, GetReceipts and GetPooledTransactions for 100,000 hashes", want: "at most 1,024 looked up, or ended",
		attack: func(t *trial) {
			for _, code := range []uint64{msgGetBlockBodies, msgGetReceipts, msgGetPooled} {
				s := t.joined(68)
				response := s.request(code, make([]common.Hash, 100_000), soon)
				if over := s.over.Load(); over != nil {
					t.note("%s", over)
				} else {
					t.note("%d items", items(response))
				}
			}
		}},
	{group: "Requests", name: "RLP bombs", input: "10 MiB of one-byte items, 100,000 levels of lists, in place of hashes", want: "0x10 or 0x02, no memory kept",
		attack: func(t *trial) {
			for _, code := range []uint64{msgGetBlockBodies, msgGetReceipts, msgGetPooled} {
				for _, bomb := range [][]byte{bombOfItems(10<<20, 0x01), nested(100_000)} {
					s := t.joined(68)
					s.post(code, encode([]any{uint64(1), rlp.RawValue(bomb)}))
					t.ends(s.await(patience), 2, 0x10)
				}
			}
		}},
	{group: "Requests", name: "requests pipelined unread", input: "3,000 requests for 1,024 bodies each, no reply is read", want: "the node stops reading; memory is bounded",
		attack: func(t *trial) { pipelined(t, 1) }},
	{group: "Requests", name: "33 peers pipeline unread", input: "the same by 33 peers at once", want: "one budget for the node, memory given back",
		open: "some 40 MiB stay with the allocator after 33 floods", allowed: 150 * time.Millisecond,
		excuse: "its requests take turns with 33 replies of up to 2 MiB", attack: func(t *trial) { pipelined(t, 33) }},
	{group: "Requests", name: "a message of another version", input: "GetNodeData and BlockRangeUpdate in eth/68, NewBlock in eth/69 and eth/70", want: "0x02 or 0x10",
		attack: func(t *trial) {
			for _, spoilt := range []struct{ version, code uint64 }{{68, msgGetNodeData}, {68, msgBlockRange}, {69, msgNewBlock}, {70, msgNewBlock}} {
				s := t.joined(spoilt.version)
				s.post(spoilt.code, []byte{0xc0})
				over := s.await(soon)
				t.expect(over != nil, "code %#x in eth/%d: stays open", spoilt.code, spoilt.version)
				t.note("%v", over)
			}
		}},
	{group: "Requests", name: "GetReceipts of eth/70 at the edges", input: "first index 2^64-1, of an unknown block, of no block", want: "empty or short, or ended",
		attack: func(t *trial) {
			s := t.joined(70)
			s.post(msgGetReceipts, encode([]any{uint64(1), uint64(1<<64 - 1), []common.Hash{t.claims.head}}))
			s.post(msgGetReceipts, encode([]any{uint64(2), uint64(5), []common.Hash{}}))
			time.Sleep(200 * time.Millisecond)
			if over := s.over.Load(); over != nil {
				t.ends(over, 0x10, 2)
			} else {
				t.stays(s)
			}
		}},
}

func pipelined(t *trial, peers int) {
	hashes, err := blockHashes(filepath.Join(t.data, "pow", "chain.rlp"))
	t.must(err)
	request := encode([]any{uint64(1), hashes[:1024]})
	for i := 0; i < peers; i++ {
		s := t.connected(68)
		s.post(msgStatus, encode(s.chain.status(68)))
		go func() {
			for i := 0; i < 3_000/peers; i++ {
				if s.post(msgGetBlockBodies, request) != nil {
					return
				}
			}
		}()
	}
	most := int64(0)
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		most = max(most, t.node.usage().memory-t.before.memory)
	}
	t.note("%d MiB more at most", most>>20)
	t.expect(most < 256<<20, "%d MiB more", most>>20)
}
