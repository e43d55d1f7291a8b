package bsckit

import (
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"time"

	"plexus/interop/peerkit"
)

// The networks and the schedules that can be chosen.
const (
	Mainnet = "mainnet"
	Chapel  = "chapel"
	Today   = "today"
	Release = "release"
)

// lastBlockFork is above the last fork by number of both networks (HertzFix).
const lastBlockFork = 1_700_000_000

// Options are what every BSC peer understands, checked.
type Options struct {
	peerkit.Options
	BSC             string
	Schedule        string
	HeadTime        uint64
	Captured        string
	Dependents      map[uint]bool
	NoUpgradeStatus bool
	NoTransactions  bool
}

// Parse reads the command line of a peer that speaks these versions of eth.
func Parse(arguments []string, versions []uint) (*Options, error) {
	o := &Options{}
	set := flag.NewFlagSet("bscpeer", flag.ContinueOnError)
	o.Declare(set, versions)
	set.StringVar(&o.BSC, "bsc", Mainnet, "BSC's `network`: mainnet or chapel")
	set.StringVar(&o.Schedule, "schedule", Today,
		"`forks` it knows: today's, or those of the release")
	set.Uint64Var(&o.HeadTime, "head-time", uint64(time.Now().Unix()),
		"time of the head it pretends to stand at, in Unix `seconds`")
	set.StringVar(&o.Captured, "captured", "",
		"`file` of NewBlock payloads to relay by command, like real_bsc_blocks.json")
	dependents := set.String("dependents", "", "`versions` of the bsc protocol to offer (default: none)")
	set.BoolVar(&o.NoUpgradeStatus, "no-upgrade-status", false, "never send UpgradeStatus")
	set.BoolVar(&o.NoTransactions, "disable-peer-tx-broadcast", false,
		"say in UpgradeStatus that transactions are unwanted")
	if err := set.Parse(arguments); err != nil {
		return nil, err
	}
	if err := o.check(*dependents); err != nil {
		return nil, err
	}
	return o, o.Check(set)
}

func (o *Options) check(dependents string) error {
	switch {
	case o.BSC != Mainnet && o.BSC != Chapel:
		return fmt.Errorf("--bsc: %q is neither %s nor %s", o.BSC, Mainnet, Chapel)
	case o.Schedule != Today && o.Schedule != Release:
		return fmt.Errorf("--schedule: %q is neither %s nor %s", o.Schedule, Today, Release)
	case o.Genesis == "" && o.HeadTime < lastBlockFork:
		return errors.New("--head-time: a time of 2024 or later is needed")
	}
	o.Dependents = map[uint]bool{}
	for _, word := range strings.FieldsFunc(dependents, func(r rune) bool { return r == ',' }) {
		version, err := strconv.ParseUint(word, 10, 16)
		if err != nil {
			return fmt.Errorf("--dependents: %q is no version", word)
		}
		o.Dependents[uint(version)] = true
	}
	return nil
}
