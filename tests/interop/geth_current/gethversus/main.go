// Command gethversus measures go-ethereum for scripts/bench-versus, and asks a node of either kind as
// fast as it answers. Each measurement is a line of JSON.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"syscall"
	"time"

	"github.com/ethereum/go-ethereum/p2p/enode"

	"plexus/interop/peerkit"
)

// options are what the command line says.
type options struct {
	size        int
	count       int
	genesis     string
	chain       string
	target      *enode.Node
	connections int
	hold        int
	warm        int
	duration    time.Duration
}

var commands = map[string]func(*options) error{"link": link, "handshake": handshake, "ask": ask,
	"peers": peers, "pings": pings, "chain": makeChain}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gethversus:", err)
		os.Exit(peerkit.ExitFailed)
	}
}

func run(arguments []string) error {
	if len(arguments) == 0 || commands[arguments[0]] == nil {
		return errors.New("name one of: link, handshake, ask, peers, pings, chain")
	}
	o := &options{}
	set := flag.NewFlagSet("gethversus", flag.ContinueOnError)
	set.IntVar(&o.size, "size", 64, "`bytes` of a message")
	set.IntVar(&o.count, "count", 1, "how many messages, handshakes, sessions or blocks")
	set.StringVar(&o.genesis, "genesis", "", "genesis `file` of the chain")
	set.StringVar(&o.chain, "chain", "", "`file` of its blocks, which the node holds too")
	set.IntVar(&o.connections, "connections", 1, "how many peers to be at once")
	set.IntVar(&o.hold, "hold", 0, "how many peers to be meanwhile")
	set.IntVar(&o.warm, "warm", 0, "how many sessions or messages to begin with")
	set.DurationVar(&o.duration, "duration", 3*time.Second, "how long to ask for each kind")
	target := set.String("target", "", "`enode` to ask")
	if err := set.Parse(arguments[1:]); err != nil {
		return err
	}
	if *target != "" {
		var err error
		if o.target, err = enode.Parse(enode.ValidSchemes, *target); err != nil {
			return fmt.Errorf("--target: %w", err)
		}
	}
	return commands[arguments[0]](o)
}

// cpuTime is what this process has used, in its own code and in the kernel.
func cpuTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// measured tells the CPU time of one of `count` things.
func measured(what string, count int, used time.Duration) {
	peerkit.Emit("measured", peerkit.Fields{"what": what,
		"microseconds": float64(used.Nanoseconds()) / 1000 / float64(count)})
}
