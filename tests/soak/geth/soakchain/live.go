package main

import (
	"fmt"
	"math/big"
	"math/rand"
	"path/filepath"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/consensus/ethash"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/rlp"

	"plexus/interop/peerkit"
)

const (
	gossipPause    = 50 * time.Millisecond
	gossipAtOnce   = 10 // 200 transactions a second
	mostInBlock    = 100
	reorganisation = time.Minute
	deepest        = 6 // blocks that a reorganisation leaves
)

// live is the chain as it grows. All of it is made here; nobody else makes blocks.
type live struct {
	chain   *core.BlockChain
	senders *senders
	waiting types.Transactions
	newest  []*types.Block // the last ones, of which a reorganisation leaves some
}

func goOn(folder string) error {
	genesis, err := peerkit.LoadGenesis(filepath.Join(folder, "genesis.json"))
	if err != nil {
		return err
	}
	l := &live{senders: newSenders(genesis.Config)}
	l.chain, err = core.NewBlockChain(rawdb.NewMemoryDatabase(), nil, genesis, nil, ethash.NewFaker(), vm.Config{}, nil,
		nil)
	if err != nil {
		return err
	}
	defer l.chain.Stop()
	blocks, err := peerkit.LoadBlocks(filepath.Join(folder, "chain.rlp"))
	if err != nil {
		return err
	}
	if err := peerkit.Insert(l.chain, blocks); err != nil {
		return err
	}
	l.newest = blocks[len(blocks)-deepest-1:]
	return l.run()
}

func (l *live) run() error {
	gossip, growth, branches := time.Tick(gossipPause), time.Tick(blockTime), time.Tick(reorganisation)
	for {
		var err error
		select {
		case <-gossip:
			sent := l.senders.send(gossipAtOnce)
			l.waiting = append(l.waiting, sent...)
			err = tell("transactions", sent)
		case <-growth:
			err = l.grow()
		case <-branches:
			err = l.reorganise(1 + rand.Intn(deepest))
		}
		if err != nil {
			return err
		}
	}
}

func tell(name string, value any) error {
	data, err := rlp.EncodeToBytes(value)
	if err == nil {
		_, err = fmt.Printf("%s %x\n", name, data)
	}
	return err
}

// grow makes a block of what waits.
func (l *live) grow() error {
	chosen := l.waiting[:min(len(l.waiting), mostInBlock)]
	l.waiting = l.waiting[len(chosen):]
	return l.build(l.newest[len(l.newest)-1], chosen)
}

// reorganise leaves the last blocks for others of the same transactions, and one more block, which makes them heavier.
func (l *live) reorganise(depth int) error {
	at := len(l.newest) - depth
	left := l.newest[at:]
	l.newest = append([]*types.Block(nil), l.newest[:at]...)
	for _, block := range left {
		if err := l.build(l.newest[len(l.newest)-1], block.Transactions()); err != nil {
			return err
		}
	}
	return l.grow()
}

// build makes a block, executes it, and tells of it. A random coinbase tells it from all others.
func (l *live) build(parent *types.Block, transactions types.Transactions) error {
	engine, config := l.chain.Engine(), l.chain.Config()
	state, err := l.chain.StateAt(parent.Root())
	if err != nil {
		return err
	}
	header := &types.Header{ParentHash: parent.Hash(), Number: new(big.Int).Add(parent.Number(), common.Big1),
		GasLimit: parent.GasLimit(), Time: parent.Time() + 1}
	rand.Read(header.Coinbase[:])
	header.Difficulty = engine.CalcDifficulty(l.chain, header.Time, parent.Header())
	var receipts types.Receipts
	gas := new(core.GasPool).AddGas(header.GasLimit)
	for i, transaction := range transactions {
		state.SetTxContext(transaction.Hash(), i)
		receipt, err := core.ApplyTransaction(config, l.chain, nil, gas, state, header, transaction, &header.GasUsed,
			vm.Config{})
		if err != nil {
			return fmt.Errorf("block %d, transaction %d: %w", header.Number, i, err)
		}
		receipts = append(receipts, receipt)
	}
	block, err := engine.FinalizeAndAssemble(l.chain, header, state, transactions, nil, receipts, nil)
	if err != nil {
		return err
	}
	if _, err := l.chain.InsertChain(types.Blocks{block}); err != nil {
		return err
	}
	if l.newest = append(l.newest, block); len(l.newest) > deepest+1 {
		l.newest = l.newest[1:]
	}
	return tell("block", block)
}
