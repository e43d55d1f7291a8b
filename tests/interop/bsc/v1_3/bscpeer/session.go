package main

import (
	"github.com/ethereum/go-ethereum/core/forkid"
	"github.com/ethereum/go-ethereum/eth/protocols/bsc"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"

	"plexus/interop/peerkit"
)

// RunPeer implements eth.Backend: as in BSC, the dependent first, then its own handshake and loop.
func (n *node) RunPeer(peer *eth.Peer, handler eth.Handler) error {
	peerkit.Emit("peer", peerkit.Fields{"id": peer.ID(), "name": peer.Fullname(), "caps": capabilities(peer),
		"version": peer.Version(), "inbound": peer.Inbound(), "address": peer.RemoteAddr().String()})
	if peer.RunningCap(bsc.ProtocolName, bsc.ProtocolVersions) {
		if err := n.awaitDependent(peer.ID()); err != nil {
			return n.refuse(peer, err)
		}
	}
	head, td := n.head()
	err := peer.Handshake(n.network, td, head.Hash(), n.chain.Genesis().Hash(), n.forkID(),
		forkid.NewFilter(n.forks), n.extension)
	if err != nil {
		return n.refuse(peer, err)
	}
	theirs, theirTD := peer.Head()
	peerkit.Emit("status", peerkit.Fields{"id": peer.ID(), "version": peer.Version(), "head": theirs,
		"td": theirTD.String(), "known": n.chain.GetHeaderByHash(theirs) != nil})

	n.lock.Lock()
	n.sessions[peer.ID()] = peer
	n.lock.Unlock()
	defer n.leave(peer)
	return handler(peer)
}

func (n *node) refuse(peer *eth.Peer, err error) error {
	peerkit.Emit("refused", peerkit.Fields{"id": peer.ID(), "reason": err.Error()})
	return err
}

func (n *node) leave(peer *eth.Peer) {
	n.lock.Lock()
	defer n.lock.Unlock()
	delete(n.sessions, peer.ID())
}

func capabilities(peer *eth.Peer) (names []string) {
	for _, capability := range peer.Caps() {
		names = append(names, capability.String())
	}
	return names
}
