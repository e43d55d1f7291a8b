package main

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"

	"plexus/interop/peerkit"
)

// Handle implements eth.Backend: it gets what the peer sent without being asked.
func (n *node) Handle(peer *eth.Peer, packet eth.Packet) error {
	switch packet := packet.(type) {
	case *eth.NewBlockHashesPacket:
		hashes, numbers := packet.Unpack()
		peerkit.Emit("block-hashes", peerkit.Fields{"id": peer.ID(), "hashes": hashes, "numbers": numbers})
		return nil
	case *eth.NewBlockPacket:
		return n.takeBlock(peer, packet.Block, packet.TD)
	case *eth.NewPooledTransactionHashesPacket66:
		return n.takeAnnouncement(peer, *packet, peerkit.Fields{})
	case *eth.NewPooledTransactionHashesPacket68:
		return n.takeAnnouncement(peer, packet.Hashes, peerkit.Fields{
			"types": fmt.Sprintf("%x", packet.Types), "sizes": packet.Sizes})
	case *eth.TransactionsPacket:
		return n.takeTransactions(peer, "transactions", *packet)
	case *eth.PooledTransactionsPacket:
		if err := n.takeTransactions(peer, "pooled-transactions", *packet); err != nil {
			return err
		}
		n.passPooled(*packet)
		return nil
	}
	return fmt.Errorf("unexpected packet %T", packet)
}

// takeBlock imports a relayed block and passes its hash on, as a node does.
func (n *node) takeBlock(peer *eth.Peer, block *types.Block, td *big.Int) error {
	event := peerkit.Fields{"id": peer.ID(), "hash": block.Hash(), "number": block.NumberU64(),
		"td": td.String(), "transactions": len(block.Transactions())}
	var err error
	if !n.chain.HasBlock(block.Hash(), block.NumberU64()) {
		_, err = n.chain.InsertChain(types.Blocks{block})
	}
	event["imported"] = err == nil
	if ours := n.chain.GetTd(block.Hash(), block.NumberU64()); ours != nil {
		event["ours"] = ours.String()
	}
	if err != nil {
		event["error"] = err.Error()
	}
	peerkit.Emit("block", event)
	if err != nil {
		return nil // a block out of order is no fault of the peer
	}
	peer.SetHead(block.Hash(), td)
	for _, other := range n.peers() {
		if !other.KnownBlock(block.Hash()) {
			other.AsyncSendNewBlockHash(block)
		}
	}
	return nil
}

// takeAnnouncement asks for every announced transaction that is new.
func (n *node) takeAnnouncement(peer *eth.Peer, hashes []common.Hash, event peerkit.Fields) error {
	event["id"], event["hashes"] = peer.ID(), hashes
	peerkit.Emit("announced", event)
	if unknown := n.missing(hashes); len(unknown) > 0 {
		return peer.RequestTxs(unknown)
	}
	return nil
}

// takeTransactions refuses what is not signed by anybody, and announces to others what the pool took.
func (n *node) takeTransactions(peer *eth.Peer, name string, txs []*types.Transaction) error {
	signer := types.LatestSigner(n.chain.Config())
	for _, tx := range txs {
		if _, err := types.Sender(signer, tx); err != nil {
			peerkit.Emit("invalid", peerkit.Fields{"id": peer.ID(), "hash": tx.Hash(), "reason": err.Error()})
			return err
		}
	}
	taken, err := n.offer(txs, false)
	event := peerkit.Fields{"id": peer.ID(), "hashes": taken}
	if err != nil {
		event["refused"] = err.Error()
	}
	peerkit.Emit(name, event)
	for _, other := range n.peers() {
		if unknown := unknownTo(other, taken); len(unknown) > 0 {
			other.AsyncSendPooledTransactionHashes(unknown)
		}
	}
	return nil
}

func unknownTo(peer *eth.Peer, hashes []common.Hash) (unknown []common.Hash) {
	for _, hash := range hashes {
		if !peer.KnownTransaction(hash) {
			unknown = append(unknown, hash)
		}
	}
	return unknown
}

// passPooled tells a waiting probe about an answer; nobody waits in a serving node.
func (n *node) passPooled(txs []*types.Transaction) {
	if n.pooled == nil {
		return
	}
	hashes := make([]common.Hash, len(txs))
	for i, tx := range txs {
		hashes[i] = tx.Hash()
	}
	select {
	case n.pooled <- hashes:
	default:
	}
}
