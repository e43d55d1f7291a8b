// peers runs many simulated peers in one process, each with a key, an address and a port of its own, on
// go-ethereum's p2p server. The first half is found by discovery and dials nobody, but for those that nobody has found
// within 20 s: a small table has no room for all. The other half finds nobody and dials the nodes that it is told of. To every node that it is connected with, each peer announces the same
// transactions, whose hashes say which peer it was and how many came before. What happens is printed in lines.
package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"github.com/ethereum/go-ethereum/p2p/nat"
	"github.com/ethereum/go-ethereum/rlp"
)

const (
	port            = 30303
	clientName      = "simulated/v1/"
	maxPeers        = 25
	statusCode      = 0x00
	getHeadersCode  = 0x03
	headersCode     = 0x04
	announceCode    = 0x08
	protocolLength  = 17
	dialLimit       = 15 * time.Second
	foundWithin     = 20 * time.Second
	transactionSize = 300
)

// printer writes lines of several goroutines, each whole.
type printer struct {
	lock sync.Mutex
	out  *bufio.Writer
}

// event prints: microseconds, peer, what, node, number.
func (p *printer) event(peer int, what string, node enode.ID, number uint64) {
	p.lock.Lock()
	defer p.lock.Unlock()
	fmt.Fprintln(p.out, time.Now().UnixMicro(), peer, what, node, number)
}

func (p *printer) flush() {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.out.Flush()
}

// simulated is one peer.
type simulated struct {
	number  int
	out     *printer
	server  *p2p.Server
	lock    sync.Mutex
	nodes   map[enode.ID]p2p.MsgReadWriter
	counted uint64
}

func key(number int) *ecdsa.PrivateKey {
	made, err := crypto.ToECDSA(crypto.Keccak256(fmt.Appendf(nil, "simulated peer %d", number)))
	if err != nil {
		log.Fatal(err)
	}
	return made
}

func address(number int) net.IP { return net.IPv4(10, 9, byte(number/250), byte(number%250+1)) }

// from dials from the peer's own address.
type from struct{ ip net.IP }

func (f from) Dial(ctx context.Context, node *enode.Node) (net.Conn, error) {
	dialer := net.Dialer{Timeout: dialLimit, LocalAddr: &net.TCPAddr{IP: f.ip}}
	endpoint, _ := node.TCPEndpoint()
	return dialer.DialContext(ctx, "tcp", endpoint.String())
}

func start(number int, bootnodes, dialled []*enode.Node, out *printer) (*simulated, error) {
	peer := &simulated{number: number, out: out, nodes: map[enode.ID]p2p.MsgReadWriter{}}
	ip := address(number)
	config := p2p.Config{
		PrivateKey:  key(number),
		Name:        fmt.Sprintf("%s%d", clientName, number),
		MaxPeers:    maxPeers,
		ListenAddr:  fmt.Sprintf("%s:%d", ip, port),
		NAT:         nat.ExtIP(ip),
		NoDiscovery: len(dialled) > 0,
		DiscoveryV4: len(dialled) == 0,
		StaticNodes: dialled,
		Dialer:      from{ip},
		Protocols:   []p2p.Protocol{{Name: "eth", Version: 68, Length: protocolLength, Run: peer.serve}},
	}
	if len(dialled) == 0 {
		config.BootstrapNodes = bootnodes
	}
	peer.server = &p2p.Server{Config: config}
	return peer, peer.server.Start()
}

// serve is on whatever chain the node is on: it sends the node's own Status back. Simulated peers that find each other
// have nothing to say.
func (s *simulated) serve(peer *p2p.Peer, rw p2p.MsgReadWriter) error {
	if strings.HasPrefix(peer.Name(), clientName) {
		return p2p.DiscUselessPeer
	}
	status, err := rw.ReadMsg()
	if err != nil {
		return err
	}
	if status.Code != statusCode {
		return errors.New("no Status")
	}
	var content rlp.RawValue
	if err := status.Decode(&content); err != nil {
		return err
	}
	if err := p2p.Send(rw, statusCode, content); err != nil {
		return err
	}
	s.out.event(s.number, "up", peer.ID(), 0)
	defer s.out.event(s.number, "down", peer.ID(), 0)
	s.set(peer.ID(), rw)
	defer s.set(peer.ID(), nil)
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

// noHeaders responds to a request with an empty list.
func noHeaders(rw p2p.MsgReadWriter, request p2p.Msg) error {
	var fields []rlp.RawValue
	if err := request.Decode(&fields); err != nil || len(fields) == 0 {
		return errors.New("a malformed request")
	}
	return p2p.Send(rw, headersCode, []any{fields[0], []rlp.RawValue{}})
}

func (s *simulated) set(node enode.ID, rw p2p.MsgReadWriter) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if rw == nil {
		delete(s.nodes, node)
	} else {
		s.nodes[node] = rw
	}
}

// dialIfLonely lets a peer dial that no node has found.
func (s *simulated) dialIfLonely(nodes []*enode.Node) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if len(s.nodes) > 0 {
		return
	}
	for _, node := range nodes {
		s.server.AddPeer(node)
	}
}

// announce tells every node of one transaction more.
func (s *simulated) announce() {
	s.lock.Lock()
	nodes := make(map[enode.ID]p2p.MsgReadWriter, len(s.nodes))
	for id, rw := range s.nodes {
		nodes[id] = rw
	}
	s.lock.Unlock()
	if len(nodes) == 0 {
		return
	}
	s.counted++
	var hash [32]byte
	binary.BigEndian.PutUint32(hash[:], uint32(s.number))
	binary.BigEndian.PutUint64(hash[4:], s.counted)
	for id, rw := range nodes {
		packet := []any{[]byte{2}, []uint32{transactionSize}, [][32]byte{hash}}
		if p2p.Send(rw, announceCode, packet) == nil {
			s.out.event(s.number, "sent", id, s.counted)
		}
	}
}

func nodes(list string) []*enode.Node {
	var found []*enode.Node
	for _, word := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' }) {
		node, err := enode.Parse(enode.ValidSchemes, word)
		if err != nil {
			log.Fatalf("%q: %v", word, err)
		}
		found = append(found, node)
	}
	return found
}

func main() {
	count := flag.Int("count", 100, "how many peers")
	dial := flag.String("dial", "", "`enodes` that the second half dials")
	every := flag.Duration("every", 500*time.Millisecond, "how often each announces")
	printListening := flag.Bool("print", false, "print the enodes of the first half, and end")
	flag.Parse()

	var bootnodes []*enode.Node
	var urls []string
	for number := range *count / 2 {
		node := enode.NewV4(&key(number).PublicKey, address(number), port, port)
		bootnodes = append(bootnodes, node)
		urls = append(urls, node.URLv4())
	}
	if *printListening {
		fmt.Println(strings.Join(urls, ","))
		return
	}
	out := &printer{out: bufio.NewWriter(os.Stdout)}
	dialled := nodes(*dial)
	var peers []*simulated
	for number := range *count {
		targets := dialled
		if number < *count/2 {
			targets = nil
		}
		peer, err := start(number, bootnodes[:3], targets, out)
		if err != nil {
			log.Fatal(err)
		}
		peers = append(peers, peer)
	}
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGINT, syscall.SIGTERM)
	late := time.After(foundWithin)
	ticker := time.NewTicker(*every)
	for {
		select {
		case <-ended:
			out.flush()
			return
		case <-late:
			for _, peer := range peers[:*count/2] {
				peer.dialIfLonely(dialled)
			}
		case <-ticker.C:
			for _, peer := range peers {
				peer.announce()
			}
			out.flush()
		}
	}
}
