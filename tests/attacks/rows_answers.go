package main

import (
	"crypto/ecdsa"
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/p2p/discover/v4wire"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"github.com/ethereum/go-ethereum/p2p/enr"
)

// trap counts the datagrams and connections that come to an address.
type trap struct {
	udp         *sink
	port        int
	connections atomic.Int64
}

func (t *trial) trap(address string) *trap {
	listener, err := net.Listen("tcp4", address+":0")
	t.must(err)
	made := &trap{port: listener.Addr().(*net.TCPAddr).Port}
	made.udp = t.udpSinkAt(address, made.port)
	t.open = append(t.open, closing{listener})
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			made.connections.Add(1)
			conn.Close()
		}
	}()
	return made
}

// oddRecord is a record of a key that names an address, spoilt before it is signed.
func oddRecord(key *ecdsa.PrivateKey, ip net.IP, port int, spoil func(*enr.Record)) *enr.Record {
	record := *recordOf(key, ip, port).Node().Record()
	spoil(&record)
	if err := enode.SignV4(&record, key); err != nil {
		panic(rowError{err})
	}
	return &record
}

// oddAnswers has a node hear of endpoints and records that nobody may be sent to, in response to its
// own requests.
func oddAnswers(t *trial) {
	var traps []*trap
	addresses := []string{"127.9.9.9", "10.1.2.3", "192.168.7.7", "169.254.3.3", "100.64.1.1"}
	for _, address := range addresses {
		traps = append(traps, t.trap(address))
	}
	boot := t.plainNode("98.1.1.1", newKey())
	honest := t.plainNode("97.1.1.1", newKey())
	told := []v4wire.Node{honest.wire(), boot.wire(),
		{IP: net.IPv4(224, 0, 0, 1).To4(), UDP: 30303, TCP: 30303, ID: v4wire.EncodePubkey(&newKey().PublicKey)},
		{IP: net.IPv4zero.To4(), UDP: 30303, TCP: 30303, ID: v4wire.EncodePubkey(&newKey().PublicKey)}}
	for i, address := range addresses {
		told = append(told, v4wire.Node{IP: net.ParseIP(address).To4(), UDP: uint16(traps[i].port), TCP: uint16(traps[i].port),
			ID: v4wire.EncodePubkey(&newKey().PublicKey)})
	}
	nothing := func(*enr.Record) {}
	odd := func(i int, record func(key *ecdsa.PrivateKey) *enr.Record) v4wire.Node {
		node := t.plainNode(fmt.Sprintf("98.%d.1.1", 10+i), newKey())
		node.shown = record(node.key)
		return node.wire()
	}
	var shows []v4wire.Node
	for i, address := range addresses {
		shows = append(shows, odd(i, func(key *ecdsa.PrivateKey) *enr.Record {
			return oddRecord(key, net.ParseIP(address), traps[i].port, func(r *enr.Record) { r.SetSeq(1<<64 - 1) })
		}))
	}
	shows = append(shows,
		odd(10, func(*ecdsa.PrivateKey) *enr.Record {
			return oddRecord(newKey(), net.ParseIP(addresses[1]), traps[1].port, nothing)
		}),
		odd(11, func(key *ecdsa.PrivateKey) *enr.Record { return oddRecord(key, net.IPv4zero, 30303, nothing) }),
		odd(12, func(key *ecdsa.PrivateKey) *enr.Record { return oddRecord(key, net.IPv4(224, 0, 0, 1), 30303, nothing) }))
	turn := 0
	boot.told = func() []v4wire.Node {
		turn++
		if turn%2 == 0 {
			return shows
		}
		return told
	}
	f := seeker(t, "eth68,discv4", nodeAddress, "--discv4.bootnodes", boot.local.Node().URLv4(), "--discv4.lookup-interval", "1s")
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end) && !f.peers(honest); {
		time.Sleep(100 * time.Millisecond)
	}
	f.expect(f.peers(honest), "the honest node is no peer")
	time.Sleep(5 * time.Second)
	datagrams, connections := int64(0), int64(0)
	for _, trap := range traps {
		datagrams += trap.udp.count()
		connections += trap.connections.Load()
	}
	f.note("%d datagrams and %d connections to where nobody is to be sent", datagrams, connections)
	f.expect(datagrams == 0 && connections == 0, "%d datagrams and %d connections went there", datagrams, connections)
	t.finish(f)
}

// peers tells whether the node is connected to that one.
func (t *trial) peers(other *plainNode) bool {
	for _, peer := range t.node.peers() {
		if node, err := enode.ParseV4(peer.Enode); err == nil && node.ID() == other.local.ID() {
			return true
		}
	}
	return false
}

// expiringRequests has a node wait for many responses that never come, while an honest one responds.
func expiringRequests(t *trial) {
	const silent, atOnce = 36, 12
	unmet := new(atomic.Int64)
	boot := t.plainNode("98.1.1.1", newKey())
	honest := t.plainNode("97.1.1.1", newKey())
	var told []v4wire.Node
	for i := 0; i < silent; i++ {
		node := t.plainNode(fmt.Sprintf("101.%d.1.1", i), newKey())
		node.unmet = unmet
		told = append(told, node.wire())
	}
	turn := 0
	boot.told = func() []v4wire.Node {
		begin := turn * atOnce
		turn++
		if begin >= silent {
			return []v4wire.Node{honest.wire()}
		}
		return told[begin : begin+atOnce]
	}
	f := seeker(t, "eth68,discv4", nodeAddress, "--discv4.bootnodes", boot.local.Node().URLv4(), "--discv4.lookup-interval", "1s",
		"--peers.max-peers", "100")
	for end := time.Now().Add(time.Minute); time.Now().Before(end) && !(f.peers(honest) && unmet.Load() >= silent); {
		time.Sleep(100 * time.Millisecond)
	}
	f.note("%d requests without a response", unmet.Load())
	f.expect(f.peers(honest), "the honest node is no peer")
	f.expect(unmet.Load() >= silent, "%d requests to the silent nodes", unmet.Load())
	t.finish(f)
}
