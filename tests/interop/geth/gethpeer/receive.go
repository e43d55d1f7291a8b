package main

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
)

// Handle implements eth.Backend: it gets what the peer sent without being asked.
func (n *node) Handle(peer *eth.Peer, packet eth.Packet) error {
	switch packet := packet.(type) {
	case *eth.NewBlockHashesPacket:
		hashes, numbers := packet.Unpack()
		emit("block-hashes", fields{"id": peer.ID(), "hashes": hashes, "numbers": numbers})
		return nil
	case *eth.NewBlockPacket:
		return n.takeBlock(peer, packet.Block, packet.TD)
	case *eth.NewPooledTransactionHashesPacket66:
		return n.takeAnnouncement(peer, *packet, fields{})
	case *eth.NewPooledTransactionHashesPacket68:
		return n.takeAnnouncement(peer, packet.Hashes, fields{
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
	event := fields{"id": peer.ID(), "hash": block.Hash(), "number": block.NumberU64(),
		"td": td.String(), "transactions": len(block.Transactions())}
	_, err := n.chain.InsertChain(types.Blocks{block})
	event["imported"] = err == nil
	if err != nil {
		event["error"] = err.Error()
	}
	emit("block", event)
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
func (n *node) takeAnnouncement(peer *eth.Peer, hashes []common.Hash, event fields) error {
	event["id"], event["hashes"] = peer.ID(), hashes
	emit("announced", event)
	if unknown := n.pool.missing(hashes); len(unknown) > 0 {
		return peer.RequestTxs(unknown)
	}
	return nil
}

// takeTransactions refuses what is not signed by anybody.
func (n *node) takeTransactions(peer *eth.Peer, name string, txs []*types.Transaction) error {
	signer := types.LatestSigner(n.chain.Config())
	for _, tx := range txs {
		if _, err := types.Sender(signer, tx); err != nil {
			emit("invalid", fields{"id": peer.ID(), "hash": tx.Hash(), "reason": err.Error()})
			return err
		}
	}
	emit(name, fields{"id": peer.ID(), "hashes": n.pool.add(txs)})
	return nil
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
