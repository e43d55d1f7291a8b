package bsckit

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/forkid"
	"github.com/ethereum/go-ethereum/params"
)

// vectors are the published tables, seen from a package two folders below one of these modules.
const vectors = "../../../../vectors/forkid_bsc_"

// CheckForkIDs walks the published tables of both networks, from the first fork by time on, with the
// release's own code on an extended schedule.
func CheckForkIDs(extend func(network string, config *params.ChainConfig) (*params.ChainConfig, error)) error {
	for network, genesis := range map[string]*core.Genesis{
		Mainnet: core.DefaultBSCGenesisBlock(), Chapel: core.DefaultChapelGenesisBlock()} {
		config, err := extend(network, genesis.Config)
		if err != nil {
			return err
		}
		if err := walk(network, genesis, config); err != nil {
			return fmt.Errorf("%s: %w", network, err)
		}
	}
	return nil
}

func walk(network string, genesis *core.Genesis, config *params.ChainConfig) error {
	text, err := os.ReadFile(vectors + network + ".json")
	if err != nil {
		return err
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
		return err
	}
	walked := 0
	for _, row := range file.Table {
		if row.Kind != "time" {
			continue
		}
		walked++
		id := forkid.NewIDWithChain(Pretend(config, genesis.ToBlock(), row.From))
		if hash := fmt.Sprintf("%#x", id.Hash); hash != row.Hash {
			return fmt.Errorf("at %d: %s, not %s", row.From, hash, row.Hash)
		}
		if row.Next != nil && id.Next != *row.Next {
			return fmt.Errorf("at %d: next %d, not %d", row.From, id.Next, *row.Next)
		}
	}
	if walked < 10 {
		return fmt.Errorf("only %d rows", walked)
	}
	return nil
}
