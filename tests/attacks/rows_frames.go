package main

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/golang/snappy"
)

// relayMemory is what pending transactions may take by default.
const relayMemory = 32 << 20

// declares is a snappy block that promises that many bytes.
func declares(size uint64) []byte { return append(binary.AppendUvarint(nil, size), 0, 0, 0, 0) }

var frameRows = []row{
	{group: "Frames", name: "a bit of the header MAC flipped", input: "one bit", want: "closed or 0x01", attack: func(t *trial) {
		t.ends(flipped(t, 20), silently, 1, 2)
	}},
	{group: "Frames", name: "a bit of the body MAC flipped", input: "one bit", want: "closed or 0x01", attack: func(t *trial) {
		t.ends(flipped(t, -3), silently, 1, 2)
	}},
	{group: "Frames", name: "snappy that promises 4 GiB", input: "blocks of 9 bytes that declare 16 MiB, 2 GiB and 4 GiB, for Ping, Disconnect, Status and NewBlock",
		want: "0x02, nothing allocated", attack: func(t *trial) {
			for _, size := range []uint64{1 << 24, 1 << 31, 1<<32 - 1, 1 << 40} {
				for _, code := range []uint64{2, baseCodes + msgStatus, baseCodes + msgNewBlock} {
					s := t.joined(68)
					s.raw(append(encode(code), declares(size)...))
					t.ends(s.await(soon), 1, 2)
				}
			}
		}},
	{group: "Frames", name: "Ping of 16 MiB", input: "frame 02 80 80 80 08, and a Ping whose list has 1 MiB", want: "0x02", attack: func(t *trial) {
		s := t.joined(68)
		s.raw([]byte{2, 0x80, 0x80, 0x80, 8})
		t.ends(s.await(soon), 2)
		s = t.joined(68)
		s.send(2, encode(make([]byte, 1<<20)))
		t.ends(s.await(soon), 2)
	}},
	{group: "Frames", name: "corrupt snappy", input: "a copy before the start, a literal beyond the end, a varint of eleven bytes, nothing at all", want: "0x01 or 0x02",
		attack: func(t *trial) {
			for _, data := range [][]byte{{10, 0x01, 0xff}, {100, 0xf0, 99}, bytes.Repeat([]byte{0xff}, 11), {}} {
				s := t.joined(68)
				s.raw(append(encode(uint64(baseCodes+msgTransactions)), data...))
				t.ends(s.await(soon), 1, 2)
			}
		}},
	{group: "Frames", name: "an empty frame", input: "a frame of no bytes; a frame with only a code", want: "0x01 or 0x02", attack: func(t *trial) {
		for _, payload := range [][]byte{{}, encode(uint64(baseCodes + msgTransactions))} {
			s := t.joined(68)
			s.raw(payload)
			t.ends(s.await(soon), 1, 2)
		}
	}},
	{group: "Frames", name: "codes out of range", input: "codes 0x22, 0x7f, 0x80, 256, 2^32, 2^64-1", want: "0x02", attack: func(t *trial) {
		for _, code := range []uint64{0x22, 0x7f, 0x80, 256, 1 << 32, 1<<64 - 1} {
			s := t.joined(68)
			s.send(code, []byte{0xc0})
			t.ends(s.await(soon), 2)
		}
	}},
	{group: "Frames", name: "codes that are not canonical", input: "81 10, 82 00 10, c0, an item that is longer than the frame", want: "0x02 or 0x01", attack: func(t *trial) {
		for _, code := range [][]byte{{0x81, 0x10}, {0x82, 0, 0x10}, {0xc0}, {0xbf, 0xff}} {
			s := t.joined(68)
			s.raw(append(append([]byte{}, code...), snappy.Encode(nil, []byte{0xc0})...))
			t.ends(s.await(soon), 1, 2)
		}
	}},
	{group: "Frames", name: "odd header data", input: "header lists with a capability id, a context id, a string in place of the list", want: "ignored: the peer is served",
		attack: func(t *trial) {
			for _, odd := range [][]byte{{0xc2, 0x01, 0x05}, {0xc3, 0x01, 0x05, 0x80}, {0x83, 1, 2, 3}, bytes.Repeat([]byte{0xff}, 13)} {
				s := t.joined(68)
				payload := append(encode(uint64(2)), snappy.Encode(nil, []byte{0xc0})...)
				header := frameHeader(len(payload))
				copy(header[3:], make([]byte, 13))
				copy(header[3:], odd)
				s.writing.Lock()
				s.Write(append(s.sealHeader(header), s.sealBody(payload)...))
				s.writing.Unlock()
				t.stays(s)
			}
		}},
	{group: "Frames", name: "a header that promises 16 MiB", input: "20 peers: a frame header for 16 MiB, then 100 bytes", want: "no memory for what has not come",
		attack: func(t *trial) {
			before := t.node.usage().memory
			for i := 0; i < 20; i++ {
				s := t.joined(68)
				s.writing.Lock()
				s.Write(append(s.sealHeader(frameHeader(1<<24-1)), make([]byte, 100)...))
			}
			time.Sleep(500 * time.Millisecond)
			grown := t.node.usage().memory - before
			t.note("%d KiB more for 20 peers", grown>>10)
			t.expect(grown < 20<<20, "%d MiB more", grown>>20)
		}},
	{group: "Frames", name: "16 MiB once, then silence", input: "10 peers send a legal Transactions message of 9 MiB, and stay", want: "the memory is given back while they are connected",
		attack: func(t *trial) {
			before := t.node.usage().memory
			var peers []*session
			for i := 0; i < 10; i++ {
				peers = append(peers, t.joined(68))
			}
			for i, s := range peers {
				var txs []*types.Transaction
				for j := 0; j < 75; j++ {
					noise := make([]byte, 120<<10)
					rand.Read(noise)
					txs = append(txs, t.transaction(uint64(i), 1e9, noise))
				}
				s.post(msgTransactions, encode(txs))
			}
			most, now := int64(0), int64(0)
			for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
				now = t.node.usage().memory - before
				most = max(most, now)
				if most > memorySlack && now < 2*memorySlack {
					break
				}
			}
			t.note("%d MiB more at most, %d MiB stay", most>>20, max(now, 0)>>20)
			t.expect(now < relayMemory+2*memorySlack, "%d MiB stay", now>>20)
		}},
	{group: "Frames", name: "Ping flood", input: "60,000 Pings, no Pong is read (CVE-2023-40591)", want: "bounded, then ended or not read", attack: func(t *trial) {
		s := t.connected(68)
		s.post(msgStatus, encode(s.chain.status(68)))
		go func() {
			for i := 0; i < 60_000; i++ {
				if s.send(2, []byte{0xc0}) != nil {
					return
				}
			}
		}()
		time.Sleep(1500 * time.Millisecond)
		grown := t.node.usage().memory - t.before.memory
		t.note("%d KiB more", max(grown, 0)>>10)
		t.expect(grown < 32<<20, "%d MiB more", grown>>20)
		t.note("%s", s.end(soon))
	}},
}

// flipped sends a Ping with one bit wrong, counted from either end.
func flipped(t *trial, at int) *ended {
	s := t.joined(68)
	frame := s.frame(append(encode(uint64(2)), snappy.Encode(nil, []byte{0xc0})...))
	if at < 0 {
		at += len(frame)
	}
	frame[at] ^= 1
	s.writing.Lock()
	s.Write(frame)
	s.writing.Unlock()
	return s.await(soon)
}
