package main

import (
	"fmt"

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
	case *eth.NewBlockPacket:
		peer.SetHead(packet.Block.Hash(), packet.TD)
		peerkit.Emit("block", peerkit.Fields{"id": peer.ID(), "hash": packet.Block.Hash(),
			"number": packet.Block.NumberU64(), "td": packet.TD.String(),
			"transactions": len(packet.Block.Transactions())})
	case *eth.NewPooledTransactionHashesPacket66:
		return n.takeAnnouncement(peer, *packet, peerkit.Fields{})
	case *eth.NewPooledTransactionHashesPacket68:
		return n.takeAnnouncement(peer, packet.Hashes, peerkit.Fields{
			"types": fmt.Sprintf("%x", packet.Types), "sizes": packet.Sizes})
	case *eth.TransactionsPacket:
		n.takeTransactions(peer, "transactions", *packet)
	case *eth.PooledTransactionsPacket:
		n.takeTransactions(peer, "pooled-transactions", *packet)
	default:
		return fmt.Errorf("unexpected packet %T", packet)
	}
	return nil
}

// takeAnnouncement asks for every announced transaction that is new.
func (n *node) takeAnnouncement(peer *eth.Peer, hashes []common.Hash, event peerkit.Fields) error {
	event["id"], event["hashes"] = peer.ID(), hashes
	peerkit.Emit("announced", event)
	var unknown []common.Hash
	for _, hash := range hashes {
		if n.Get(hash) == nil {
			unknown = append(unknown, hash)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	return peer.RequestTxs(unknown)
}

func (n *node) takeTransactions(peer *eth.Peer, name string, txs []*types.Transaction) {
	peerkit.Emit(name, peerkit.Fields{"id": peer.ID(), "hashes": n.remember(txs)})
}
