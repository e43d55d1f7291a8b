package main

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/ethereum/go-ethereum/core"
)

// The published table is walked with BSC's own code on the extended schedule.
func TestForkIDs(t *testing.T) {
	for network, genesis := range map[string]*core.Genesis{
		mainnet: core.DefaultBSCGenesisBlock(), chapel: core.DefaultChapelGenesisBlock()} {
		config, err := extended(genesis.Config, later[network])
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile("../../../../vectors/forkid_bsc_" + network + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			Table []struct {
				From uint64 `json:"active_from"`
				Kind string
				Hash string
				Next *uint64
			}
		}
		if err := json.Unmarshal(text, &file); err != nil {
			t.Fatal(err)
		}
		walked := 0
		for _, row := range file.Table {
			if row.Kind != "time" {
				continue
			}
			walked++
			id := pretend(config, genesis.ToBlock(), row.From).forkID()
			if hash := fmt.Sprintf("%#x", id.Hash); hash != row.Hash {
				t.Errorf("%s at %d: %s, not %s", network, row.From, hash, row.Hash)
			}
			if row.Next != nil && id.Next != *row.Next {
				t.Errorf("%s at %d: next %d, not %d", network, row.From, id.Next, *row.Next)
			}
		}
		if walked < 10 {
			t.Errorf("%s: only %d rows", network, walked)
		}
	}
}
