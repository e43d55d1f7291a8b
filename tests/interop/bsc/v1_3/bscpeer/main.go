// Command bscpeer is a real BNB Smart Chain peer: p2p server, eth and bsc handlers, and fork filter
// of bnb-chain/bsc v1.3.13 over one of its genesis blocks, or over a small chain in memory.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/log"

	"plexus/interop/bsckit"
	"plexus/interop/peerkit"
)

func main() {
	o, err := bsckit.Parse(os.Args[1:], eth.ProtocolVersions)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bscpeer:", err)
		os.Exit(peerkit.ExitUsage)
	}
	log.Root().SetHandler(log.LvlFilterHandler(log.Lvl(o.Verbosity),
		log.StreamHandler(os.Stderr, log.TerminalFormat(false))))
	if err := run(o); err != nil {
		peerkit.Emit("error", peerkit.Fields{"reason": err.Error()})
		os.Exit(peerkit.ExitFailed)
	}
}

func run(o *bsckit.Options) error {
	n, err := newNode(o)
	if err != nil {
		return err
	}
	defer n.chain.Stop()
	server, err := listen(n, o)
	if err != nil {
		return err
	}
	defer peerkit.Emit("stopped", nil)
	defer server.Stop()
	defer peerkit.Watch(server, peerkit.EmitDrop)()
	life := o.Begin(n.command)
	life.Wait()
	return nil
}
