package crowd

import (
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// pooledTransactions is what a pool remembers: more than a minute's worth.
const pooledTransactions = 20_000

// Pool is the pending transactions that all members of a crowd know.
type Pool struct {
	lock  sync.Mutex
	known map[common.Hash]*types.Transaction
	order []common.Hash
}

// Get returns nil for what is not known, or not any more.
func (p *Pool) Get(hash common.Hash) *types.Transaction {
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.known[hash]
}

func (p *Pool) add(transactions []*types.Transaction) (hashes []common.Hash) {
	p.lock.Lock()
	defer p.lock.Unlock()
	for _, transaction := range transactions {
		hash := transaction.Hash()
		p.known[hash] = transaction
		hashes = append(hashes, hash)
	}
	p.order = append(p.order, hashes...)
	for len(p.order) > pooledTransactions {
		delete(p.known, p.order[0])
		p.order = p.order[1:]
	}
	return hashes
}
