package main

import (
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"plexus/interop/peerkit"
)

// command obeys one line of --control.
func (n *node) command(name string, count int) error {
	switch name {
	case "grow":
		return n.grow(count)
	case "transactions", "hashes":
		hashes, err := n.release(count)
		if err != nil {
			return err
		}
		for _, peer := range n.peers() {
			if name == "hashes" {
				peer.AsyncSendPooledTransactionHashes(hashes)
			} else {
				peer.AsyncSendTransactions(hashes)
			}
		}
		peerkit.Emit("sent", peerkit.Fields{"what": name, "hashes": hashes, "peers": len(n.peers())})
	case "ranges":
		for _, peer := range n.peers() {
			theirs := peer.BlockRange()
			peerkit.Emit("range", peerkit.Fields{"id": peer.ID(), "earliest": theirs.EarliestBlock,
				"latest": theirs.LatestBlock, "head": theirs.LatestBlockHash})
		}
	default:
		return errors.New("known are grow, transactions, hashes, ranges and quit")
	}
	return nil
}

// grow takes the next blocks of the file and tells all peers how far the chain reaches.
func (n *node) grow(count int) error {
	if count > len(n.later) {
		return fmt.Errorf("the file has only %d more blocks", len(n.later))
	}
	if err := peerkit.Insert(n.chain, n.later[:count]); err != nil {
		return err
	}
	n.later = n.later[count:]
	held := n.blockRange()
	peers := n.peers()
	for _, peer := range peers {
		if err := peer.SendBlockRangeUpdate(held); err != nil {
			return err
		}
	}
	peerkit.Emit("sent", peerkit.Fields{"what": "range", "latest": held.LatestBlock,
		"head": held.LatestBlockHash, "peers": len(peers)})
	return nil
}

// release puts the first transactions of blocks still to come that the pool lacks into it.
func (n *node) release(count int) ([]common.Hash, error) {
	var coming []*types.Transaction
	for _, block := range n.later {
		for _, tx := range block.Transactions() {
			if len(coming) == count {
				return n.offer(coming)
			}
			if !n.pool.Has(tx.Hash()) {
				coming = append(coming, tx)
			}
		}
	}
	return n.offer(coming)
}
