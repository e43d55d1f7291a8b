package main

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/txpool"
	"github.com/ethereum/go-ethereum/core/txpool/legacypool"
	"github.com/ethereum/go-ethereum/core/types"
)

// openPool is go-ethereum's own pool over the chain; it judges by the state of the head.
func openPool(chain *core.BlockChain) (*txpool.TxPool, error) {
	config := legacypool.DefaultConfig
	config.Journal = "" // nothing on disk
	return txpool.New(new(big.Int).SetUint64(config.PriceLimit), chain,
		[]txpool.SubPool{legacypool.New(config, chain)})
}

// offer puts transactions into the pool.
// It returns those that the pool took, and the first reason why it refused one.
func (n *node) offer(transactions []*types.Transaction, local bool) (taken []common.Hash, err error) {
	wrapped := make([]*txpool.Transaction, len(transactions))
	for i, tx := range transactions {
		wrapped[i] = &txpool.Transaction{Tx: tx}
	}
	for i, problem := range n.pool.Add(wrapped, local, true) {
		if problem == nil {
			taken = append(taken, transactions[i].Hash())
		} else if err == nil {
			err = problem
		}
	}
	return taken, err
}

// missing is which of the hashes the pool does not hold.
func (n *node) missing(hashes []common.Hash) (unknown []common.Hash) {
	for _, hash := range hashes {
		if !n.pool.Has(hash) {
			unknown = append(unknown, hash)
		}
	}
	return unknown
}
