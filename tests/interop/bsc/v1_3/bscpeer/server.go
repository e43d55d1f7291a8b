package main

import (
	"fmt"

	"github.com/ethereum/go-ethereum/core/forkid"
	"github.com/ethereum/go-ethereum/eth/protocols/bsc"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"github.com/ethereum/go-ethereum/p2p/enr"
	"github.com/ethereum/go-ethereum/rlp"

	"plexus/interop/bsckit"
	"plexus/interop/peerkit"
)

// listen starts BSC's p2p server with the protocols that were asked for.
func listen(n *node, o *bsckit.Options) (*p2p.Server, error) {
	server, err := o.Start("v1.3.13", protocols(n, o))
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

// record is the `eth` entry of a node record; BSC's own would name the head of the chain it holds.
type record struct {
	ForkID forkid.ID
	Rest   []rlp.RawValue `rlp:"tail"`
}

// ENRKey implements enr.Entry.
func (record) ENRKey() string { return eth.ProtocolName }

func protocols(n *node, o *bsckit.Options) (chosen []p2p.Protocol) {
	// Without candidates of their own both protocols take what discovery finds.
	none := enode.IterNodes(nil)
	for _, protocol := range eth.MakeProtocols(n, n.network, nil) {
		if !o.Versions[protocol.Version] {
			continue
		}
		protocol.Attributes = []enr.Entry{record{ForkID: n.forkID()}}
		protocol.Run = o.Tapped(protocol.Run, protocol.Version)
		chosen = append(chosen, protocol)
	}
	if len(o.Dependents) == 0 {
		return chosen
	}
	return append(chosen, bsc.MakeProtocols(dependent{n}, none)...)
}
