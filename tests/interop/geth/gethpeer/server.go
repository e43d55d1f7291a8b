package main

import (
	"fmt"
	"net"
	"runtime"

	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/nat"
)

// listen starts go-ethereum's p2p server with the eth versions that were asked for.
func listen(n *node, o *options) (*p2p.Server, error) {
	host, _, err := net.SplitHostPort(o.listen)
	if err != nil {
		return nil, fmt.Errorf("--listen: %w", err)
	}
	config := p2p.Config{
		PrivateKey:     o.key,
		Name:           "Geth/v1.12.2-interop/" + runtime.GOOS + "/" + runtime.Version(),
		MaxPeers:       o.maxPeers,
		ListenAddr:     o.listen,
		NoDiscovery:    !o.discovery,
		DiscoveryV4:    o.discovery,
		NoDial:         o.noDial,
		BootstrapNodes: o.bootnodes,
		StaticNodes:    o.static,
		Protocols:      protocols(n, o),
	}
	if ip := net.ParseIP(host); ip != nil && !ip.IsUnspecified() {
		config.NAT = nat.ExtIP(ip) // what the node's record says
	}
	server := &p2p.Server{Config: config}
	if err := server.Start(); err != nil {
		return nil, err
	}
	head, td := n.head()
	id := n.forkID()
	emit("listening", fields{"enode": server.Self().URLv4(), "enr": server.Self().String(),
		"genesis": n.chain.Genesis().Hash(), "head": head.Hash(), "number": head.Number.Uint64(),
		"td": td.String(), "forkHash": fmt.Sprintf("%x", id.Hash), "forkNext": id.Next})
	return server, nil
}

func protocols(n *node, o *options) (chosen []p2p.Protocol) {
	for _, protocol := range eth.MakeProtocols(n, n.network, nil) {
		if !o.versions[protocol.Version] {
			continue
		}
		if o.trace {
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
		emit("message", fields{"id": t.peer.ID().String(), "code": message.Code,
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

// watch reports every peer that goes.
func (n *node) watch(server *p2p.Server) (stop func()) {
	events := make(chan *p2p.PeerEvent, defaultMaxPeers)
	subscription := server.SubscribeEvents(events)
	go func() {
		for {
			select {
			case event := <-events:
				if event.Type == p2p.PeerEventTypeDrop {
					n.report(drop{event.Peer.String(), event.Error})
				}
			case <-subscription.Err():
				return
			}
		}
	}()
	return subscription.Unsubscribe
}

func (n *node) report(d drop) {
	emit("dropped", fields{"id": d.id, "reason": d.reason})
	if n.drops != nil {
		n.drops <- d
	}
}
