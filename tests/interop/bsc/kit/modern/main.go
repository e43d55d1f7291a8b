// Package modern is a BNB Smart Chain peer of the releases since v1.7: p2p server, eth and bsc
// handlers, and fork filter of the release it is built with, over one of BSC's genesis blocks or over
// a small chain in memory.
package modern

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/log"

	"plexus/interop/bsckit"
	"plexus/interop/peerkit"
)

// Release is what differs from one release to the next.
type Release struct {
	Name string

	// AskReceipts calls RequestReceipts, which has come to take more about the blocks.
	AskReceipts func(peer *eth.Peer, hashes []common.Hash, gasUsed, times []uint64,
		sink chan *eth.Response) (*eth.Request, error)
}

// Main runs a peer until it is told to stop.
func Main(release Release) {
	o, err := bsckit.Parse(os.Args[1:], eth.ProtocolVersions)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bscpeer:", err)
		os.Exit(peerkit.ExitUsage)
	}
	log.SetDefault(log.NewLogger(log.NewTerminalHandlerWithLevel(os.Stderr,
		log.FromLegacyLevel(o.Verbosity), false)))
	if err := run(release, o); err != nil {
		peerkit.Emit("error", peerkit.Fields{"reason": err.Error()})
		os.Exit(peerkit.ExitFailed)
	}
}

func run(release Release, o *bsckit.Options) error {
	n, err := newNode(release, o)
	if err != nil {
		return err
	}
	defer n.chain.Stop()
	server, err := o.Start(release.Name, n.protocols(o))
	if err != nil {
		return err
	}
	n.emitListening(server)
	defer peerkit.Emit("stopped", nil)
	defer server.Stop()
	defer peerkit.Watch(server, peerkit.EmitDrop)()
	o.Begin(n.command).Wait()
	return nil
}
