package main

import (
	"crypto/rand"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth/protocols/bsc"

	"plexus/interop/peerkit"
)

// command obeys one line of --control.
func (n *node) command(name string, count int) error {
	switch name {
	case "relay", "announce":
		return n.relay(count, name == "relay")
	case "transactions":
		hashes := n.release(count)
		for _, peer := range n.peers() {
			peer.AsyncSendTransactions(hashes)
		}
		peerkit.Emit("sent", peerkit.Fields{"what": name, "hashes": hashes, "peers": len(n.peers())})
	case "hashes":
		hashes := n.release(count)
		for _, peer := range n.peers() {
			peer.AsyncSendPooledTransactionHashes(hashes)
		}
		peerkit.Emit("sent", peerkit.Fields{"what": name, "hashes": hashes, "peers": len(n.peers())})
	case "votes":
		return n.vote(count)
	default:
		return fmt.Errorf("known are relay, announce, transactions, hashes, votes and quit")
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
		rawdb.WriteBlock(n.database, block)
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
	return nil
}

// release puts the first transactions of blocks still to come into the pool.
func (n *node) release(count int) []common.Hash {
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
	n.lock.Lock()
	var peers []*bsc.Peer
	for _, peer := range n.dependents {
		peers = append(peers, peer)
	}
	n.lock.Unlock()
	for _, peer := range peers {
		peer.AsyncSendVotes(votes)
	}
	peerkit.Emit("sent", peerkit.Fields{"what": "votes", "hashes": hashes, "peers": len(peers)})
	return nil
}
