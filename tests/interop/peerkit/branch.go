package peerkit

import (
	"crypto/rand"
	"errors"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethdb"
)

// mostLonger bounds how many blocks a branch may need beyond one more than it replaces.
const mostLonger = 16

// totalDifficulties is what a chain of go-ethereum can tell in the versions before it dropped them.
type totalDifficulties interface {
	GetTd(hash common.Hash, number uint64) *big.Int
}

// Branch leaves the last blocks of the chain for so many others, made here, and for more of them until
// they weigh more. It ends with the new head, and its total difficulty; an event says where it left.
func Branch(chain *core.BlockChain, database ethdb.Database, depth, count int) (*types.Block, *big.Int,
	error) {
	number := chain.CurrentBlock().Number.Uint64()
	if depth < 0 || uint64(depth) > number {
		return nil, nil, errors.New("the chain has not so many blocks")
	}
	ancestor := chain.GetBlockByNumber(number - uint64(depth))
	last, err := extend(chain, database, ancestor, count)
	for i := 0; err == nil && chain.CurrentBlock().Hash() != last.Hash(); i++ {
		if i == mostLonger {
			return nil, nil, errors.New("the branch does not become the heavier one")
		}
		last, err = extend(chain, database, last, 1)
	}
	if err != nil {
		return nil, nil, err
	}
	td := new(big.Int)
	if weighed, known := any(chain).(totalDifficulties); known {
		td = weighed.GetTd(last.Hash(), last.NumberU64())
	}
	Emit("branch", Fields{"depth": depth, "ancestor": ancestor.Hash(), "number": last.NumberU64(),
		"hash": last.Hash(), "td": td.String()})
	return last, td, nil
}

// extend makes empty blocks behind a block of the chain and executes them; a coinbase of their own
// tells them from all others.
func extend(chain *core.BlockChain, database ethdb.Database, parent *types.Block, count int) (
	*types.Block, error) {
	var coinbase common.Address
	if _, err := rand.Read(coinbase[:]); err != nil {
		return nil, err
	}
	blocks, _ := core.GenerateChain(chain.Config(), parent, chain.Engine(), database, count,
		func(_ int, block *core.BlockGen) { block.SetCoinbase(coinbase) })
	return blocks[len(blocks)-1], Insert(chain, blocks)
}

// between keeps blocks apart, so that they are told one by one.
const between = 20 * time.Millisecond

// Churn makes blocks one after the other, and with every tenth leaves one to six of them for others.
// Each new head is told.
func Churn(chain *core.BlockChain, database ethdb.Database, count int,
	tell func(*types.Block, *big.Int)) error {
	for i := 1; i <= count; i++ {
		depth := 0
		if i%10 == 0 {
			depth = 1 + i/10%6
		}
		block, td, err := Branch(chain, database, depth, depth+1)
		if err != nil {
			return err
		}
		tell(block, td)
		time.Sleep(between)
	}
	return nil
}
