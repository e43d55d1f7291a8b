package main

import (
	"github.com/ethereum/go-ethereum/consensus/beacon"
	"github.com/ethereum/go-ethereum/consensus/ethash"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/ethdb"
)

// openChain makes a chain in memory. The engine checks every rule but the seal; Parlia's own would
// need the state of real validators.
func openChain(genesis *core.Genesis) (*core.BlockChain, ethdb.Database, error) {
	database := rawdb.NewMemoryDatabase()
	config := &core.CacheConfig{TrieDirtyDisabled: true, TrieCleanNoPrefetch: true}
	chain, err := core.NewBlockChain(database, config, genesis, nil,
		beacon.New(ethash.NewFaker()), vm.Config{}, nil, nil)
	return chain, database, err
}
