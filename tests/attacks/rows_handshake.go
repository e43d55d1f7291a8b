package main

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"io"
	"math/big"
	"net"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
)

const silently = -1

// soon is how long the node may take over what it can refuse at once.
const soon = 2 * time.Second

// total is a deadline of five seconds, and a second for the machine.
const total = 6 * time.Second

var handshakeRows = []row{
	{group: "RLPx handshake", name: "auth key not on the curve", input: "ECIES ephemeral keys that are no points, eight of them (CVE-2026-26315)",
		want: "closed without a byte, all alike", attack: func(t *trial) {
			for i := 0; i < 8; i++ {
				point := make([]byte, 64)
				rand.Read(point)
				point[0] = 0
				t.ends(refusedAuth(t, eciesPacket(4, point, 200)), silently)
			}
		}},
	{group: "RLPx handshake", name: "auth key with a coordinate above p", input: "x = p + 1 (CVE-2026-26314)", want: "closed",
		attack: func(t *trial) {
			p := crypto.S256().Params().P
			x := new(big.Int).Add(p, big.NewInt(1))
			point := append(x.FillBytes(make([]byte, 32)), crypto.S256().Params().Gy.FillBytes(make([]byte, 32))...)
			t.ends(refusedAuth(t, eciesPacket(4, point, 200)), silently)
		}},
	{group: "RLPx handshake", name: "auth key of the hybrid form", input: "first byte 0x06, 0x07, 0x02, 0x03, 0x00", want: "closed",
		attack: func(t *trial) {
			for _, form := range []byte{6, 7, 2, 3, 0} {
				t.ends(refusedAuth(t, eciesPacket(form, public(newKey()), 200)), silently)
			}
		}},
	{group: "RLPx handshake", name: "auth shorter than its IV", input: "ciphertext of 0 to 16 bytes (CVE-2026-22862)", want: "closed",
		attack: func(t *trial) {
			for _, size := range []int{0, 1, 15, 16} {
				t.ends(refusedAuth(t, eciesPacket(4, public(newKey()), size)), silently)
			}
		}},
	{group: "RLPx handshake", name: "auth of 65,535 bytes", input: "a length prefix of 65,535, then a byte now and then", want: "closed by the prefix",
		attack: func(t *trial) {
			conn := t.tcp()
			conn.Write([]byte{0xff, 0xff, 4})
			t.ends(closed(conn, soon), silently)
		}},
	{group: "RLPx handshake", name: "auth of the time before EIP-8", input: "307 bytes without a length prefix", want: "closed within the deadline",
		attack: func(t *trial) {
			conn := t.tcp()
			packet := make([]byte, 307)
			rand.Read(packet)
			packet[0] = 4
			conn.Write(packet)
			t.ends(closed(conn, total), silently)
		}},
	{group: "RLPx handshake", name: "EIP-8 extras", input: "auth with five more list items and 700 bytes of padding", want: "accepted",
		attack: func(t *trial) {
			key := newKey()
			conn := t.tcp()
			body, start := newAuth(key, t.node.key)
			for i := 0; i < 5; i++ {
				body.Rest = append(body.Rest, encode("more"))
			}
			start.packet = seal(t.node.key, append(encode(&body), make([]byte, 700)...))
			conn.Write(start.packet)
			w, err := start.finish(conn, key)
			t.must(err)
			_, err = w.exchangeHello(helloOf(key, ethCaps(68)...))
			t.expect(err == nil, "refused: %v", err)
			t.note("Hello")
		}},
	{group: "RLPx handshake", name: "malformed static key in auth", input: "a valid ECIES message whose initiator key is no point (CVE-2025-24883)", want: "closed",
		attack: func(t *trial) {
			body, _ := newAuth(newKey(), t.node.key)
			rand.Read(body.Public[:])
			t.ends(refusedAuth(t, seal(t.node.key, encode(&body))), silently)
		}},
	{group: "RLPx handshake", name: "malformed signature in auth", input: "recovery ids 4 and 255, r = 0", want: "closed",
		attack: func(t *trial) {
			for _, id := range []byte{4, 255, 0} {
				body, _ := newAuth(newKey(), t.node.key)
				body.Signature[64] = id
				if id == 0 {
					copy(body.Signature[:32], make([]byte, 32))
				}
				t.ends(refusedAuth(t, seal(t.node.key, encode(&body))), silently)
			}
		}},
	{group: "RLPx handshake", name: "auth that is no list", input: "valid ECIES around an RLP string, an empty list, a list that is longer than the text", want: "closed",
		attack: func(t *trial) {
			for _, plain := range [][]byte{encode("text"), {0xc0}, {0xf9, 0xff, 0xff, 0x01}} {
				t.ends(refusedAuth(t, seal(t.node.key, plain)), silently)
			}
		}},
	{group: "RLPx handshake", name: "auth replayed", input: "the same auth on two connections", want: "different acks; the replayer cannot go on",
		attack: func(t *trial) {
			key := newKey()
			body, start := newAuth(key, t.node.key)
			start.packet = seal(t.node.key, encode(&body))
			var acks [2][]byte
			for i := range acks {
				conn := t.tcp()
				conn.SetDeadline(time.Now().Add(patience))
				conn.Write(start.packet)
				ack, err := readPacket(conn)
				t.must(err)
				acks[i] = ack
			}
			t.expect(!bytes.Equal(acks[0], acks[1]), "the same ack twice")
			t.note("two acks that differ")
		}},
	{group: "RLPx handshake", name: "slow auth", input: "a byte a second", want: "closed after 5 s in all", attack: func(t *trial) {
		body, _ := newAuth(newKey(), t.node.key)
		t.ends(drip(t.tcp(), seal(t.node.key, encode(&body)), time.Second), silently)
	}},
	{group: "peer pool", name: "one /24 wants all slots", input: "20 peers that pass every handshake, from 20 addresses of one /24; then one from elsewhere",
		want: "two of the /24 are peers, and the other one is", attack: func(t *trial) {
			var sessions []*session
			for i := 0; i < 20; i++ {
				if s := t.joinedFrom(networkHost("99.5.5.0", i+1)); s != nil {
					sessions = append(sessions, s)
				}
			}
			time.Sleep(300 * time.Millisecond)
			held := 0
			for _, s := range sessions {
				if _, connected := t.node.score(s.id()); connected {
					held++
				}
			}
			t.note("%d of 20 are peers", held)
			t.expect(held >= 1 && held <= 2, "%d of 20 are peers", held)
			t.stays(t.joined(68))
		}},
	{group: "RLPx handshake", name: "silent connections of one /24", input: "60 connections that send nothing, from one /24",
		want: "a newcomer from elsewhere gets in at once", attack: func(t *trial) {
			for i := 0; i < 60; i++ {
				t.from(networkHost("91.7.7.0", i+1))
			}
			began := time.Now()
			s := t.joined(68)
			t.stays(s)
			t.note("the newcomer waits %d ms", time.Since(began).Milliseconds())
		}},
	{group: "RLPx handshake", name: "silent connections, 40 a second", input: "120 connections in 3 s, each from a /24 of its own, silent",
		want: "newcomers get in",
		open: "50 pending places and 5 s for an auth: more than 10 silent connections a second, each from another /24, take most of them", attack: func(t *trial) {
			in, tries := 0, 0
			for i := 0; i < 120; i++ {
				t.from(networkHost("92.0.0.0", i*256+5))
				time.Sleep(25 * time.Millisecond)
				if i%20 == 19 {
					tries++
					if newcomer(t) {
						in++
					}
				}
			}
			t.note("%d of %d newcomers get in", in, tries)
			t.expect(in == tries, "%d of %d newcomers get in", in, tries)
		}},
}

