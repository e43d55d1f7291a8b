package main

import (
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/trie"
)

// checkBody compares the body with the roots in the block's header.
func checkBody(block *types.Block) error {
	hasher := trie.NewStackTrie(nil)
	if types.DeriveSha(block.Transactions(), hasher) != block.TxHash() {
		return errors.New("wrong transactions")
	}
	if types.CalcUncleHash(block.Uncles()) != block.UncleHash() {
		return errors.New("wrong uncles")
	}
	root := block.Header().WithdrawalsHash
	if (root == nil) != (block.Withdrawals() == nil) {
		return errors.New("withdrawals where none belong, or none where some do")
	}
	if root != nil && types.DeriveSha(block.Withdrawals(), hasher) != *root {
		return errors.New("wrong withdrawals")
	}
	return nil
}

// checkReceipts compares the receipts of one block with its header.
func checkReceipts(header *types.Header, receipts types.Receipts) error {
	if types.DeriveSha(receipts, trie.NewStackTrie(nil)) != header.ReceiptHash {
		return errors.New("wrong root")
	}
	if types.CreateBloom(receipts) != header.Bloom {
		return errors.New("wrong bloom")
	}
	used := uint64(0)
	if len(receipts) > 0 {
		used = receipts[len(receipts)-1].CumulativeGasUsed
	}
	if used != header.GasUsed {
		return fmt.Errorf("gas %d, header says %d", used, header.GasUsed)
	}
	return nil
}
