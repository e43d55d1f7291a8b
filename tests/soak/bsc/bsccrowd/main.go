// Command bsccrowd is a crowd of bnb-chain/bsc v1.8.0-alpha, at eth/68 and at BSC's eth/70.
package main

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/consensus/ethash"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/txpool"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"github.com/ethereum/go-ethereum/rlp"

	"plexus/soak/crowd"
)

func main() { crowd.Main(&release{}) }

type release struct {
	chain *core.BlockChain
	next  int // of eth.ProtocolVersions: each member speaks one
}

// Name implements crowd.Release.
func (*release) Name() string { return "Geth/v1.8.0-alpha-soak" }

// Open implements crowd.Release: every rule but the seal; Parlia's own would need the state of real validators.
func (r *release) Open(genesis *core.Genesis) (_ crowd.Chain, err error) {
	r.chain, err = core.NewBlockChain(rawdb.NewMemoryDatabase(), genesis, ethash.NewFaker(), core.DefaultConfig())
	return r.chain, err
}

// Protocols implements crowd.Release.
func (r *release) Protocols(member *crowd.Member) []p2p.Protocol {
	protocols := eth.MakeProtocols(&backend{member, r.chain}, r.chain.Config().ChainID.Uint64(), nil)
	r.next++
	return protocols[r.next%len(protocols):][:1]
}

// backend is behind the eth handlers of one member.
type backend struct {
	member *crowd.Member
	chain  *core.BlockChain
}

// Chain implements eth.Backend.
func (b *backend) Chain() *core.BlockChain { return b.chain }

// TxPool implements eth.Backend.
func (b *backend) TxPool() eth.TxPool { return pool{&b.member.Pool} }

// AcceptTxs implements eth.Backend.
func (b *backend) AcceptTxs() bool { return true }

// PeerInfo implements eth.Backend.
func (b *backend) PeerInfo(enode.ID) interface{} { return nil }

// RunPeer implements eth.Backend.
func (b *backend) RunPeer(peer *eth.Peer, handler eth.Handler) error {
	head, td := b.member.Head()
	held := eth.BlockRangeUpdatePacket{LatestBlock: head.Number.Uint64(), LatestBlockHash: head.Hash()}
	err := peer.Handshake(b.chain.Config().ChainID.Uint64(), b.chain, held, td, &eth.UpgradeStatusExtension{})
	if err != nil {
		return b.member.Refused(err)
	}
	return b.member.Run(peer, func() error { return handler(peer) })
}

// Handle implements eth.Backend. All members know everything already.
func (b *backend) Handle(*eth.Peer, eth.Packet) error { return nil }

// pool is the crowd's as the eth handlers of this release want it.
type pool struct{ known *crowd.Pool }

// Get implements eth.TxPool.
func (p pool) Get(hash common.Hash) *types.Transaction { return p.known.Get(hash) }

// GetRLP implements eth.TxPool.
func (p pool) GetRLP(hash common.Hash) []byte {
	transaction := p.known.Get(hash)
	if transaction == nil {
		return nil
	}
	encoded, err := rlp.EncodeToBytes(transaction)
	if err != nil {
		panic(err)
	}
	return encoded
}

// GetMetadata implements eth.TxPool.
func (p pool) GetMetadata(hash common.Hash) *txpool.TxMetadata {
	transaction := p.known.Get(hash)
	if transaction == nil {
		return nil
	}
	return &txpool.TxMetadata{Type: transaction.Type(), Size: transaction.Size()}
}
