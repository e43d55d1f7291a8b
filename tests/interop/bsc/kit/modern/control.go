package modern

import (
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/types"

	"plexus/interop/peerkit"
)

// command obeys one line of --control.
func (n *node) command(name string, count int) error {
	switch name {
	case "relay", "announce":
		return n.relay(count, name == "relay")
	case "compose":
		return n.compose(count)
	case "reorg", "extend":
		depth, blocks := count, count+1
		if name == "extend" {
			depth, blocks = 0, count
		}
		block, td, err := peerkit.Branch(n.chain, n.database, depth, blocks)
		if err == nil {
			n.pass(block, td, true)
		}
		return err
	case "churn":
		return peerkit.Churn(n.chain, n.database, count, func(block *types.Block, td *big.Int) {
			n.pass(block, td, true)
		})
	case "transactions", "hashes":
		hashes := n.publish(count)
		for _, peer := range n.peers() {
			if name == "hashes" {
				peer.AsyncSendPooledTransactionHashes(hashes)
			} else {
				peer.AsyncSendTransactions(hashes)
			}
		}
		peerkit.Emit("sent", peerkit.Fields{"what": name, "hashes": hashes, "peers": len(n.peers())})
	case "votes":
		return n.vote(count)
	case "ask":
		return n.ask(count)
	case "range":
		return n.askRange(count)
	default:
		return errors.New(
			"known are relay, announce, compose, reorg, extend, churn, transactions, hashes, votes, ask, range and quit")
	}
	return nil
}

// relay tells all peers of the next captured blocks, whole or by hash, and can be asked for them.
func (n *node) relay(count int, whole bool) error {
	for i := 0; i < count; i++ {
		if len(n.coming) == 0 {
			return fmt.Errorf("there are no more blocks")
		}
		block, td := n.coming[0].Block, n.coming[0].TD
		n.coming = n.coming[1:]
		n.pass(block, td, whole)
	}
	return nil
}

// pass holds a block without looking at it, and sends it.
func (n *node) pass(block *types.Block, td *big.Int, whole bool) {
	rawdb.WriteBlock(n.database, block)
	if len(block.Sidecars()) > 0 {
		rawdb.WriteBlobSidecars(n.database, block.Hash(), block.NumberU64(), block.Sidecars())
	}
	peers := n.peers()
	for _, peer := range peers {
		if whole {
			peer.AsyncSendNewBlock(block, td)
		} else {
			peer.AsyncSendNewBlockHash(block)
		}
	}
	peerkit.Emit("sent", peerkit.Fields{"what": "block", "whole": whole, "hash": block.Hash(),
		"number": block.NumberU64(), "td": td.String(), "sidecars": len(block.Sidecars()),
		"peers": len(peers)})
}

// publish puts the first transactions of blocks still to come into the pool.
func (n *node) publish(count int) []common.Hash {
	var coming []*types.Transaction
	for _, packet := range n.coming {
		coming = append(coming, packet.Block.Transactions()...)
	}
	if len(coming) > count {
		coming = coming[:count]
	}
	return n.remember(coming)
}

// vote sends votes that are well formed and signed by nobody: peers relay before they verify.
func (n *node) vote(count int) error {
	votes := make([]*types.VoteEnvelope, count)
	hashes := make([]common.Hash, count)
	for i := range votes {
		votes[i] = &types.VoteEnvelope{Data: &types.VoteData{
			SourceNumber: 1, TargetNumber: 2, SourceHash: n.chain.Genesis().Hash()}}
		for _, field := range [][]byte{votes[i].VoteAddress[:], votes[i].Signature[:]} {
			if _, err := rand.Read(field); err != nil {
				return err
			}
		}
		hashes[i] = votes[i].Hash()
	}
	peers := n.companions()
	for _, peer := range peers {
		peer.AsyncSendVotes(votes)
	}
	peerkit.Emit("sent", peerkit.Fields{"what": "votes", "hashes": hashes, "peers": len(peers)})
	return nil
}