// newcomer tries once to join, from a network of its own.
func newcomer(t *trial) bool {
	key := newKey()
	w, err := handshake(t.tcp(), key, t.node.key)
	if err != nil {
		return false
	}
	_, err = w.exchangeHello(helloOf(key, ethCaps(68)...))
	return err == nil
}

// networkHost is the nth address of a network.
func networkHost(network string, n int) string {
	ip := net.ParseIP(network).To4()
	return net.IP(binary.BigEndian.AppendUint32(nil, binary.BigEndian.Uint32(ip)+uint32(n))).String()
}

// eciesPacket is an auth whose ECIES envelope has this key and so many bytes of ciphertext.
func eciesPacket(form byte, point []byte, cipherText int) []byte {
	body := append([]byte{form}, point...)
	noise := make([]byte, cipherText+32)
	rand.Read(noise)
	body = append(body, noise...)
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(body))), body...)
}

// refusedAuth sends an auth and waits for the end.
func refusedAuth(t *trial, packet []byte) *ended {
	conn := t.tcp()
	conn.Write(packet)
	return closed(conn, soon)
}

// closed waits for the end of a connection on which nothing may come.
func closed(conn net.Conn, limit time.Duration) *ended {
	conn.SetReadDeadline(time.Now().Add(limit))
	n, err := io.Copy(io.Discard, conn)
	if n > 0 {
		return &ended{1000 + int(n), nil}
	}
	if err == nil {
		err = io.EOF
	}
	return &ended{-1, err}
}

