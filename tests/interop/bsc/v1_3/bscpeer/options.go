package main

import (
	"errors"
	"flag"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/eth/protocols/eth"

	"plexus/interop/peerkit"
)

// options are what the command line says, checked.
type options struct {
	peerkit.Options
	bsc             string
	schedule        string
	headTime        uint64
	captured        string
	bsc1            bool
	noUpgradeStatus bool
	noTransactions  bool
}

func parse(arguments []string) (*options, error) {
	o := &options{}
	set := flag.NewFlagSet("bscpeer", flag.ContinueOnError)
	o.Declare(set, eth.ProtocolVersions)
	set.StringVar(&o.bsc, "bsc", mainnet, "BSC's `network`: mainnet or chapel")
	set.StringVar(&o.schedule, "schedule", today,
		"`forks` it knows: today's, or those of the release")
	set.Uint64Var(&o.headTime, "head-time", uint64(time.Now().Unix()),
		"time of the head it pretends to stand at, in Unix `seconds`")
	set.StringVar(&o.captured, "captured", "",
		"`file` of NewBlock payloads to relay by command, like real_bsc_blocks.json")
	set.BoolVar(&o.bsc1, "bsc1", false, "offer bsc/1 too")
	set.BoolVar(&o.noUpgradeStatus, "no-upgrade-status", false, "never send UpgradeStatus")
	set.BoolVar(&o.noTransactions, "disable-peer-tx-broadcast", false,
		"say in UpgradeStatus that transactions are unwanted")
	if err := set.Parse(arguments); err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	return o, o.Check(set)
}

func (o *options) check() error {
	switch {
	case o.bsc != mainnet && o.bsc != chapel:
		return fmt.Errorf("--bsc: %q is neither %s nor %s", o.bsc, mainnet, chapel)
	case o.schedule != today && o.schedule != release:
		return fmt.Errorf("--schedule: %q is neither %s nor %s", o.schedule, today, release)
	case o.Genesis == "" && o.headTime < lastBlockFork:
		return errors.New("--head-time: a time of 2024 or later is needed")
	}
	return nil
}
