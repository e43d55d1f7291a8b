// Package chain opens the files that chainmaker writes as a real go-ethereum chain.
package chain

import (
	"github.com/ethereum/go-ethereum/consensus"
	"github.com/ethereum/go-ethereum/consensus/beacon"
	"github.com/ethereum/go-ethereum/consensus/ethash"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/ethdb"
)

// Engine checks every consensus rule but the proof-of-work seal, before and after the merge.
func Engine() consensus.Engine {
	return beacon.New(ethash.NewFaker())
}

// Open makes an empty chain in memory.
func Open(genesis *core.Genesis) (*core.BlockChain, error) {
	return OpenIn(rawdb.NewMemoryDatabase(), genesis)
}

// OpenIn makes an empty chain. Its tries are all kept, so that GetNodeData finds them.
func OpenIn(database ethdb.Database, genesis *core.Genesis) (*core.BlockChain, error) {
	config := &core.CacheConfig{TrieDirtyDisabled: true, TrieCleanNoPrefetch: true}
	return core.NewBlockChain(database, config, genesis, nil, Engine(),
		vm.Config{}, nil, nil)
}
