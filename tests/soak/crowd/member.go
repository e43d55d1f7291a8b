package crowd

import (
	"context"
	"fmt"
	"math/big"
	"math/rand"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"github.com/ethereum/go-ethereum/p2p/nat"
)

const (
	port        = "30303"
	memberPeers = 10

	// A block or a transaction does not reach everybody at once.
	blockDelay       = 150 * time.Millisecond
	transactionDelay = 100 * time.Millisecond

	// wholeBlocks: one of so many peers sends a block whole, as of 50 who send to the square root of theirs.
	wholeBlocks = 7
)

// Session is an eth session of either code base.
type Session interface {
	ID() string
	AsyncSendNewBlock(block *types.Block, td *big.Int)
	AsyncSendNewBlockHash(block *types.Block)
	AsyncSendPooledTransactionHashes(hashes []common.Hash)
}

// Member is one node of a crowd: a p2p server with a key and an address of its own.
type Member struct {
	*Crowd
	address string
	server  *p2p.Server

	lock     sync.Mutex
	sessions map[string]Session
	stopping bool
}

// sourced dials from the member's address, so that the node sees as many networks as there are members.
type sourced struct{ net.Dialer }

// Dial implements p2p.NodeDialer.
func (s sourced) Dial(ctx context.Context, to *enode.Node) (net.Conn, error) {
	return s.DialContext(ctx, "tcp", (&net.TCPAddr{IP: to.IP(), Port: to.TCP()}).String())
}

// start makes a member that dials the node, or one that waits to be found by discovery.
func (c *Crowd) start(address string, dials bool) (*Member, error) {
	key, err := crypto.GenerateKey()
	if err != nil {
		return nil, err
	}
	m := &Member{Crowd: c, address: address, sessions: map[string]Session{}}
	ip := net.ParseIP(address)
	config := p2p.Config{PrivateKey: key, Name: c.release.Name(), MaxPeers: memberPeers,
		ListenAddr: net.JoinHostPort(address, port), NAT: nat.ExtIP(ip), NoDial: !dials,
		NoDiscovery: dials, DiscoveryV4: !dials,
		Dialer:    sourced{net.Dialer{LocalAddr: &net.TCPAddr{IP: ip}, Timeout: 15 * time.Second}},
		Protocols: c.release.Protocols(m)}
	if dials {
		config.StaticNodes = []*enode.Node{c.node}
	} else {
		config.BootstrapNodes = []*enode.Node{c.node}
	}
	m.server = &p2p.Server{Config: config}
	if err := m.server.Start(); err != nil {
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	go m.watch()
	return m, nil
}

// watch reports sessions that the other side has ended.
func (m *Member) watch() {
	events := make(chan *p2p.PeerEvent, memberPeers)
	subscription := m.server.SubscribeEvents(events)
	defer subscription.Unsubscribe()
	for {
		select {
		case event := <-events:
			if event.Type == p2p.PeerEventTypeDrop && m.had(event.Peer.String()) {
				report("left", m.address, event.Error)
			}
		case <-subscription.Err():
			return
		}
	}
}

// had tells whether a peer that is gone had passed the handshake, and was not left by the member itself.
func (m *Member) had(id string) bool {
	m.lock.Lock()
	defer m.lock.Unlock()
	_, found := m.sessions[id]
	delete(m.sessions, id)
	return found && !m.stopping
}

func (m *Member) stop() {
	m.lock.Lock()
	m.stopping = true
	m.lock.Unlock()
	m.server.Stop()
}

// Run runs a session that has passed the handshake. It stays known until its end is reported.
func (m *Member) Run(session Session, handle func() error) error {
	m.lock.Lock()
	m.sessions[session.ID()] = session
	m.lock.Unlock()
	report("joined", m.address)
	return handle()
}

// Refused reports a handshake that failed.
func (m *Member) Refused(err error) error {
	report("refused", m.address, err.Error())
	return err
}

func (m *Member) all() (all []Session) {
	m.lock.Lock()
	defer m.lock.Unlock()
	for _, session := range m.sessions {
		all = append(all, session)
	}
	return all
}

func (m *Member) tellBlock(block *types.Block, td *big.Int) {
	whole := rand.Intn(wholeBlocks) == 0
	later(blockDelay, func() {
		for _, session := range m.all() {
			if whole {
				session.AsyncSendNewBlock(block, td)
			} else {
				session.AsyncSendNewBlockHash(block)
			}
		}
	})
}

func (m *Member) tellTransactions(hashes []common.Hash) {
	later(transactionDelay, func() {
		for _, session := range m.all() {
			session.AsyncSendPooledTransactionHashes(hashes)
		}
	})
}

func later(most time.Duration, call func()) {
	time.AfterFunc(time.Duration(rand.Int63n(int64(most))), call)
}

var printing sync.Mutex

// report prints a line: an event, a member's address, and what else there is to say.
func report(words ...string) {
	printing.Lock()
	defer printing.Unlock()
	fmt.Println(strings.ReplaceAll(strings.Join(words, " "), "\n", " "))
}
