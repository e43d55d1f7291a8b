package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/consensus/beacon"
	"github.com/ethereum/go-ethereum/consensus/ethash"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/ethdb"
	"github.com/ethereum/go-ethereum/rlp"
)

// chooseGenesis is the genesis block that the options name.
func chooseGenesis(o *options) (*core.Genesis, error) {
	if o.Genesis != "" {
		return loadGenesis(o.Genesis)
	}
	if o.bsc == chapel {
		return core.DefaultChapelGenesisBlock(), nil
	}
	return core.DefaultBSCGenesisBlock(), nil
}

func loadGenesis(path string) (*core.Genesis, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	genesis := new(core.Genesis)
	if err := json.Unmarshal(text, genesis); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if genesis.Config == nil || genesis.Config.ChainID == nil {
		return nil, fmt.Errorf("%s: no chain configuration", path)
	}
	return genesis, nil
}

// loadBlocks reads blocks as `geth export` writes them: one RLP list after another.
func loadBlocks(path string) (blocks []*types.Block, err error) {
	if path == "" {
		return nil, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	for stream := rlp.NewStream(file, 0); ; {
		block := new(types.Block)
		err := stream.Decode(block)
		if errors.Is(err, io.EOF) {
			return blocks, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: after %d blocks: %w", path, len(blocks), err)
		}
		blocks = append(blocks, block)
	}
}

// loadCaptured reads NewBlock payloads, a block and its total difficulty each.
func loadCaptured(path string) (captured []*eth.NewBlockPacket, err error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var file struct {
		NewBlock []struct{ Payload hexutil.Bytes } `json:"new_block"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, entry := range file.NewBlock {
		if len(entry.Payload) == 0 {
			continue // only the header of this one is kept
		}
		packet := new(eth.NewBlockPacket)
		if err := rlp.DecodeBytes(entry.Payload, packet); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		captured = append(captured, packet)
	}
	return captured, nil
}

// openChain makes a chain in memory. The engine checks every rule but the seal; Parlia's own would
// need the state of real validators.
func openChain(genesis *core.Genesis) (*core.BlockChain, ethdb.Database, error) {
	database := rawdb.NewMemoryDatabase()
	config := &core.CacheConfig{TrieDirtyDisabled: true, TrieCleanNoPrefetch: true}
	chain, err := core.NewBlockChain(database, config, genesis, nil,
		beacon.New(ethash.NewFaker()), vm.Config{}, nil, nil)
	return chain, database, err
}

func insert(chain *core.BlockChain, blocks []*types.Block) error {
	if at, err := chain.InsertChain(blocks); err != nil {
		return fmt.Errorf("block %d: %w", blocks[0].NumberU64()+uint64(at), err)
	}
	return nil
}
