package modern

import (
	"fmt"
	"math/big"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/consensus/ethash"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/forkid"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/txpool"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth/protocols/bsc"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/ethdb"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/rlp"

	"plexus/interop/bsckit"
	"plexus/interop/peerkit"
)

// node is the backend behind BSC's eth handlers: they serve, it takes what they pass on.
type node struct {
	release   Release
	chain     *core.BlockChain
	database  ethdb.Database
	forks     forkid.Blockchain // what fork ids are made from, and judged by
	network   uint64
	extension *eth.UpgradeStatusExtension

	lock       sync.Mutex
	sessions   map[string]*eth.Peer
	dependents map[string]*bsc.Peer
	waiting    map[string]chan struct{} // closed when the dependent of a peer is there
	coming     []*eth.NewBlockPacket    // blocks to relay by command
	composed   *types.Block             // the last one that was made here
	pool       map[common.Hash]*types.Transaction
}

func newNode(release Release, o *bsckit.Options) (*node, error) {
	genesis, err := o.ChooseGenesis()
	if err != nil {
		return nil, err
	}
	blocks, err := peerkit.LoadBlocks(o.Chain)
	if err != nil {
		return nil, err
	}
	n := &node{release: release, network: o.Network, database: rawdb.NewMemoryDatabase(),
		sessions: map[string]*eth.Peer{}, dependents: map[string]*bsc.Peer{},
		waiting: map[string]chan struct{}{}, pool: map[common.Hash]*types.Transaction{},
		extension: &eth.UpgradeStatusExtension{DisablePeerTxBroadcast: o.NoTransactions}}
	if n.network == 0 {
		n.network = genesis.Config.ChainID.Uint64()
	}
	if n.coming, err = o.LoadCaptured(); err != nil {
		return nil, err
	}
	// Every rule but the seal; Parlia's own would need the state of real validators.
	n.chain, err = core.NewBlockChain(n.database, genesis, ethash.NewFaker(),
		core.DefaultConfig().WithArchive(true))
	if err != nil {
		return nil, err
	}
	held, _ := o.Split(blocks)
	if err = peerkit.Insert(n.chain, held); err == nil {
		n.forks, err = n.stand(o)
	}
	return n, err
}

// stand says where on the chain the fork filter stands: at the pretended head of a BSC network, or
// at the real one of a chain of its own.
func (n *node) stand(o *bsckit.Options) (forkid.Blockchain, error) {
	if o.Genesis != "" {
		return n.chain, nil
	}
	config := n.chain.Config()
	if o.Schedule == bsckit.Today {
		var err error
		if config, err = extended(config, later[o.BSC]); err != nil {
			return nil, err
		}
	}
	return bsckit.Pretend(config, n.chain.Genesis(), o.HeadTime), nil
}

// head is the newest block that is really held, and the total difficulty up to it.
func (n *node) head() (*types.Header, *big.Int) {
	head := n.chain.CurrentBlock()
	return head, n.chain.GetTd(head.Hash(), head.Number.Uint64())
}

func (n *node) emitListening(server *p2p.Server) {
	head, td := n.head()
	id := forkid.NewIDWithChain(n.forks)
	peerkit.Emit("listening", peerkit.Fields{"enode": server.Self().URLv4(),
		"enr": server.Self().String(), "genesis": n.chain.Genesis().Hash(), "head": head.Hash(),
		"number": head.Number.Uint64(), "td": td.String(), "forkHash": fmt.Sprintf("%x", id.Hash),
		"forkNext": id.Next})
}

func (n *node) peers() (all []*eth.Peer) {
	n.lock.Lock()
	defer n.lock.Unlock()
	for _, peer := range n.sessions {
		all = append(all, peer)
	}
	return all
}

// Get is what BSC's handlers ask the pool for; nil means unknown.
func (n *node) Get(hash common.Hash) *types.Transaction {
	n.lock.Lock()
	defer n.lock.Unlock()
	return n.pool[hash]
}

// GetRLP implements eth.TxPool.
func (n *node) GetRLP(hash common.Hash) []byte {
	tx := n.Get(hash)
	if tx == nil {
		return nil
	}
	encoded, err := rlp.EncodeToBytes(tx)
	if err != nil {
		panic(err)
	}
	return encoded
}

// GetMetadata implements eth.TxPool.
func (n *node) GetMetadata(hash common.Hash) *txpool.TxMetadata {
	tx := n.Get(hash)
	if tx == nil {
		return nil
	}
	return &txpool.TxMetadata{Type: tx.Type(), Size: tx.Size()}
}

func (n *node) remember(transactions []*types.Transaction) []common.Hash {
	n.lock.Lock()
	defer n.lock.Unlock()
	hashes := make([]common.Hash, len(transactions))
	for i, tx := range transactions {
		hashes[i] = tx.Hash()
		n.pool[hashes[i]] = tx
	}
	return hashes
}
