// Command bscpeer is a real BNB Smart Chain peer: p2p server, eth and bsc handlers, and fork filter
// of bnb-chain/bsc v1.3.13 over one of its genesis blocks, or over a small chain in memory.
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
		fmt.Fprintln(os.Stderr, "bscpeer:", err)
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
	defer watch(server)()
	if o.control {
		go n.obey(os.Stdin, func() { ended <- syscall.SIGTERM })
	}
	var late <-chan time.Time
	if o.timeout > 0 {
		late = time.After(o.timeout)
	}
	select {
	case <-ended:
	case <-late:
	}
	return nil
}
