package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"net"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/p2p/discover/v4wire"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"github.com/ethereum/go-ethereum/p2p/enr"
)

// datagrams is one UDP sender.
type datagrams struct {
	*net.UDPConn
	key *ecdsa.PrivateKey
	to  *net.UDPAddr
}

func (t *trial) udp(source string, key *ecdsa.PrivateKey) *datagrams {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.ParseIP(source)})
	t.must(err)
	t.open = append(t.open, conn)
	return &datagrams{conn, key, &net.UDPAddr{IP: t.node.enode.IP(), Port: t.node.enode.UDP()}}
}

func (d *datagrams) bytes(data []byte) { d.WriteToUDP(data, d.to) }

// packet sends a correct packet and returns its hash.
func (d *datagrams) packet(packet v4wire.Packet) []byte {
	data, hash, err := v4wire.Encode(d.key, packet)
	if err != nil {
		panic(rowError{err})
	}
	d.bytes(data)
	return hash
}

func soonExpired() uint64 { return uint64(time.Now().Add(20 * time.Second).Unix()) }

func (d *datagrams) ping() []byte {
	own := d.LocalAddr().(*net.UDPAddr)
	return d.packet(&v4wire.Ping{Version: 4, From: v4wire.NewEndpoint(own.AddrPort(), 30303),
		To: v4wire.NewEndpoint(d.to.AddrPort(), 30311), Expiration: soonExpired()})
}

// heard collects the kinds of packets that come within a time.
func (d *datagrams) heard(limit time.Duration, respond func(v4wire.Packet, []byte)) (kinds []string) {
	buffer := make([]byte, 2048)
	d.SetReadDeadline(time.Now().Add(limit))
	for {
		n, _, err := d.ReadFromUDP(buffer)
		if err != nil {
			return kinds
		}
		packet, _, hash, err := v4wire.Decode(buffer[:n])
		if err != nil {
			kinds = append(kinds, "other")
			continue
		}
		if respond != nil {
			respond(packet, hash)
		}
		kinds = append(kinds, packet.Name())
	}
}

// bond proves the endpoint.
func (d *datagrams) bond() {
	d.ping()
	d.heard(150*time.Millisecond, func(packet v4wire.Packet, hash []byte) {
		if packet.Kind() == v4wire.PingPacket {
			d.packet(&v4wire.Pong{ReplyTok: hash, Expiration: soonExpired()})
		}
	})
}

func (d *datagrams) findNode() {
	request := v4wire.Findnode{Expiration: soonExpired()}
	rand.Read(request.Target[:]) // the same bytes twice would be a replay
	d.packet(&request)
}

// responds tells whether a request of a bonded node gets a response.
func (d *datagrams) responds() bool {
	d.findNode()
	return slices.Contains(d.heard(reply, nil), "NEIGHBORS/v4")
}

// forgery is a Ping with a good hash and noise for a signature; no two are alike.
func forgery() []byte {
	ping, _, _ := v4wire.Encode(forger, &v4wire.Ping{Version: 4, Expiration: soonExpired()})
	rand.Read(ping[32:96])
	copy(ping, crypto.Keccak256(ping[32:]))
	return ping
}

var forger = newKey()

// forgeries prepares many of them, so that a flood is not held up by making them.
func forgeries(count int) [][]byte {
	ping, made := forgery(), make([][]byte, count)
	for i := range made {
		rand.Read(ping[32:96])
		copy(ping, crypto.Keccak256(ping[32:]))
		made[i] = slices.Clone(ping)
	}
	return made
}

const reply = 250 * time.Millisecond

// cpuOf runs something and returns how much of a core the node used.
func (t *trial) cpuOf(run func()) float64 {
	began, before := time.Now(), t.node.usage().cpu
	run()
	return float64(t.node.usage().cpu-before) / float64(time.Since(began))
}

