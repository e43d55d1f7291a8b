package main

import (
	"testing"

	"github.com/ethereum/go-ethereum/params"

	"plexus/interop/bsckit"
)

func TestForkIDs(t *testing.T) {
	err := bsckit.CheckForkIDs(func(network string, config *params.ChainConfig) (*params.ChainConfig, error) {
		return extended(config, later[network])
	})
	if err != nil {
		t.Error(err)
	}
}
