package peerkit

import (
	"crypto/ecdsa"
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/p2p/enode"
)

// DefaultMaxPeers is what go-ethereum allows by default, too.
const DefaultMaxPeers = 50

// Options are what every peer understands, checked.
type Options struct {
	Genesis   string
	Chain     string
	Blocks    int
	Versions  map[uint]bool
	Network   uint64
	Listen    string
	Discovery bool
	NoDial    bool
	Bootnodes []*enode.Node
	Static    []*enode.Node
	Key       *ecdsa.PrivateKey
	MaxPeers  int
	Timeout   time.Duration
	Control   bool
	Trace     bool
	Verbosity int

	known                            []uint
	versions, bootnodes, static, key string
}

// Declare names the options; versions are the eth versions that the peer speaks.
func (o *Options) Declare(set *flag.FlagSet, versions []uint) {
	o.known = versions
	set.StringVar(&o.Genesis, "genesis", "", "genesis `file`, as geth init takes it")
	set.StringVar(&o.Chain, "chain", "", "`file` of blocks to hold, as geth export writes it")
	set.IntVar(&o.Blocks, "blocks", -1, "hold only the first `N` blocks of the file (-1: all)")
	set.Uint64Var(&o.Network, "network", 0, "network `id` (default: the chain id)")
	set.StringVar(&o.Listen, "listen", "127.0.0.1:0", "`address` for TCP, and for UDP with --discovery")
	set.BoolVar(&o.Discovery, "discovery", false, "take part in discv4")
	set.BoolVar(&o.NoDial, "no-dial", false, "dial nobody, only accept")
	set.IntVar(&o.MaxPeers, "max-peers", DefaultMaxPeers, "how many peers to hold")
	set.DurationVar(&o.Timeout, "timeout", 0, "end after this long")
	set.BoolVar(&o.Control, "control", false, "obey commands on stdin: see README.md")
	set.BoolVar(&stamped, "stamp", false, "each event says when it happened: unix_us, in microseconds")
	set.BoolVar(&o.Trace, "trace", false, "print an event for each message that comes in")
	set.IntVar(&o.Verbosity, "verbosity", 0, "the release's own log on stderr, 0 to 5")
	set.StringVar(&o.versions, "versions", list(versions), "eth versions to offer")
	set.StringVar(&o.bootnodes, "bootnodes", "", "`enodes` to ask for more")
	set.StringVar(&o.static, "static", "", "`enodes` to stay connected with")
	set.StringVar(&o.key, "nodekey", "", "private key in `hex` (default: a new one)")
}

// Check looks at what was parsed and fills in what is derived from it.
func (o *Options) Check(set *flag.FlagSet) error {
	switch {
	case set.NArg() > 0:
		return fmt.Errorf("unexpected argument %q", set.Arg(0))
	case o.Chain != "" && o.Genesis == "":
		return errors.New("--chain needs --genesis")
	case o.Blocks > 0 && o.Chain == "":
		return errors.New("--blocks needs --chain")
	case o.MaxPeers < 1:
		return errors.New("--max-peers must be positive")
	}
	for _, err := range []error{
		o.parseVersions(),
		parseNodes(o.bootnodes, &o.Bootnodes),
		parseNodes(o.static, &o.Static),
		o.parseKey(),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// AddStatic adds a node to stay connected with.
func (o *Options) AddStatic(enode string) error { return parseNodes(enode, &o.Static) }

func (o *Options) parseVersions() error {
	known := map[uint]bool{}
	for _, version := range o.known {
		known[version] = true
	}
	o.Versions = map[uint]bool{}
	for _, word := range split(o.versions) {
		version, err := strconv.ParseUint(word, 10, 16)
		if err != nil || !known[uint(version)] {
			return fmt.Errorf("--versions: eth/%s is not spoken here", word)
		}
		o.Versions[uint(version)] = true
	}
	return nil
}

func (o *Options) parseKey() (err error) {
	if o.key == "" {
		o.Key, err = crypto.GenerateKey()
	} else if o.Key, err = crypto.HexToECDSA(o.key); err != nil {
		err = fmt.Errorf("--nodekey: %w", err)
	}
	return err
}

func parseNodes(list string, nodes *[]*enode.Node) error {
	for _, word := range split(list) {
		node, err := enode.Parse(enode.ValidSchemes, word)
		if err != nil {
			return fmt.Errorf("%q: %w", word, err)
		}
		*nodes = append(*nodes, node)
	}
	return nil
}

func split(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

func list(versions []uint) string {
	words := make([]string, len(versions))
	for i, version := range versions {
		words[i] = strconv.FormatUint(uint64(version), 10)
	}
	return strings.Join(words, ",")
}
