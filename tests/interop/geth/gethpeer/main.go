// Command gethpeer is a real go-ethereum peer: its p2p server and eth handlers over a chain in
// memory. It serves a chain, or downloads and executes the chain of another node.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/ethereum/go-ethereum/log"
)

// Exit codes.
const (
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	o, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gethpeer:", err)
		os.Exit(exitUsage)
	}
	log.Root().SetHandler(log.LvlFilterHandler(log.Lvl(o.verbosity),
		log.StreamHandler(os.Stderr, log.TerminalFormat(false))))
	if err := run(o); err != nil {
		emit("error", fields{"reason": err.Error()})
		os.Exit(exitFailed)
	}
}

func run(o *options) error {
	ended := make(chan os.Signal, 2)
	signal.Notify(ended, syscall.SIGINT, syscall.SIGTERM)
	n, err := newNode(o)
	if err != nil {
		return err
	}
	defer n.chain.Stop()
	server, err := listen(n, o)
	if err != nil {
		return err
	}
	defer emit("stopped", nil)
	defer server.Stop()
	defer n.watch(server)()
	if o.control {
		go n.obey(os.Stdin, func() { ended <- syscall.SIGTERM })
	}
	var late <-chan time.Time
	if o.timeout > 0 {
		late = time.After(o.timeout)
	}
	if o.fetch {
		return n.fetchOne(ended, late)
	}
	select {
	case <-ended:
	case <-late:
	}
	return nil
}
