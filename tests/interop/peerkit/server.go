package peerkit

import (
	"fmt"
	"net"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/nat"
)

// Exit codes.
const (
	ExitFailed = 1
	ExitUsage  = 2
)

// Start runs the release's own p2p server.
func (o *Options) Start(release string, protocols []p2p.Protocol) (*p2p.Server, error) {
	host, _, err := net.SplitHostPort(o.Listen)
	if err != nil {
		return nil, fmt.Errorf("--listen: %w", err)
	}
	config := p2p.Config{
		PrivateKey:     o.Key,
		Name:           "Geth/" + release + "-interop/" + runtime.GOOS + "/" + runtime.Version(),
		MaxPeers:       o.MaxPeers,
		ListenAddr:     o.Listen,
		NoDiscovery:    !o.Discovery,
		DiscoveryV4:    o.Discovery,
		NoDial:         o.NoDial,
		BootstrapNodes: o.Bootnodes,
		StaticNodes:    o.Static,
		Protocols:      protocols,
	}
	if ip := net.ParseIP(host); ip != nil && !ip.IsUnspecified() {
		config.NAT = nat.ExtIP(ip) // what the node's record says
	}
	server := &p2p.Server{Config: config}
	return server, server.Start()
}

// Watch calls back for every peer that goes, with the release's reason for it.
func Watch(server *p2p.Server, left func(id, reason string)) (stop func()) {
	events := make(chan *p2p.PeerEvent, DefaultMaxPeers)
	subscription := server.SubscribeEvents(events)
	go func() {
		for {
			select {
			case event := <-events:
				if event.Type == p2p.PeerEventTypeDrop {
					left(event.Peer.String(), event.Error)
				}
			case <-subscription.Err():
				return
			}
		}
	}()
	return subscription.Unsubscribe
}

// EmitDrop reports a peer that went.
func EmitDrop(id, reason string) { Emit("dropped", Fields{"id": id, "reason": reason}) }

// Life is when to end: at a signal, at a command, or late.
type Life struct {
	Ended chan os.Signal
	Late  <-chan time.Time
}

// Begin starts a life and, if the options say so, obeys commands on stdin.
func (o *Options) Begin(command func(name string, count int) error) Life {
	life := Life{Ended: make(chan os.Signal, 2)}
	signal.Notify(life.Ended, syscall.SIGINT, syscall.SIGTERM)
	if o.Control {
		go Obey(os.Stdin, command, func() { life.Ended <- syscall.SIGTERM })
	}
	if o.Timeout > 0 {
		life.Late = time.After(o.Timeout)
	}
	return life
}

// Wait blocks until the end.
func (l Life) Wait() {
	select {
	case <-l.Ended:
	case <-l.Late:
	}
}
