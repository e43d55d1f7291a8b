package main

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/forkid"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/p2p"

	"plexus/interop/peerkit"
)

func listen(n *node, o *options) (*p2p.Server, error) {
	server, err := o.Start("v1.17.10", protocols(n, o))
	if err != nil {
		return nil, err
	}
	held := n.blockRange()
	id := forkid.NewID(n.chain.Config(), n.chain.Genesis(), held.LatestBlock,
		n.chain.CurrentBlock().Time)
	peerkit.Emit("listening", peerkit.Fields{"enode": server.Self().URLv4(),
		"enr": server.Self().String(), "genesis": n.chain.Genesis().Hash(),
		"head": held.LatestBlockHash, "number": held.LatestBlock,
		"forkHash": fmt.Sprintf("%x", id.Hash), "forkNext": id.Next})
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

// RunPeer implements eth.Backend: go-ethereum's own handshake, then its own message loop.
func (n *node) RunPeer(peer *eth.Peer, handler eth.Handler) error {
	peerkit.Emit("peer", peerkit.Fields{"id": peer.ID(), "name": peer.Fullname(),
		"version": peer.Version(), "inbound": peer.Inbound(), "address": peer.RemoteAddr().String()})
	if err := peer.Handshake(n.network, n.chain, n.blockRange()); err != nil {
		peerkit.Emit("refused", peerkit.Fields{"id": peer.ID(), "reason": err.Error()})
		if n.refused != nil {
			n.refused <- err
		}
		return err
	}
	theirs := peer.BlockRange()
	peerkit.Emit("status", peerkit.Fields{"id": peer.ID(), "version": peer.Version(),
		"earliest": theirs.EarliestBlock, "latest": theirs.LatestBlock,
		"head": theirs.LatestBlockHash, "known": n.chain.GetHeaderByHash(theirs.LatestBlockHash) != nil})

	life, end := context.WithCancel(context.Background())
	defer end()
	n.lock.Lock()
	n.sessions[peer.ID()] = peer
	n.lock.Unlock()
	defer n.leave(peer)
	if n.fetch != nil {
		n.fetch <- &session{peer, life}
	}
	return handler(peer)
}

func (n *node) leave(peer *eth.Peer) {
	n.lock.Lock()
	defer n.lock.Unlock()
	delete(n.sessions, peer.ID())
}

// Handle implements eth.Backend: it gets what the peer sent without being asked.
func (n *node) Handle(peer *eth.Peer, packet eth.Packet) error {
	switch packet := packet.(type) {
	case *eth.NewPooledTransactionHashesPacket71:
		peerkit.Emit("announced", peerkit.Fields{"id": peer.ID(), "hashes": packet.Hashes,
			"types": fmt.Sprintf("%x", packet.Types), "sizes": packet.Sizes})
		if unknown := n.missing(packet.Hashes); len(unknown) > 0 {
			return peer.RequestTxs(unknown)
		}
		return nil
	case *eth.TransactionsPacket:
		txs, err := packet.Items()
		return n.takeTransactions(peer, "transactions", txs, err)
	case *eth.PooledTransactionsPacket:
		txs, err := packet.List.Items()
		return n.takeTransactions(peer, "pooled-transactions", txs, err)
	}
	return fmt.Errorf("unexpected packet %T", packet)
}

func (n *node) takeTransactions(peer *eth.Peer, name string, txs []*types.Transaction,
	malformed error) error {
	if malformed != nil {
		return malformed
	}
	taken, err := n.offer(txs)
	event := peerkit.Fields{"id": peer.ID(), "hashes": taken}
	if err != nil {
		event["refused"] = err.Error()
	}
	peerkit.Emit(name, event)
	return nil
}

// offer puts transactions into the pool.
// It returns those that the pool took, and the first reason why it refused one.
func (n *node) offer(txs []*types.Transaction) (taken []common.Hash, err error) {
	for i, problem := range n.pool.Add(txs, true) {
		if problem == nil {
			taken = append(taken, txs[i].Hash())
		} else if err == nil {
			err = problem
		}
	}
	return taken, err
}

// missing is which of the hashes the pool does not hold.
func (n *node) missing(hashes []common.Hash) (unknown []common.Hash) {
	for _, hash := range hashes {
		if !n.pool.Has(hash) {
			unknown = append(unknown, hash)
		}
	}
	return unknown
}
