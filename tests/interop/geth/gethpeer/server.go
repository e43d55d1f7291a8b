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
		protocol.Run = peerkit.StatusFirst(protocol.Run)
		if o.Trace {
			protocol.Run = peerkit.Traced(protocol.Run)
		}
		chosen = append(chosen, protocol)
	}
	return chosen
}

// drop is a peer that went, and go-ethereum's reason for it.
type drop struct{ id, reason string }

func (n *node) report(id, reason string) {
	peerkit.EmitDrop(id, reason)
	if n.drops != nil {
		n.drops <- drop{id, reason}
	}
}
