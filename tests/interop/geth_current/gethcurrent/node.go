package main

import (
	"context"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/consensus/beacon"
	"github.com/ethereum/go-ethereum/consensus/ethash"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/txpool"
	"github.com/ethereum/go-ethereum/core/txpool/legacypool"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto/kzg4844"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/p2p/enode"

	"plexus/interop/peerkit"
)

// backlog is more than the peers that come and go while one download runs.
const backlog = 1024

// node is the backend behind go-ethereum's eth handlers: they serve, it takes what they pass on.
type node struct {
	chain   *core.BlockChain
	network uint64
	checks  bool // and keeps nothing of what it fetches
	pool    *txpool.TxPool

	// Only a fetching node has these; what nobody takes any more is left in them.
	fetch   chan *session // peers to download from
	refused chan error    // why a handshake failed
	drops   chan drop     // peers that went

	lock     sync.Mutex
	sessions map[string]*eth.Peer
	later    []*types.Block // blocks of the file that the chain does not hold yet
}

// session is one peer that passed the handshake; its context ends with it.
type session struct {
	*eth.Peer
	context context.Context
}

// drop is a peer that went, and go-ethereum's reason for it.
type drop struct{ id, reason string }

func newNode(o *options) (*node, error) {
	genesis, err := peerkit.LoadGenesis(o.Genesis)
	if err != nil {
		return nil, err
	}
	n := &node{network: o.Network, checks: o.checkOnly, sessions: map[string]*eth.Peer{}}
	if n.network == 0 {
		n.network = genesis.Config.ChainID.Uint64()
	}
	if o.fetch {
		n.fetch = make(chan *session, backlog)
		n.refused = make(chan error, backlog)
		n.drops = make(chan drop, backlog)
	}
	blocks, err := peerkit.LoadBlocks(o.Chain)
	if err != nil {
		return nil, err
	}
	blocks, n.later = o.Split(blocks)
	n.chain, err = core.NewBlockChain(rawdb.NewMemoryDatabase(), genesis, engine(),
		core.DefaultConfig().WithArchive(true))
	if err != nil {
		return nil, err
	}
	if err = peerkit.Insert(n.chain, blocks); err != nil {
		return nil, err
	}
	// go-ethereum's own pool; it judges by the state of the head.
	config := legacypool.DefaultConfig
	config.Journal = "" // nothing on disk
	n.pool, err = txpool.New(config.PriceLimit, n.chain,
		[]txpool.SubPool{legacypool.New(config, n.chain)})
	return n, err
}

// engine checks every rule but the seal, before and after the merge.
func engine() *beacon.Beacon { return beacon.New(ethash.NewFaker()) }

// stop ends what runs in the background.
func (n *node) stop() {
	n.pool.Close()
	n.chain.Stop()
}

func (n *node) report(id, reason string) {
	peerkit.EmitDrop(id, reason)
	if n.drops != nil {
		n.drops <- drop{id, reason}
	}
}

// blockRange is what Status and BlockRangeUpdate say of the chain.
func (n *node) blockRange() eth.BlockRangeUpdatePacket {
	head := n.chain.CurrentBlock()
	return eth.BlockRangeUpdatePacket{LatestBlock: head.Number.Uint64(), LatestBlockHash: head.Hash()}
}

func (n *node) peers() (all []*eth.Peer) {
	n.lock.Lock()
	defer n.lock.Unlock()
	for _, peer := range n.sessions {
		all = append(all, peer)
	}
	return all
}

// Chain implements eth.Backend.
func (n *node) Chain() *core.BlockChain { return n.chain }

// TxPool implements eth.Backend.
func (n *node) TxPool() eth.TxPool { return n.pool }

// BlobPool implements eth.Backend.
func (n *node) BlobPool() eth.BlobPool { return noBlobs{} }

// AcceptTxs implements eth.Backend.
func (n *node) AcceptTxs() bool { return true }

// PeerInfo implements eth.Backend.
func (n *node) PeerInfo(enode.ID) interface{} { return nil }

// noBlobs is a blob pool that is always empty: cells are no business of eth/69 and eth/70.
type noBlobs struct{}

func (noBlobs) GetBlobHashes(common.Hash) []common.Hash { return nil }

func (noBlobs) GetBlobCells([]common.Hash, types.CustodyBitmap) ([][]*kzg4844.Cell,
	[][]*kzg4844.Proof, error) {
	return nil, nil, nil
}

func (noBlobs) GetCustody(common.Hash) *types.CustodyBitmap { return nil }

func (noBlobs) Has(common.Hash) bool { return false }
