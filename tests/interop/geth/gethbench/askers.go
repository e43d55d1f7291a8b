package main

import (
	"errors"
	"time"

	"github.com/ethereum/go-ethereum/core/forkid"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/enode"

	"plexus/interop/geth/chain"
	"plexus/interop/peerkit"
)

const (
	connectLimit = 20 * time.Second
	eth68Length  = 17
)

// asker is one connection, held by a p2p server of its own: a node is one peer to another.
type asker struct {
	rw   p2p.MsgReadWriter
	stop chan struct{}
}

// connect makes all connections, and returns when all of them have shaken hands.
func connect(o *options) ([]*asker, error) {
	genesis, err := peerkit.LoadGenesis(o.genesis)
	if err != nil {
		return nil, err
	}
	held, err := chain.Open(genesis)
	if err != nil {
		return nil, err
	}
	defer held.Stop()
	ready, failed := make(chan *asker), make(chan error, o.connections)
	for i := 0; i < o.connections; i++ {
		key, err := crypto.GenerateKey()
		if err != nil {
			return nil, err
		}
		run := func(peer *p2p.Peer, rw p2p.MsgReadWriter) error {
			session := eth.NewPeer(eth.ETH68, peer, rw, nil)
			defer session.Close()
			head := held.Genesis()
			id := forkid.NewID(genesis.Config, head.Hash(), 0, head.Time())
			err := session.Handshake(genesis.Config.ChainID.Uint64(), head.Difficulty(), head.Hash(),
				head.Hash(), id, forkid.NewFilter(held))
			if err != nil {
				failed <- err
				return err
			}
			a := &asker{rw, make(chan struct{})}
			ready <- a
			<-a.stop
			return nil
		}
		server := &p2p.Server{Config: p2p.Config{PrivateKey: key, Name: "gethbench", MaxPeers: 2,
			NoDiscovery: true, StaticNodes: []*enode.Node{o.target},
			Protocols: []p2p.Protocol{{Name: eth.ProtocolName, Version: eth.ETH68,
				Length: eth68Length, Run: run}}}}
		if err := server.Start(); err != nil {
			return nil, err
		}
	}
	var askers []*asker
	late := time.After(connectLimit)
	for len(askers) < o.connections {
		select {
		case a := <-ready:
			askers = append(askers, a)
		case err := <-failed:
			return nil, err
		case <-late:
			return nil, errors.New("the connections did not come about")
		}
	}
	return askers, nil
}

// result is what all connections together were answered.
type result struct {
	requests uint64
	bytes    uint64
	took     time.Duration
}

// measure has each connection ask one request after the other.
func measure(askers []*asker, k *kind, duration time.Duration) (result, error) {
	type share struct {
		result
		err error
	}
	shares := make(chan share, len(askers))
	began := time.Now()
	for first, a := range askers {
		go func(a *asker, turn int) {
			var s share
			for time.Since(began) < duration && s.err == nil {
				var size uint64
				size, s.err = k.ask(a.rw, turn)
				turn++
				s.requests++
				s.bytes += size
			}
			shares <- s
		}(a, first)
	}
	var all result
	var err error
	for range askers {
		s := <-shares
		all.requests += s.requests
		all.bytes += s.bytes
		if s.err != nil {
			err = s.err
		}
	}
	all.took = time.Since(began)
	return all, err
}
