package main

import (
	"context"
	"math/big"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/forkid"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/txpool"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/ethdb"
	"github.com/ethereum/go-ethereum/p2p/enode"

	"plexus/interop/geth/chain"
	"plexus/interop/peerkit"
)

// backlog is more than the peers that come and go while one download runs.
const backlog = 1024

// node is the backend behind go-ethereum's eth handlers: they serve, it takes what they pass on.
type node struct {
	chain    *core.BlockChain
	database ethdb.Database
	network  uint64
	pool     *txpool.TxPool

	// Only a fetching node has these; what nobody takes any more is left in them.
	fetch   chan *session      // peers to download from
	refused chan error         // why a handshake failed
	drops   chan drop          // peers that went
	pooled  chan []common.Hash // answers to GetPooledTransactions

	lock     sync.Mutex
	sessions map[string]*eth.Peer
	later    []*types.Block // blocks of the file that the chain does not hold yet
}

// session is one peer that passed the handshake; its context ends with it.
type session struct {
	*eth.Peer
	context context.Context
}

func newNode(o *options) (*node, error) {
	genesis, err := peerkit.LoadGenesis(o.Genesis)
	if err != nil {
		return nil, err
	}
	n := &node{database: rawdb.NewMemoryDatabase(), network: o.Network, sessions: map[string]*eth.Peer{}}
	if n.network == 0 {
		n.network = genesis.Config.ChainID.Uint64()
	}
	if o.fetch {
		n.fetch = make(chan *session, backlog)
		n.refused = make(chan error, backlog)
		n.drops = make(chan drop, backlog)
		n.pooled = make(chan []common.Hash, 1)
	}
	blocks, err := peerkit.LoadBlocks(o.Chain)
	if err != nil {
		return nil, err
	}
	blocks, n.later = o.Split(blocks)
	if n.chain, err = chain.OpenIn(n.database, genesis); err != nil {
		return nil, err
	}
	if err = peerkit.Insert(n.chain, blocks); err == nil {
		n.pool, err = openPool(n.chain)
	}
	return n, err
}

// stop ends what runs in the background.
func (n *node) stop() {
	n.pool.Close()
	n.chain.Stop()
}

// head is the newest block and the total difficulty up to it.
func (n *node) head() (*types.Header, *big.Int) {
	head := n.chain.CurrentBlock()
	return head, n.chain.GetTd(head.Hash(), head.Number.Uint64())
}

func (n *node) forkID() forkid.ID {
	head := n.chain.CurrentBlock()
	return forkid.NewID(n.chain.Config(), n.chain.Genesis().Hash(), head.Number.Uint64(), head.Time)
}

func (n *node) peers() []*eth.Peer {
	n.lock.Lock()
	defer n.lock.Unlock()
	var all []*eth.Peer
	for _, peer := range n.sessions {
		all = append(all, peer)
	}
	return all
}

// Chain implements eth.Backend.
func (n *node) Chain() *core.BlockChain { return n.chain }

// TxPool implements eth.Backend.
func (n *node) TxPool() eth.TxPool { return n.pool }

// AcceptTxs implements eth.Backend.
func (n *node) AcceptTxs() bool { return true }

// PeerInfo implements eth.Backend.
func (n *node) PeerInfo(enode.ID) interface{} { return nil }

// RunPeer implements eth.Backend: go-ethereum's own handshake, then its own message loop.
func (n *node) RunPeer(peer *eth.Peer, handler eth.Handler) error {
	peerkit.Emit("peer", peerkit.Fields{"id": peer.ID(), "name": peer.Fullname(), "caps": capabilities(peer),
		"version": peer.Version(), "inbound": peer.Inbound(), "address": peer.RemoteAddr().String()})
	head, td := n.head()
	err := peer.Handshake(n.network, td, head.Hash(), n.chain.Genesis().Hash(), n.forkID(),
		forkid.NewFilter(n.chain))
	if err != nil {
		peerkit.Emit("refused", peerkit.Fields{"id": peer.ID(), "reason": err.Error()})
		if n.refused != nil {
			n.refused <- err
		}
		return err
	}
	theirs, theirTD := peer.Head()
	peerkit.Emit("status", peerkit.Fields{"id": peer.ID(), "version": peer.Version(), "head": theirs,
		"td": theirTD.String(), "known": n.chain.GetHeaderByHash(theirs) != nil})

	life, end := context.WithCancel(context.Background())
	defer end()
	n.enter(peer)
	defer n.leave(peer)
	if n.fetch != nil {
		n.fetch <- &session{peer, life}
	}
	return handler(peer)
}

func (n *node) enter(peer *eth.Peer) {
	n.lock.Lock()
	defer n.lock.Unlock()
	n.sessions[peer.ID()] = peer
}

func (n *node) leave(peer *eth.Peer) {
	n.lock.Lock()
	defer n.lock.Unlock()
	delete(n.sessions, peer.ID())
}

func capabilities(peer *eth.Peer) (names []string) {
	for _, capability := range peer.Caps() {
		names = append(names, capability.String())
	}
	return names
}
