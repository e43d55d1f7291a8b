// Command gethcurrent is a peer of today's go-ethereum: its p2p server and its eth handlers from
// eth/69 on, over a chain in memory. It serves a chain, or downloads the chain of another node.
package main

import (
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/log"

	"plexus/interop/peerkit"
)

const defaultFetchTimeout = 60 * time.Second

// options are what the command line says, checked.
type options struct {
	peerkit.Options
	fetch     bool
	checkOnly bool // what is fetched is compared with its roots, and not executed
}

func main() {
	o, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gethcurrent:", err)
		os.Exit(peerkit.ExitUsage)
	}
	log.SetDefault(log.NewLogger(log.NewTerminalHandlerWithLevel(os.Stderr, level(o.Verbosity), false)))
	if err := run(o); err != nil {
		peerkit.Emit("error", peerkit.Fields{"reason": err.Error()})
		os.Exit(peerkit.ExitFailed)
	}
}

// level is go-ethereum's, of which 0 says least and 5 most.
func level(verbosity int) slog.Level { return log.FromLegacyLevel(verbosity) }

func parse(arguments []string) (*options, error) {
	o := &options{}
	set := flag.NewFlagSet("gethcurrent", flag.ContinueOnError)
	o.Declare(set, eth.ProtocolVersions)
	fetch := set.String("fetch", "", "download the chain of this `enode` and end")
	set.BoolVar(&o.checkOnly, "check-only", false, "with --fetch: compare with the roots, keep nothing")
	if err := set.Parse(arguments); err != nil {
		return nil, err
	}
	if o.Genesis == "" {
		return nil, errors.New("--genesis is missing")
	}
	if err := o.Check(set); err != nil {
		return nil, err
	}
	if o.fetch = *fetch != ""; !o.fetch {
		return o, nil
	}
	if o.Timeout == 0 {
		o.Timeout = defaultFetchTimeout
	}
	return o, o.AddStatic(*fetch)
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
