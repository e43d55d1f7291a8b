package main

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/forkid"
	"github.com/ethereum/go-ethereum/core/types"
)

// facts are what a test may expect of a chain. Counts leave the genesis block out.
type facts struct {
	Generator              string            `json:"generator"`
	ChainID                uint64            `json:"chainId"`
	NetworkID              uint64            `json:"networkId"`
	GenesisHash            common.Hash       `json:"genesisHash"`
	GenesisStateRoot       common.Hash       `json:"genesisStateRoot"`
	HeadNumber             uint64            `json:"headNumber"`
	HeadHash               common.Hash       `json:"headHash"`
	HeadTotalDifficulty    string            `json:"headTotalDifficulty"`
	HeadStateRoot          common.Hash       `json:"headStateRoot"`
	HeadTime               uint64            `json:"headTime"`
	ForkIDs                []forkPoint       `json:"forkIds"`
	Blocks                 int               `json:"blocks"`
	EmptyBlocks            int               `json:"emptyBlocks"`
	Transactions           int               `json:"transactions"`
	TransactionsByType     map[string]int    `json:"transactionsByType"`
	UnprotectedCount       int               `json:"unprotectedTransactions"`
	ContractCreations      int               `json:"contractCreations"`
	FailedTransactions     int               `json:"failedTransactions"`
	MaxTransactionsInBlock int               `json:"maxTransactionsInBlock"`
	Receipts               int               `json:"receipts"`
	PostStateReceipts      int               `json:"postStateReceipts"`
	Logs                   int               `json:"logs"`
	LogsByTopicCount       [5]int            `json:"logsByTopicCount"`
	Uncles                 int               `json:"uncles"`
	BlocksWithUncles       int               `json:"blocksWithUncles"`
	Withdrawals            int               `json:"withdrawals"`
	BlocksWithWithdrawals  int               `json:"blocksWithWithdrawals"`
	BlocksWithEmptyList    int               `json:"blocksWithEmptyWithdrawals"`
	GasUsed                uint64            `json:"gasUsed"`
	AccumulatorRoot        common.Hash       `json:"accumulatorRoot"`
	SHA256                 map[string]string `json:"sha256"`
}

// forkPoint is the fork id from a block on; the first is the genesis block.
type forkPoint struct {
	Block uint64        `json:"block"`
	Time  uint64        `json:"time"`
	Hash  hexutil.Bytes `json:"hash"`
	Next  uint64        `json:"next"`
}

var typeNames = map[uint8]string{
	types.LegacyTxType:     "legacy",
	types.AccessListTxType: "accessList",
	types.DynamicFeeTxType: "dynamicFee",
	types.BlobTxType:       "blob",
}

func collect(genesis *core.Genesis, blocks []*types.Block, receipts []types.Receipts) *facts {
	first, head := genesis.ToBlock(), blocks[len(blocks)-1]
	f := &facts{
		ChainID:            genesis.Config.ChainID.Uint64(),
		NetworkID:          genesis.Config.ChainID.Uint64(),
		GenesisHash:        first.Hash(),
		GenesisStateRoot:   first.Root(),
		HeadNumber:         head.NumberU64(),
		HeadHash:           head.Hash(),
		HeadStateRoot:      head.Root(),
		HeadTime:           head.Time(),
		Blocks:             len(blocks),
		TransactionsByType: map[string]int{},
	}
	td := new(big.Int).Set(first.Difficulty())
	f.countFork(genesis, first)
	for i, block := range blocks {
		td.Add(td, block.Difficulty())
		f.countFork(genesis, block)
		f.countBlock(block)
		f.countReceipts(receipts[i])
	}
	f.HeadTotalDifficulty = td.String()
	return f
}

func (f *facts) countFork(genesis *core.Genesis, block *types.Block) {
	id := forkid.NewID(genesis.Config, f.GenesisHash, block.NumberU64(), block.Time())
	last := len(f.ForkIDs) - 1
	if last >= 0 && common.Bytes2Hex(f.ForkIDs[last].Hash) == common.Bytes2Hex(id.Hash[:]) {
		return
	}
	f.ForkIDs = append(f.ForkIDs, forkPoint{block.NumberU64(), block.Time(), id.Hash[:], id.Next})
}

func (f *facts) countBlock(block *types.Block) {
	count := len(block.Transactions())
	f.Transactions += count
	f.GasUsed += block.GasUsed()
	f.Uncles += len(block.Uncles())
	f.Withdrawals += len(block.Withdrawals())
	f.EmptyBlocks += one(count == 0)
	f.BlocksWithUncles += one(len(block.Uncles()) > 0)
	f.BlocksWithWithdrawals += one(len(block.Withdrawals()) > 0)
	f.BlocksWithEmptyList += one(block.Withdrawals() != nil && len(block.Withdrawals()) == 0)
	if count > f.MaxTransactionsInBlock {
		f.MaxTransactionsInBlock = count
	}
	for _, tx := range block.Transactions() {
		f.TransactionsByType[typeNames[tx.Type()]]++
		f.UnprotectedCount += one(!tx.Protected())
		f.ContractCreations += one(tx.To() == nil)
	}
}

func (f *facts) countReceipts(receipts types.Receipts) {
	f.Receipts += len(receipts)
	for _, receipt := range receipts {
		postState := len(receipt.PostState) > 0
		f.PostStateReceipts += one(postState)
		failed := receipt.Status == types.ReceiptStatusFailed
		f.FailedTransactions += one(failed && !postState) // a post-state does not tell
		f.Logs += len(receipt.Logs)
		for _, log := range receipt.Logs {
			f.LogsByTopicCount[len(log.Topics)]++
		}
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
