package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"github.com/ethereum/go-ethereum/consensus/ethash"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/forkid"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"
)

const (
	firstBlocks = 1250 // the attack suite's honest peer requests the first thousand
	chainID     = 20261
	gasLimit    = 8_000_000
	difficulty  = 0x40000

	// blockTime is BSC's; in headers a block is a second, the least that proof of work allows.
	blockTime = 450 * time.Millisecond
)

// newGenesis ends with Berlin: what follows is not the same in BSC and in go-ethereum. It lies so far back that the
// last header of the soak is not of the future.
func newGenesis(length time.Duration) *core.Genesis {
	zero := big.NewInt(0)
	config := &params.ChainConfig{ChainID: big.NewInt(chainID), HomesteadBlock: zero, EIP150Block: zero,
		EIP155Block: zero, EIP158Block: zero, ByzantiumBlock: zero, ConstantinopleBlock: zero, PetersburgBlock: zero,
		IstanbulBlock: zero, MuirGlacierBlock: zero, BerlinBlock: zero, Ethash: new(params.EthashConfig)}
	ahead := int64(length/blockTime) - int64(length/time.Second)
	return &core.Genesis{Config: config, GasLimit: gasLimit, Difficulty: big.NewInt(difficulty),
		Timestamp: uint64(time.Now().Unix() - firstBlocks - ahead - ahead/10), Alloc: newSenders(config).funded()}
}

// writeBeginning writes genesis.json, chain.rlp and chain.json, as tests/data has them.
func writeBeginning(folder string, length time.Duration) error {
	genesis := newGenesis(length)
	_, blocks, _ := core.GenerateChainWithGenesis(genesis, ethash.NewFaker(), firstBlocks,
		func(_ int, block *core.BlockGen) { block.OffsetTime(-9) })
	var encoded bytes.Buffer
	total := new(big.Int).Set(genesis.Difficulty)
	for _, block := range blocks {
		if err := block.EncodeRLP(&encoded); err != nil {
			return err
		}
		total.Add(total, block.Difficulty())
	}
	if err := os.WriteFile(filepath.Join(folder, "chain.rlp"), encoded.Bytes(), 0o644); err != nil {
		return err
	}
	if err := writeJSON(filepath.Join(folder, "genesis.json"), genesis); err != nil {
		return err
	}
	return writeJSON(filepath.Join(folder, "chain.json"), about(genesis, blocks[len(blocks)-1], total))
}

func about(genesis *core.Genesis, head *types.Block, total *big.Int) map[string]any {
	first := genesis.ToBlock()
	id := forkid.NewID(genesis.Config, first.Hash(), head.NumberU64(), head.Time())
	return map[string]any{"networkId": chainID, "genesisHash": first.Hash(), "headHash": head.Hash(),
		"headNumber": head.NumberU64(), "headTotalDifficulty": total.String(),
		"forkIds": []any{map[string]string{"hash": fmt.Sprintf("0x%x", id.Hash)}}}
}

func writeJSON(path string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}
