package main

import (
	"fmt"
	"net"
	"runtime"

	"github.com/ethereum/go-ethereum/core/forkid"
	"github.com/ethereum/go-ethereum/eth/protocols/bsc"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"github.com/ethereum/go-ethereum/p2p/enr"
	"github.com/ethereum/go-ethereum/p2p/nat"
	"github.com/ethereum/go-ethereum/rlp"
)

// listen starts BSC's p2p server with the protocols that were asked for.
func listen(n *node, o *options) (*p2p.Server, error) {
	host, _, err := net.SplitHostPort(o.listen)
	if err != nil {
		return nil, fmt.Errorf("--listen: %w", err)
	}
	config := p2p.Config{
		PrivateKey:     o.key,
		Name:           "Geth/v1.3.13-interop/" + runtime.GOOS + "/" + runtime.Version(),
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

// record is the `eth` entry of a node record; BSC's own would name the head of the chain it holds.
type record struct {
	ForkID forkid.ID
	Rest   []rlp.RawValue `rlp:"tail"`
}

// ENRKey implements enr.Entry.
func (record) ENRKey() string { return eth.ProtocolName }

func protocols(n *node, o *options) (chosen []p2p.Protocol) {
	// Without candidates of their own both protocols take what discovery finds.
	none := enode.IterNodes(nil)
	for _, protocol := range eth.MakeProtocols(n, n.network, nil) {
		if !o.versions[protocol.Version] {
			continue
		}
		protocol.Attributes = []enr.Entry{record{ForkID: n.forkID()}}
		protocol.Run = tapped(protocol.Run, protocol.Version, o)
		chosen = append(chosen, protocol)
	}
	if !o.bsc1 {
		return chosen
	}
	return append(chosen, bsc.MakeProtocols(satellite{n}, none)...)
}

// watch reports every peer that goes.
func watch(server *p2p.Server) (stop func()) {
	events := make(chan *p2p.PeerEvent, defaultMaxPeers)
	subscription := server.SubscribeEvents(events)
	go func() {
		for {
			select {
			case event := <-events:
				if event.Type == p2p.PeerEventTypeDrop {
					emit("dropped", fields{"id": event.Peer.String(), "reason": event.Error})
				}
			case <-subscription.Err():
				return
			}
		}
	}()
	return subscription.Unsubscribe
}
