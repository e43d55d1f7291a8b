package main

import (
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/txpool"
	"github.com/ethereum/go-ethereum/core/types"
)

// pool holds transactions without judging them. It answers GetPooledTransactions.
type pool struct {
	lock sync.RWMutex
	all  map[common.Hash]*types.Transaction
}

func newPool() *pool {
	return &pool{all: map[common.Hash]*types.Transaction{}}
}

// Get is what go-ethereum's handlers ask for; nil means unknown.
func (p *pool) Get(hash common.Hash) *txpool.Transaction {
	p.lock.RLock()
	defer p.lock.RUnlock()
	if tx := p.all[hash]; tx != nil {
		return &txpool.Transaction{Tx: tx}
	}
	return nil
}

func (p *pool) add(transactions []*types.Transaction) []common.Hash {
	p.lock.Lock()
	defer p.lock.Unlock()
	hashes := make([]common.Hash, len(transactions))
	for i, tx := range transactions {
		hashes[i] = tx.Hash()
		p.all[hashes[i]] = tx
	}
	return hashes
}

// missing is which of the hashes the pool does not hold.
func (p *pool) missing(hashes []common.Hash) (unknown []common.Hash) {
	p.lock.RLock()
	defer p.lock.RUnlock()
	for _, hash := range hashes {
		if p.all[hash] == nil {
			unknown = append(unknown, hash)
		}
	}
	return unknown
}
