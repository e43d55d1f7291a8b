// Command gethpeer is a real go-ethereum peer: its p2p server and eth handlers over a chain in
// memory. It serves a chain, or downloads and executes the chain of another node.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/ethereum/go-ethereum/log"

	"plexus/interop/peerkit"
)

func main() {
	o, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gethpeer:", err)
		os.Exit(peerkit.ExitUsage)
	}
	log.Root().SetHandler(log.LvlFilterHandler(log.Lvl(o.Verbosity),
		log.StreamHandler(os.Stderr, log.TerminalFormat(false))))
	if err := run(o); err != nil {
		peerkit.Emit("error", peerkit.Fields{"reason": err.Error()})
		os.Exit(peerkit.ExitFailed)
	}
}

func run(o *options) error {
	n, err := newNode(o)
	if err != nil {
		return err
	}
	defer n.stop()
	server, err := listen(n, o)
	if err != nil {
		return err
	}
	defer peerkit.Emit("stopped", nil)
	defer server.Stop()
	defer peerkit.Watch(server, n.report)()
	life := o.Begin(n.command)
	if o.fetch {
		return n.fetchOne(life)
	}
	life.Wait()
	return nil
}