// drip sends a byte at a time and returns how the node ends it.
func drip(conn net.Conn, data []byte, pause time.Duration) *ended {
	over := make(chan *ended, 1)
	go func() { over <- closed(conn, total) }()
	for _, b := range data {
		conn.Write([]byte{b})
		select {
		case end := <-over:
			return end
		case <-time.After(pause):
		}
	}
	return <-over
}

var helloRows = []row{
	{group: "Hello", name: "silence instead of Hello", input: "RLPx handshake, then nothing", want: "closed after 5 s", attack: func(t *trial) {
		w, _ := t.meet()
		t.ends(w.end(total), silently, 0x0b)
	}},
	{group: "Hello", name: "silence instead of Status", input: "Hello, then nothing", want: "closed after 5 s", attack: func(t *trial) {
		t.ends(t.connected(68).end(total), silently, 0x0b, 0x10)
	}},
	{group: "Hello", name: "another identity in Hello", input: "the id of another key than auth proved", want: "0x09", attack: func(t *trial) {
		t.ends(helloWith(t, func(h *hello) { h.ID = public(newKey()) }), 9)
	}},
	{group: "Hello", name: "no identity in Hello", input: "ids of 64 zero bytes, 0, 63 and 65 bytes", want: "0x07, 0x09 or 0x02", attack: func(t *trial) {
		for _, id := range [][]byte{make([]byte, 64), {}, make([]byte, 63), make([]byte, 65)} {
			t.ends(helloWith(t, func(h *hello) { h.ID = id }), 7, 9, 2)
		}
	}},
	{group: "Hello", name: "the node's own identity", input: "a connection that proves the node's own key", want: "0x0a", attack: func(t *trial) {
		key, err := crypto.LoadECDSA(t.node.dir + "/nodekey")
		t.must(err)
		w, err := handshake(t.tcp(), key, t.node.key)
		t.must(err)
		_, err = w.exchangeHello(helloOf(key, ethCaps(68)...))
		over, is := err.(*ended)
		if !is {
			over = w.end(soon)
		}
		t.ends(over, 10)
	}},
	{group: "Hello", name: "a second session of one identity", input: "two connections that prove the same key", want: "0x05 for the second; the first stays",
		attack: func(t *trial) {
			first := t.joined(68)
			t.stays(first)
			w, err := handshake(t.tcp(), first.key, t.node.key)
			t.must(err)
			_, err = w.exchangeHello(helloOf(first.key, ethCaps(68)...))
			over, is := err.(*ended)
			if !is {
				over = w.end(soon)
			}
			t.ends(over, 5)
			t.stays(first)
		}},
	{group: "Hello", name: "no common capability", input: "no capabilities; snap/1 alone; eth/9 alone", want: "0x03", attack: func(t *trial) {
		for _, caps := range [][]capability{nil, {{"snap", 1}}, {{"eth", 9}}} {
			t.ends(helloWith(t, func(h *hello) { h.Caps = caps }), 3)
		}
	}},
	{group: "Hello", name: "odd capabilities", input: "eth/68 twice, names of 9 to 255 bytes, version 2^64-1, odd order", want: "accepted",
		attack: func(t *trial) {
			w, key := t.meet()
			caps := []capability{{"eth", 68}, {"eth", 1<<64 - 1}, {"eth", 68}, {"eth", 1}, {"a-name-of-many-bytes", 1},
				{string(bytes.Repeat([]byte{'z'}, 255)), 3}}
			s := &session{wire: w, key: key, version: 68, offset: baseCodes, chain: t.claims}
			_, err := s.exchangeHello(helloOf(key, caps...))
			t.must(err)
			s.join()
			t.stays(s)
		}},
	{group: "Hello", name: "10,000 capabilities", input: "a Hello of 60 KiB", want: "0x02 or closed", attack: func(t *trial) {
		t.ends(helloWith(t, func(h *hello) {
			for i := uint64(0); i < 10_000; i++ {
				h.Caps = append(h.Caps, capability{"eth", i})
			}
		}), 2, silently)
	}},
	{group: "Hello", name: "base protocol versions", input: "p2p 4 (no compression), p2p 3, p2p 2^64-1", want: "served uncompressed below 5, as go-ethereum does",
		attack: func(t *trial) {
			w, key := t.meet()
			s := &session{wire: w, key: key, version: 68, offset: baseCodes, chain: t.claims}
			mine := helloOf(key, ethCaps(68)...)
			mine.Version = 4
			_, err := s.exchangeHello(mine)
			t.must(err)
			s.join()
			t.stays(s)
			for _, odd := range []uint64{3, 1<<64 - 1} {
				over := helloWith(t, func(h *hello) { h.Version = odd })
				t.note("p2p %d: %s", odd, over)
				t.expect(over.reason < 0 || over.reason == 6 || over.reason == 0x0b, "p2p %d: %s", odd, over)
			}
		}},
	{group: "Hello", name: "compressed data under p2p 4", input: "Hello with version 4, then a compressed Status", want: "0x02 or 0x10", attack: func(t *trial) {
		w, key := t.meet()
		mine := helloOf(key, ethCaps(68)...)
		mine.Version = 4
		_, err := w.exchangeHello(mine)
		t.must(err)
		w.snappy = true
		w.send(baseCodes+msgStatus, encode(t.claims.status(68)))
		w.snappy = false
		t.ends(w.end(soon), 2, 0x10, 1)
	}},
	{group: "Hello", name: "messages before Hello", input: "Ping first; Disconnect first; an eth message first", want: "0x02 or closed", attack: func(t *trial) {
		for _, code := range []uint64{2, 1, baseCodes} {
			w, _ := t.meet()
			w.send(code, []byte{0xc0})
			for {
				if _, _, err := w.next(); err != nil {
					t.ends(err.(*ended), 2, silently, 0)
					break
				}
			}
		}
	}},
	{group: "Hello", name: "a second Hello", input: "Hello again in a running session", want: "0x02", attack: func(t *trial) {
		s := t.joined(68)
		t.stays(s)
		s.send(0, encode(helloOf(s.key, ethCaps(68)...)))
		t.ends(s.await(soon), 2)
	}},
	{group: "Hello", name: "malformed Hello", input: "a string, a list of nothing, a nested list, bytes of noise", want: "0x02 or closed", attack: func(t *trial) {
		for _, data := range [][]byte{encode("hello"), {0xc0}, bytes.Repeat([]byte{0xc1}, 1000), {0xff, 0xff, 0xff}} {
			w, _ := t.meet()
			w.send(0, data)
			w.next()
			t.ends(w.end(soon), 2, silently)
		}
	}},
	{group: "Hello", name: "a client name with escape sequences", input: "ESC ]0;owned BEL ESC [2J and a line break in the name", want: "printable everywhere",
		attack: func(t *trial) {
			w, key := t.meet()
			s := &session{wire: w, key: key, version: 68, offset: baseCodes, chain: t.claims}
			mine := helloOf(key, ethCaps(68)...)
			mine.Client = "x\x1b]0;owned\x07\x1b[2J\n2026-11-26 21:00:00.000 error kernel: forged line"
			_, err := s.exchangeHello(mine)
			t.must(err)
			s.join()
			t.stays(s)
			shown := t.node.text()
			for _, peer := range t.node.peers() {
				shown += peer.Name
			}
			t.expect(!bytes.ContainsAny([]byte(shown), "\x1b\x07"), "control characters in log or peers")
			t.expect(!bytes.Contains([]byte(shown), []byte("\n2026-11-26 21:00")), "a forged line in the log")
			t.note("printable in log and peers")
		}},
	{group: "Hello", name: "joining and leaving in a loop", input: "60 handshakes of one identity, one after the other", want: "the log grows by less than 64 KiB",
		attack: func(t *trial) {
			before := len(t.node.text())
			key := newKey()
			for i := 0; i < 60; i++ {
				w, err := handshake(t.tcp(), key, t.node.key)
				if err != nil {
					continue
				}
				s := &session{wire: w, key: key, version: 68, offset: baseCodes, chain: t.claims}
				if _, err := s.exchangeHello(helloOf(key, ethCaps(68)...)); err == nil {
					s.post(msgStatus, encode(s.chain.status(68)))
				}
				w.Close()
			}
			time.Sleep(200 * time.Millisecond)
			grown := len(t.node.text()) - before
			t.note("%d bytes of log", grown)
			t.expect(grown < 64<<10, "the log grew by %d bytes", grown)
		}},
}

// helloWith sends a spoilt Hello and returns how the node ends it.
func helloWith(t *trial, spoil func(*hello)) *ended {
	w, key := t.meet()
	mine := helloOf(key, ethCaps(68)...)
	spoil(mine)
	_, err := w.exchangeHello(mine)
	if over, is := err.(*ended); is {
		return over
	}
	return w.end(soon)
}
