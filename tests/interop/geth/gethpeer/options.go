package main

import (
	"errors"
	"flag"
	"time"

	"github.com/ethereum/go-ethereum/eth/protocols/eth"

	"plexus/interop/peerkit"
)

const (
	defaultFetchTimeout = 60 * time.Second
	fetchAny            = "any"
)

// options are what the command line says, checked.
type options struct {
	peerkit.Options
	fetch bool
}

func parse(arguments []string) (*options, error) {
	o := &options{}
	set := flag.NewFlagSet("gethpeer", flag.ContinueOnError)
	o.Declare(set, eth.ProtocolVersions)
	fetch := set.String("fetch", "", "download the chain of this `enode` (or of \"any\" peer) and end")
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
	if *fetch == fetchAny {
		return o, nil
	}
	return o, o.AddStatic(*fetch)
}
