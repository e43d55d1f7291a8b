package bsckit

import (
	"encoding/json"
	"fmt"
	"math/big"
	"os"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/forkid"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rlp"

	"plexus/interop/peerkit"
)

// ChooseGenesis is the genesis block that the options name.
func (o *Options) ChooseGenesis() (*core.Genesis, error) {
	if o.Genesis != "" {
		return peerkit.LoadGenesis(o.Genesis)
	}
	if o.BSC == Chapel {
		return core.DefaultChapelGenesisBlock(), nil
	}
	return core.DefaultBSCGenesisBlock(), nil
}

// LoadCaptured reads NewBlock payloads, a block and its total difficulty each.
func (o *Options) LoadCaptured() (captured []*eth.NewBlockPacket, err error) {
	if o.Captured == "" {
		return nil, nil
	}
	text, err := os.ReadFile(o.Captured)
	if err != nil {
		return nil, err
	}
	var file struct {
		NewBlock []struct{ Payload hexutil.Bytes } `json:"new_block"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", o.Captured, err)
	}
	for _, entry := range file.NewBlock {
		if len(entry.Payload) == 0 {
			continue // only the header of this one is kept
		}
		packet := new(eth.NewBlockPacket)
		if err := rlp.DecodeBytes(entry.Payload, packet); err != nil {
			return nil, fmt.Errorf("%s: %w", o.Captured, err)
		}
		captured = append(captured, packet)
	}
	return captured, nil
}

// standpoint is the chain as BSC's fork filter sees it: the real genesis block, a schedule, and a
// head that the peer never downloaded.
type standpoint struct {
	config  *params.ChainConfig
	genesis *types.Block
	head    *types.Header
}

// Config implements forkid.Blockchain.
func (s *standpoint) Config() *params.ChainConfig { return s.config }

// Genesis implements forkid.Blockchain.
func (s *standpoint) Genesis() *types.Block { return s.genesis }

// CurrentHeader implements forkid.Blockchain.
func (s *standpoint) CurrentHeader() *types.Header { return s.head }

// Pretend stands at a time, and at a number above every fork by number: the time itself will do.
func Pretend(config *params.ChainConfig, genesis *types.Block, time uint64) forkid.Blockchain {
	head := &types.Header{Number: new(big.Int).SetUint64(time), Time: time, Difficulty: new(big.Int)}
	return &standpoint{config, genesis, head}
}