var discoveryRows = []row{
	{group: "discv4", name: "FindNode without an endpoint proof", input: "FindNode and ENRRequest from strangers", want: "no response", attack: func(t *trial) {
		d := t.udp(t.source(), newKey())
		d.findNode()
		d.packet(&v4wire.ENRRequest{Expiration: soonExpired()})
		kinds := d.heard(reply, nil)
		t.note("%d responses", len(kinds))
		t.expect(len(kinds) == 0, "responses: %v", kinds)
	}},
	{group: "discv4", name: "a Pong with a wrong hash", input: "Ping, a Pong with a made-up hash, FindNode", want: "no Neighbors", attack: func(t *trial) {
		d := t.udp(t.source(), newKey())
		d.ping()
		d.packet(&v4wire.Pong{ReplyTok: make([]byte, 32), Expiration: soonExpired()})
		d.heard(reply, nil)
		d.findNode()
		kinds := d.heard(reply, nil)
		t.note("no Neighbors")
		t.expect(!slices.Contains(kinds, "NEIGHBORS/v4"), "responses: %v", kinds)
	}},
	{group: "discv4", name: "FindNode from another address", input: "an endpoint proof at one address, FindNode and ENRRequest with the same key from another", want: "no response", attack: func(t *trial) {
		d := t.udp(t.source(), newKey())
		d.bond()
		d.findNode()
		t.expect(slices.Contains(d.heard(reply, nil), "NEIGHBORS/v4"), "the bonded address gets no response")
		other := t.udp(t.source(), d.key)
		other.findNode()
		other.packet(&v4wire.ENRRequest{Expiration: soonExpired()})
		kinds := other.heard(reply, nil)
		t.note("%d responses", len(kinds))
		t.expect(len(kinds) == 0, "responses: %v", kinds)
	}},
	{group: "discv4", name: "a victim's address in Ping", input: "`from` names another address than the datagram's", want: "everything goes to the datagram's source", attack: func(t *trial) {
		victim := t.udp(t.source(), newKey())
		d := t.udp(t.source(), newKey())
		d.packet(&v4wire.Ping{Version: 4, From: v4wire.NewEndpoint(victim.LocalAddr().(*net.UDPAddr).AddrPort(), 30303),
			To: v4wire.NewEndpoint(d.to.AddrPort(), 30311), Expiration: soonExpired()})
		t.expect(slices.Contains(d.heard(reply, nil), "PONG/v4"), "no Pong to the source")
		kinds := victim.heard(50*time.Millisecond, nil)
		t.note("the victim gets %d packets", len(kinds))
		t.expect(len(kinds) == 0, "the victim gets %v", kinds)
	}},
	{group: "discv4", name: "malformed packets", input: "1,281 bytes, 97 bytes, a bad hash, a bad signature, an expired Ping, noise; 200 in all", want: "dropped in silence", attack: func(t *trial) {
		d := t.udp(t.source(), newKey())
		good, _, _ := v4wire.Encode(d.key, &v4wire.Ping{Version: 4, Expiration: soonExpired(),
			From: v4wire.Endpoint{IP: net.IPv4(1, 2, 3, 4).To4()}, To: v4wire.Endpoint{IP: net.IPv4(1, 2, 3, 4).To4()}})
		old, _, _ := v4wire.Encode(d.key, &v4wire.Ping{Version: 4, Expiration: 1,
			From: v4wire.Endpoint{IP: net.IPv4(1, 2, 3, 4).To4()}, To: v4wire.Endpoint{IP: net.IPv4(1, 2, 3, 4).To4()}})
		hash, signature := bytes.Clone(good), bytes.Clone(good)
		hash[3] ^= 1
		signature[32+64] = 9 // no such recovery id
		copy(signature, crypto.Keccak256(signature[32:]))
		for i := 0; i < 40; i++ {
			noise := make([]byte, 98+i)
			rand.Read(noise)
			for _, data := range [][]byte{make([]byte, 1281), good[:97], hash, old, noise} {
				d.bytes(data)
			}
		}
		d.bytes(signature)
		kinds := d.heard(reply, nil)
		t.expect(len(kinds) == 0, "responses: %v", kinds)
	}},
	{group: "discv4", name: "20,000 packets a second", input: "Pings with forged signatures from 400 networks, no two alike, for 2 s, while a bonded node sends requests", want: "less than half a core; the bonded node gets a response each time", attack: func(t *trial) {
		d := t.udp(t.source(), newKey())
		d.bond()
		var senders []*datagrams
		for i := 0; i < 400; i++ {
			senders = append(senders, t.udp(networkHost("100.0.0.0", i*65536+9), nil))
		}
		packets, sent := forgeries(40_000), 0
		stop := make(chan struct{})
		over := make(chan struct{})
		go func() {
			defer close(over)
			for began := time.Now(); sent < len(packets); time.Sleep(time.Millisecond) {
				for due := int(time.Since(began).Seconds() * 20_000); sent < min(due, len(packets)); sent++ {
					senders[sent%400].bytes(packets[sent])
				}
				select {
				case <-stop:
					return
				default:
				}
			}
		}()
		requested, responded := 0, 0
		share := t.cpuOf(func() {
			for end := time.Now().Add(2 * time.Second); time.Now().Before(end); requested++ {
				if d.responds() {
					responded++
				}
			}
		})
		close(stop)
		<-over
		t.note("%.0f %% of a core for %d packets; %d of %d requests of a bonded node with a response", 100*share, sent, responded, requested)
		t.expect(share < 0.5, "%.0f %% of a core", 100*share)
		t.expect(responded == requested, "%d of %d with a response", responded, requested)
	}},
	{group: "discv4", name: "one /23 sends, others request", input: "Pings of 500 keys from 500 addresses of one /23, without a Pong; 5 honest nodes bond meanwhile", want: "the honest nodes get responses", attack: func(t *trial) {
		for i := 0; i < 500; i++ {
			d := t.udp(networkHost("99.7.6.0", i+1), newKey())
			d.ping()
			d.Close()
		}
		responded := 0
		for i := 0; i < 5; i++ {
			d := t.udp(t.source(), newKey())
			d.bond()
			d.findNode()
			if slices.Contains(d.heard(reply, nil), "NEIGHBORS/v4") {
				responded++
			}
		}
		t.note("%d of 5 honest nodes with a response", responded)
		t.expect(responded >= 4, "%d of 5 honest nodes with a response", responded)
	}},
	{group: "discv4", name: "a bonded node's address with bad signatures", input: "200 Pings a second from the address of a bonded node, with noise for signatures, for 3 s", want: "the bonded node still gets responses", attack: func(t *trial) {
		source := t.source()
		d := t.udp(source, newKey())
		d.bond()
		attacker, packets := t.udp(source, nil), forgeries(600)
		requested, responded := 0, 0
		for i, packet := range packets {
			attacker.bytes(packet)
			time.Sleep(5 * time.Millisecond)
			if i%60 == 59 {
				requested++
				if d.responds() {
					responded++
				}
			}
		}
		t.note("%d of %d requests with a response", responded, requested)
		t.expect(responded == requested, "%d of %d with a response", responded, requested)
	}},
	{group: "discv4", name: "Neighbors without a request", input: "a bonded node sends 50 Neighbors with private, loopback and multicast addresses", want: "ignored; no node is contacted", attack: func(t *trial) {
		d := t.udp(t.source(), newKey())
		d.bond()
		trap := t.udp(t.source(), newKey())
		at := trap.LocalAddr().(*net.UDPAddr)
		for i := 0; i < 50; i++ {
			d.packet(&v4wire.Neighbors{Expiration: soonExpired(), Nodes: []v4wire.Node{
				{IP: at.IP.To4(), UDP: uint16(at.Port), TCP: 30303, ID: v4wire.EncodePubkey(&trap.key.PublicKey)},
				{IP: net.IPv4(127, 0, 0, 1).To4(), UDP: uint16(at.Port), ID: v4wire.EncodePubkey(&newKey().PublicKey)},
				{IP: net.IPv4(224, 0, 0, 1).To4(), UDP: 1, ID: v4wire.EncodePubkey(&newKey().PublicKey)}}})
		}
		kinds := trap.heard(2*reply, nil)
		t.note("%d packets to the nodes named", len(kinds))
		t.expect(len(kinds) == 0, "the node contacted: %v", kinds)
	}},
	{group: "discv4", name: "odd records", input: "20 ENRResponses to no request, with another key's record of the highest number", want: "dropped as unsolicited", attack: func(t *trial) {
		d := t.udp(t.source(), newKey())
		d.bond()
		var record enr.Record
		record.Set(enr.IPv4(net.IPv4(127, 0, 0, 1)))
		record.SetSeq(1<<64 - 1)
		enode.SignV4(&record, newKey())
		const unsolicited = `plexus_discv4_packets_dropped_total{reason="unsolicited"}`
		before := t.node.counts()[unsolicited]
		for i := 0; i < 20; i++ {
			token := make([]byte, 32)
			rand.Read(token) // the same bytes twice would be a replay
			d.packet(&v4wire.ENRResponse{ReplyTok: token, Record: record})
		}
		d.heard(reply, nil)
		dropped := t.node.counts()[unsolicited] - before
		t.note("%.0f dropped as unsolicited", dropped)
		t.expect(dropped >= 20, "%.0f of 20 dropped", dropped)
	}},
	{group: "discv4", name: "300 ids at one address", input: "300 keys bond from one address and stay; an honest node asks for neighbors of 60 targets", want: "at most 10 of them are named: the share of a /24 in the table", attack: func(t *trial) {
		ids := map[v4wire.Pubkey]bool{}
		for i := 0; i < 300; i++ {
			d := t.udp("99.6.6.6", newKey())
			ids[v4wire.EncodePubkey(&d.key.PublicKey)] = true
			d.ping()
			go d.heard(6*time.Second, func(packet v4wire.Packet, hash []byte) {
				if packet.Kind() == v4wire.PingPacket {
					d.packet(&v4wire.Pong{ReplyTok: hash, Expiration: soonExpired()})
				}
			})
			time.Sleep(5 * time.Millisecond)
		}
		d := t.udp(t.source(), newKey())
		d.bond()
		named, answers := map[v4wire.Pubkey]bool{}, 0
		for i := 0; i < 60; i++ {
			d.findNode()
			d.heard(20*time.Millisecond, func(packet v4wire.Packet, _ []byte) {
				if neighbors, ok := packet.(*v4wire.Neighbors); ok {
					answers++
					for _, node := range neighbors.Nodes {
						if ids[node.ID] {
							named[node.ID] = true
						}
					}
				}
			})
		}
		t.note("%d of 300 named in %d answers", len(named), answers)
		t.expect(answers > 0, "no answers")
		t.expect(len(named) <= 10, "%d of 300 named", len(named))
	}},
	{group: "discv5", name: "random packets from forged addresses", input: "3,000 packets of 63 to 1,280 bytes from 300 networks, 10 each", want: "WHOAREYOU by rate, never more bytes than came", attack: func(t *trial) {
		var senders []*datagrams
		in, out := 0, 0
		for i := 0; i < 300; i++ {
			senders = append(senders, t.udp(networkHost("110.0.0.0", i*65536+9), newKey()))
		}
		for i := 0; i < 3000; i++ {
			data := randomV5(t.node.enode.ID(), 0)
			in += len(data)
			senders[i%300].bytes(data)
			if i%100 == 99 {
				time.Sleep(10 * time.Millisecond)
			}
		}
		time.Sleep(100 * time.Millisecond)
		buffer := make([]byte, 2048)
		responses := 0
		for _, d := range senders {
			for {
				d.SetReadDeadline(time.Now().Add(time.Millisecond))
				n, _, err := d.ReadFromUDP(buffer)
				if err != nil {
					break
				}
				out += n
				responses++
			}
		}
		t.note("%d bytes out for %d bytes in, %d responses", out, in, responses)
		t.expect(out <= in, "amplification: %d bytes for %d", out, in)
	}},
	{group: "discv5", name: "malformed packets", input: "headers with auth sizes beyond the packet, unknown flags, 62 bytes, handshakes of noise", want: "dropped in silence", attack: func(t *trial) {
		d := t.udp(t.source(), newKey())
		for i := 0; i < 60; i++ {
			d.bytes(randomV5(t.node.enode.ID(), byte(1+i%4)))
			d.bytes(randomV5(t.node.enode.ID(), 0)[:62])
		}
		kinds := d.heard(reply, nil)
		t.note("%d responses to 120 packets", len(kinds))
		t.expect(len(kinds) == 0, "%d responses", len(kinds))
	}},
}

// randomV5 is a discv5 packet whose header is readable by the node and whose content is noise.
// @spec discv5-wire, "Packet Encoding"
func randomV5(to enode.ID, flag byte) []byte {
	iv := make([]byte, 16)
	rand.Read(iv)
	sizes := map[byte]int{0: 32, 1: 24, 2: 131}
	size, known := sizes[flag]
	if !known {
		size = 32
	}
	header := append([]byte("discv5"), 0, 1, flag)
	nonce := make([]byte, 12)
	rand.Read(nonce)
	header = append(header, nonce...)
	if flag == 3 {
		header = append(header, 0xff, 0xff)
	} else {
		header = append(header, byte(size>>8), byte(size))
	}
	auth := make([]byte, size)
	rand.Read(auth)
	if flag == 2 {
		auth[32], auth[33] = 64, 33
	}
	header = append(header, auth...)
	mask(to, iv, header)
	message := make([]byte, 44)
	rand.Read(message)
	return append(append(iv, header...), message...)
}
