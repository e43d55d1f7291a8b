package main

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"plexus/interop/peerkit"
)

// command obeys one line of --control.
func (n *node) command(name string, count int) error {
	switch name {
	case "relay", "announce":
		return n.grow(count, name == "relay")
	case "reorg", "extend":
		depth, blocks := count, count+1
		if name == "extend" {
			depth, blocks = 0, count
		}
		block, td, err := peerkit.Branch(n.chain, n.database, depth, blocks)
		if err == nil {
			n.tell(block, td, true)
		}
		return err
	case "churn":
		return peerkit.Churn(n.chain, n.database, count, func(block *types.Block, td *big.Int) {
			n.tell(block, td, true)
		})
	case "transactions":
		hashes, err := n.release(count)
		if err != nil {
			return err
		}
		for _, peer := range n.peers() {
			peer.AsyncSendTransactions(hashes)
		}
		peerkit.Emit("sent", peerkit.Fields{"what": name, "hashes": hashes, "peers": len(n.peers())})
	case "hashes":
		hashes, err := n.release(count)
		if err != nil {
			return err
		}
		for _, peer := range n.peers() {
			peer.AsyncSendPooledTransactionHashes(hashes)
		}
		peerkit.Emit("sent", peerkit.Fields{"what": name, "hashes": hashes, "peers": len(n.peers())})
	default:
		return fmt.Errorf("known are relay, announce, reorg, extend, churn, transactions, hashes and quit")
	}
	return nil
}

// grow takes the next blocks of the file and tells all peers: whole blocks, or hashes only.
func (n *node) grow(count int, whole bool) error {
	for i := 0; i < count; i++ {
		block := n.next()
		if block == nil {
			return fmt.Errorf("the file has no more blocks")
		}
		if err := peerkit.Insert(n.chain, []*types.Block{block}); err != nil {
			return err
		}
		_, td := n.head()
		n.tell(block, td, whole)
	}
	return nil
}

// tell sends a block, or its hash, to all peers.
func (n *node) tell(block *types.Block, td *big.Int, whole bool) {
	peers := n.peers()
	for _, peer := range peers {
		if whole {
			peer.AsyncSendNewBlock(block, td)
		} else {
			peer.AsyncSendNewBlockHash(block)
		}
	}
	peerkit.Emit("sent", peerkit.Fields{"what": "block", "whole": whole, "hash": block.Hash(),
		"number": block.NumberU64(), "td": td.String(), "peers": len(peers)})
}

// next takes the first block of the file that nobody has given us yet.
func (n *node) next() *types.Block {
	for len(n.later) > 0 {
		block := n.later[0]
		n.later = n.later[1:]
		if !n.chain.HasBlock(block.Hash(), block.NumberU64()) {
			return block
		}
	}
	return nil
}

// release puts the first transactions of blocks still to come that the pool lacks into it.
func (n *node) release(count int) ([]common.Hash, error) {
	var coming []*types.Transaction
	for _, block := range n.later {
		for _, tx := range block.Transactions() {
			if len(coming) == count {
				return n.offer(coming, true)
			}
			if !n.pool.Has(tx.Hash()) {
				coming = append(coming, tx)
			}
		}
	}
	return n.offer(coming, true)
}
