package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/eth/protocols/bsc"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"

	"plexus/interop/peerkit"
)

// extensionWait is how long BSC's eth session waits for the bsc session of the same peer.
const extensionWait = 10 * time.Second

var errNoDependent = errors.New("bsc is shared, but its handshake did not come about")

// dependent is the backend behind BSC's bsc/1 handler.
type dependent struct{ *node }

// RunPeer implements bsc.Backend: the cap packets, then the loop, if eth runs beside it.
func (s dependent) RunPeer(peer *bsc.Peer, handler bsc.Handler) error {
	if err := peer.Handshake(); err != nil {
		peerkit.Emit("refused", peerkit.Fields{"id": peer.ID(), "reason": "bsc: " + err.Error()})
		return err
	}
	if !peer.RunningCap(eth.ProtocolName, eth.ProtocolVersions) {
		return errors.New("bsc without a common eth version")
	}
	peerkit.Emit("dependent", peerkit.Fields{"id": peer.ID(), "version": peer.Version()})
	s.lock.Lock()
	s.dependents[peer.ID()] = peer
	arrival := s.arrival(peer.ID())
	s.lock.Unlock()
	close(arrival)
	defer func() {
		s.lock.Lock()
		defer s.lock.Unlock()
		delete(s.dependents, peer.ID())
		delete(s.waiting, peer.ID())
	}()
	return handler(peer)
}

// Handle implements bsc.Backend: it gets the votes.
func (s dependent) Handle(peer *bsc.Peer, packet bsc.Packet) error {
	votes, ok := packet.(*bsc.VotesPacket)
	if !ok {
		return fmt.Errorf("unexpected packet %T", packet)
	}
	hashes := make([]common.Hash, len(votes.Votes))
	for i, vote := range votes.Votes {
		hashes[i] = vote.Hash()
	}
	peerkit.Emit("votes", peerkit.Fields{"id": peer.ID(), "hashes": hashes})
	return nil
}

func (n *node) awaitDependent(id string) error {
	n.lock.Lock()
	arrival := n.arrival(id)
	n.lock.Unlock()
	select {
	case <-arrival:
		return nil
	case <-time.After(extensionWait):
		return errNoDependent
	}
}

// arrival is closed by the dependent; the lock is held.
func (n *node) arrival(id string) chan struct{} {
	if n.waiting[id] == nil {
		n.waiting[id] = make(chan struct{})
	}
	return n.waiting[id]
}
