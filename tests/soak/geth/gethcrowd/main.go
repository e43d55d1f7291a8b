// Command gethcrowd is a crowd of go-ethereum v1.12.2, the last release that passes on blocks. It speaks eth/66:
// on eth/68 a node of BSC's network awaits UpgradeStatus, which go-ethereum does not know.
package main

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/consensus/ethash"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/forkid"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/txpool"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/enode"

	"plexus/soak/crowd"
)

func main() { crowd.Main(&release{}) }

type release struct{ chain *core.BlockChain }

// Name implements crowd.Release.
func (*release) Name() string { return "Geth/v1.12.2-soak" }

// Open implements crowd.Release: every rule but the seal.
func (r *release) Open(genesis *core.Genesis) (_ crowd.Chain, err error) {
	r.chain, err = core.NewBlockChain(rawdb.NewMemoryDatabase(), nil, genesis, nil, ethash.NewFaker(), vm.Config{},
		nil, nil)
	return r.chain, err
}

// Protocols implements crowd.Release.
func (r *release) Protocols(member *crowd.Member) (chosen []p2p.Protocol) {
	for _, protocol := range eth.MakeProtocols(&backend{member, r.chain}, r.chain.Config().ChainID.Uint64(), nil) {
		if protocol.Version == eth.ETH66 {
			chosen = append(chosen, protocol)
		}
	}
	return chosen
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
	genesis := b.chain.Genesis().Hash()
	id := forkid.NewID(b.chain.Config(), genesis, head.Number.Uint64(), head.Time)
	err := peer.Handshake(b.chain.Config().ChainID.Uint64(), td, head.Hash(), genesis, id, forkid.NewFilter(b.chain))
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
func (p pool) Get(hash common.Hash) *txpool.Transaction {
	if transaction := p.known.Get(hash); transaction != nil {
		return &txpool.Transaction{Tx: transaction}
	}
	return nil
}
