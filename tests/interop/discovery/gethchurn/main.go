// A network of go-ethereum's p2p servers in one process, each with an address of its own in another /16 and on
// whatever chain the node under test is on. Every so often a part of them dies, and as many new ones come. Each
// fourth dials the node under test; the others dial nobody, and are there to be found.
// Prints JSON lines: the node to begin with, and each time how many have died.
package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"math/rand"
	"net"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"github.com/ethereum/go-ethereum/p2p/enr"
	"github.com/ethereum/go-ethereum/p2p/nat"
	"github.com/ethereum/go-ethereum/rlp"
)

const (
	port           = 30303
	clientName     = "churn"
	maxPeers       = 10
	statusCode     = 0x00
	getHeadersCode = 0x03
	headersCode    = 0x04
	protocolLength = 17
	dialLimit      = 15 * time.Second
	oneDialsIn     = 4
	bootnodes      = 3
	settledWith    = 20
	settleLimit    = time.Minute
)

func out(event map[string]any) {
	text, _ := json.Marshal(event)
	fmt.Println(string(text))
}

// from dials from the node's own address.
type from struct{ ip net.IP }

func (f from) Dial(ctx context.Context, node *enode.Node) (net.Conn, error) {
	dialer := net.Dialer{Timeout: dialLimit, LocalAddr: &net.TCPAddr{IP: f.ip}}
	endpoint, _ := node.TCPEndpoint()
	return dialer.DialContext(ctx, "tcp", endpoint.String())
}

// network is the servers that live, and what the next one gets.
type network struct {
	live   []*p2p.Server
	made   int
	entry  enr.Entry
	target *enode.Node // null: nobody is dialled yet
}

// address of the number-th server, in a /16 that no other one had for some hours.
func address(number int) net.IP {
	const networks = 40 * 250 // 20.0.0.0 to 59.249.0.0
	n := number % networks
	return net.IPv4(byte(20+n/250), byte(n%250), byte(number/networks), 1)
}

func (n *network) start() error {
	ip := address(n.made)
	key, err := crypto.GenerateKey()
	if err != nil {
		return err
	}
	config := p2p.Config{
		PrivateKey: key, Name: clientName, MaxPeers: maxPeers, DiscoveryV4: true,
		ListenAddr: fmt.Sprintf("%s:%d", ip, port), NAT: nat.ExtIP(ip), Dialer: from{ip},
		Protocols: []p2p.Protocol{{Name: "eth", Version: 68, Length: protocolLength, Run: serve,
			Attributes: []enr.Entry{n.entry}, DialCandidates: enode.IterNodes(nil)}},
	}
	for _, index := range rand.Perm(len(n.live))[:min(bootnodes, len(n.live))] {
		config.BootstrapNodes = append(config.BootstrapNodes, n.live[index].Self())
	}
	server := &p2p.Server{Config: config}
	n.made++
	if err := server.Start(); err != nil {
		return err
	}
	n.live = append(n.live, server)
	n.dial(n.made-1, server)
	return nil
}

// dial lets each fourth server dial the node under test, once it is known.
func (n *network) dial(number int, server *p2p.Server) {
	if n.target != nil && number%oneDialsIn == 0 {
		server.AddPeer(n.target)
	}
}

// settle waits until the first server has checked some others, which a busy machine takes its time for.
func (n *network) settle() {
	for begin := time.Now(); time.Since(begin) < settleLimit; time.Sleep(100 * time.Millisecond) {
		live := 0
		for _, bucket := range n.live[0].DiscoveryV4().TableBuckets() {
			for _, entry := range bucket {
				if entry.Live {
					live++
				}
			}
		}
		if live >= settledWith {
			return
		}
	}
}

// renew lets so many servers die, whichever, and starts as many.
func (n *network) renew(count int) error {
	rand.Shuffle(len(n.live), func(a, b int) { n.live[a], n.live[b] = n.live[b], n.live[a] })
	dying := n.live[:count]
	n.live = append([]*p2p.Server(nil), n.live[count:]...)
	for _, server := range dying {
		go server.Stop()
	}
	for range count {
		if err := n.start(); err != nil {
			return err
		}
	}
	return nil
}

// serve sends the node's own Status back, and has no header.
func serve(peer *p2p.Peer, rw p2p.MsgReadWriter) error {
	if strings.HasPrefix(peer.Name(), clientName) {
		return p2p.DiscUselessPeer
	}
	status, err := rw.ReadMsg()
	if err != nil {
		return err
	}
	var content rlp.RawValue
	if err := status.Decode(&content); status.Code != statusCode || err != nil {
		return errors.New("no Status")
	}
	if err := p2p.Send(rw, statusCode, content); err != nil {
		return err
	}
	for {
		message, err := rw.ReadMsg()
		if err != nil {
			return err
		}
		if message.Code == getHeadersCode {
			err = noHeaders(rw, message)
		} else {
			err = message.Discard()
		}
		if err != nil {
			return err
		}
	}
}

func noHeaders(rw p2p.MsgReadWriter, request p2p.Msg) error {
	var fields []rlp.RawValue
	if err := request.Decode(&fields); err != nil || len(fields) == 0 {
		return errors.New("a malformed request")
	}
	return p2p.Send(rw, headersCode, []any{fields[0], []rlp.RawValue{}})
}

// ethEntry is that of a fork after which none is known.
func ethEntry(fork string) enr.Entry {
	hash, err := hex.DecodeString(fork)
	if err != nil || len(hash) != 4 {
		log.Fatalf("-fork: %q is no fork id", fork)
	}
	type forkID struct {
		Hash [4]byte
		Next uint64
	}
	value, err := rlp.EncodeToBytes([]forkID{{[4]byte(hash), 0}})
	if err != nil {
		log.Fatal(err)
	}
	return enr.WithEntry("eth", rlp.RawValue(value))
}

func main() {
	count := flag.Int("nodes", 200, "servers that live at once")
	part := flag.Int("part", 5, "one in so many dies each time")
	every := flag.Duration("every", time.Minute, "how long between two deaths")
	fork := flag.String("fork", "", "`hash` of the fork id in their records")
	flag.Parse()
	n := &network{entry: ethEntry(*fork)}
	for range *count {
		if err := n.start(); err != nil {
			log.Fatal(err)
		}
	}
	n.settle()
	out(map[string]any{"boot": n.live[0].Self().URLv4()})
	var enodeOfTarget string
	fmt.Scanln(&enodeOfTarget)
	n.target = enode.MustParse(enodeOfTarget)
	for number, server := range n.live {
		n.dial(number, server)
	}
	for range time.Tick(*every) {
		if err := n.renew(*count / *part); err != nil {
			log.Fatal(err)
		}
		out(map[string]any{"died": *count / *part, "made": n.made})
	}
}
