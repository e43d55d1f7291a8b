package peerkit

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rlp"
)

// insertBatch bounds how many blocks one InsertChain call verifies together.
const insertBatch = 256

// LoadGenesis reads a genesis file in the format that `geth init` takes.
func LoadGenesis(path string) (*core.Genesis, error) {
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

// LoadBlocks reads blocks as `geth export` writes them: one RLP list after another.
func LoadBlocks(path string) ([]*types.Block, error) {
	if path == "" {
		return nil, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()

	var blocks []*types.Block
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

// Split parts the blocks of the file: those to hold, and those to come.
func (o *Options) Split(blocks []*types.Block) (held, later []*types.Block) {
	if o.Blocks < 0 || o.Blocks >= len(blocks) {
		return blocks, nil
	}
	return blocks[:o.Blocks], blocks[o.Blocks:]
}

// Insert executes the blocks and makes them the head of the chain.
func Insert(chain *core.BlockChain, blocks []*types.Block) error {
	for len(blocks) > 0 {
		batch := blocks
		if len(batch) > insertBatch {
			batch = batch[:insertBatch]
		}
		if at, err := chain.InsertChain(batch); err != nil {
			return fmt.Errorf("block %d: %w", batch[0].NumberU64()+uint64(at), err)
		}
		blocks = blocks[len(batch):]
	}
	return nil
}
