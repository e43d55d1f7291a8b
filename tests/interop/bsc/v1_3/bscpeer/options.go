package main

import (
	"crypto/ecdsa"
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/p2p/enode"
)

const defaultMaxPeers = 50

// options are what the command line says, checked.
type options struct {
	bsc             string
	schedule        string
	headTime        uint64
	genesis         string
	chain           string
	blocks          int
	captured        string
	versions        map[uint]bool
	bsc1            bool
	noUpgradeStatus bool
	noTransactions  bool
	network         uint64
	listen          string
	discovery       bool
	noDial          bool
	bootnodes       []*enode.Node
	static          []*enode.Node
	key             *ecdsa.PrivateKey
	maxPeers        int
	timeout         time.Duration
	control         bool
	trace           bool
	verbosity       int
}

func parse(arguments []string) (*options, error) {
	o := &options{}
	set := flag.NewFlagSet("bscpeer", flag.ContinueOnError)
	set.StringVar(&o.bsc, "bsc", mainnet, "BSC's `network`: mainnet or chapel")
	set.StringVar(&o.schedule, "schedule", today,
		"`forks` it knows: today's, or those of the release")
	set.Uint64Var(&o.headTime, "head-time", uint64(time.Now().Unix()),
		"time of the head it pretends to stand at, in Unix `seconds`")
	set.StringVar(&o.genesis, "genesis", "", "genesis `file` of a chain of its own")
	set.StringVar(&o.chain, "chain", "", "`file` of blocks to hold, as geth export writes it")
	set.IntVar(&o.blocks, "blocks", -1, "hold only the first `N` blocks of the file (-1: all)")
	set.StringVar(&o.captured, "captured", "",
		"`file` of NewBlock payloads to relay by command, like real_bsc_blocks.json")
	set.BoolVar(&o.bsc1, "bsc1", false, "offer bsc/1 too")
	set.BoolVar(&o.noUpgradeStatus, "no-upgrade-status", false, "never send UpgradeStatus")
	set.BoolVar(&o.noTransactions, "disable-peer-tx-broadcast", false,
		"say in UpgradeStatus that transactions are unwanted")
	set.Uint64Var(&o.network, "network", 0, "network `id` (default: the chain id)")
	set.StringVar(&o.listen, "listen", "127.0.0.1:0", "`address` for TCP, and for UDP with --discovery")
	set.BoolVar(&o.discovery, "discovery", false, "take part in discv4")
	set.BoolVar(&o.noDial, "no-dial", false, "dial nobody, only accept")
	set.IntVar(&o.maxPeers, "max-peers", defaultMaxPeers, "how many peers to hold")
	set.DurationVar(&o.timeout, "timeout", 0, "end after this long")
	set.BoolVar(&o.control, "control", false, "obey commands on stdin: see README.md")
	set.BoolVar(&o.trace, "trace", false, "print an event for each message that comes in")
	set.IntVar(&o.verbosity, "verbosity", 0, "BSC's own log on stderr, 0 to 5")
	versions := set.String("versions", "66,67,68", "eth versions to offer")
	bootnodes := set.String("bootnodes", "", "`enodes` to ask for more")
	static := set.String("static", "", "`enodes` to stay connected with")
	key := set.String("nodekey", "", "private key in `hex` (default: a new one)")
	if err := set.Parse(arguments); err != nil {
		return nil, err
	}
	for _, err := range []error{
		o.check(set),
		o.parseVersions(*versions),
		parseNodes(*bootnodes, &o.bootnodes),
		parseNodes(*static, &o.static),
		o.parseKey(*key),
	} {
		if err != nil {
			return nil, err
		}
	}
	return o, nil
}

func (o *options) check(set *flag.FlagSet) error {
	switch {
	case set.NArg() > 0:
		return fmt.Errorf("unexpected argument %q", set.Arg(0))
	case o.bsc != mainnet && o.bsc != chapel:
		return fmt.Errorf("--bsc: %q is neither %s nor %s", o.bsc, mainnet, chapel)
	case o.schedule != today && o.schedule != release:
		return fmt.Errorf("--schedule: %q is neither %s nor %s", o.schedule, today, release)
	case o.genesis == "" && o.headTime < lastBlockFork:
		return errors.New("--head-time: a time of 2024 or later is needed")
	case o.chain != "" && o.genesis == "":
		return errors.New("--chain needs --genesis")
	case o.maxPeers < 1:
		return errors.New("--max-peers must be positive")
	}
	return nil
}

func (o *options) parseVersions(list string) error {
	known := map[uint]bool{}
	for _, version := range eth.ProtocolVersions {
		known[version] = true
	}
	o.versions = map[uint]bool{}
	for _, word := range split(list) {
		version, err := strconv.ParseUint(word, 10, 16)
		if err != nil || !known[uint(version)] {
			return fmt.Errorf("--versions: eth/%s is not spoken here", word)
		}
		o.versions[uint(version)] = true
	}
	return nil
}

func (o *options) parseKey(text string) (err error) {
	if text == "" {
		o.key, err = crypto.GenerateKey()
	} else if o.key, err = crypto.HexToECDSA(text); err != nil {
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
