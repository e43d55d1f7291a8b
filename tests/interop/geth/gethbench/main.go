// Command gethbench asks a node for headers, bodies and receipts as fast as it answers, and says how
// fast that was. It speaks eth/68 by go-ethereum's own transport and handshake; answers are counted,
// not decoded, so that the one who asks is not what is measured.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/ethereum/go-ethereum/p2p/enode"

	"plexus/interop/peerkit"
)

// options are what the command line says.
type options struct {
	genesis     string
	chain       string
	target      *enode.Node
	connections int
	duration    time.Duration
}

func main() {
	o, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gethbench:", err)
		os.Exit(peerkit.ExitUsage)
	}
	if err := run(o); err != nil {
		peerkit.Emit("error", peerkit.Fields{"reason": err.Error()})
		os.Exit(peerkit.ExitFailed)
	}
}

func parse(arguments []string) (o *options, err error) {
	o = &options{}
	set := flag.NewFlagSet("gethbench", flag.ContinueOnError)
	set.StringVar(&o.genesis, "genesis", "", "genesis `file` of the chain")
	set.StringVar(&o.chain, "chain", "", "`file` of its blocks, which the node holds too")
	set.IntVar(&o.connections, "connections", 1, "how many peers to be at once")
	set.DurationVar(&o.duration, "duration", 3*time.Second, "how long to ask for each kind")
	target := set.String("target", "", "`enode` to ask")
	if err := set.Parse(arguments); err != nil {
		return nil, err
	}
	if o.genesis == "" || o.chain == "" || o.connections < 1 {
		return nil, errors.New("--genesis, --chain and a positive --connections are needed")
	}
	if o.target, err = enode.Parse(enode.ValidSchemes, *target); err != nil {
		return nil, fmt.Errorf("--target: %w", err)
	}
	return o, nil
}

func run(o *options) error {
	requests, err := prepare(o)
	if err != nil {
		return err
	}
	askers, err := connect(o)
	if err != nil {
		return err
	}
	for _, kind := range requests {
		result, err := measure(askers, kind, o.duration)
		if err != nil {
			return fmt.Errorf("%s: %w", kind.name, err)
		}
		seconds := result.took.Seconds()
		peerkit.Emit("measured", peerkit.Fields{"what": kind.name, "connections": o.connections,
			"requests": result.requests, "requestsPerSecond": float64(result.requests) / seconds,
			"mibPerSecond": float64(result.bytes) / seconds / (1 << 20)})
	}
	for _, a := range askers {
		close(a.stop)
	}
	return nil
}
