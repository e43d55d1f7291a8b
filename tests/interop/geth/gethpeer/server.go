package main

import (
	"fmt"

	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/p2p"

	"plexus/interop/peerkit"
)

// listen starts go-ethereum's p2p server with the eth versions that were asked for.
func listen(n *node, o *options) (*p2p.Server, error) {
	server, err := o.Start("v1.12.2", protocols(n, o))
	if err != nil {
		return nil, err
	}
	head, td := n.head()
	id := n.forkID()
	peerkit.Emit("listening", peerkit.Fields{"enode": server.Self().URLv4(), "enr": server.Self().String(),
		"genesis": n.chain.Genesis().Hash(), "head": head.Hash(), "number": head.Number.Uint64(),
		"td": td.String(), "forkHash": fmt.Sprintf("%x", id.Hash), "forkNext": id.Next})
	return server, nil
}

func protocols(n *node, o *options) (chosen []p2p.Protocol) {
	for _, protocol := range eth.MakeProtocols(n, n.network, nil) {
		if !o.Versions[protocol.Version] {
			continue
		}
		if o.Trace {
			protocol.Run = traced(protocol.Run)
		}
		chosen = append(chosen, protocol)
	}
	return chosen
}

// tracer prints every message that comes in before go-ethereum reads it.
type tracer struct {
	p2p.MsgReadWriter
	peer *p2p.Peer
}

func traced(run func(*p2p.Peer, p2p.MsgReadWriter) error) func(*p2p.Peer, p2p.MsgReadWriter) error {
	return func(peer *p2p.Peer, rw p2p.MsgReadWriter) error {
		return run(peer, tracer{rw, peer})
	}
}

// ReadMsg implements p2p.MsgReader.
func (t tracer) ReadMsg() (p2p.Msg, error) {
	message, err := t.MsgReadWriter.ReadMsg()
	if err == nil {
		peerkit.Emit("message", peerkit.Fields{"id": t.peer.ID().String(), "code": message.Code,
			"name": messageNames[message.Code], "size": message.Size})
	}
	return message, err
}

var messageNames = map[uint64]string{
	eth.StatusMsg:                     "Status",
	eth.NewBlockHashesMsg:             "NewBlockHashes",
	eth.TransactionsMsg:               "Transactions",
	eth.GetBlockHeadersMsg:            "GetBlockHeaders",
	eth.BlockHeadersMsg:               "BlockHeaders",
	eth.GetBlockBodiesMsg:             "GetBlockBodies",
	eth.BlockBodiesMsg:                "BlockBodies",
	eth.NewBlockMsg:                   "NewBlock",
	eth.NewPooledTransactionHashesMsg: "NewPooledTransactionHashes",
	eth.GetPooledTransactionsMsg:      "GetPooledTransactions",
	eth.PooledTransactionsMsg:         "PooledTransactions",
	eth.GetNodeDataMsg:                "GetNodeData",
	eth.NodeDataMsg:                   "NodeData",
	eth.GetReceiptsMsg:                "GetReceipts",
	eth.ReceiptsMsg:                   "Receipts",
}

// drop is a peer that went, and go-ethereum's reason for it.
type drop struct{ id, reason string }

func (n *node) report(id, reason string) {
	peerkit.EmitDrop(id, reason)
	if n.drops != nil {
		n.drops <- drop{id, reason}
	}
}
