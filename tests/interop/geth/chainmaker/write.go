package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rlp"

	"plexus/interop/geth/chain"
	"plexus/interop/geth/era1"
	"plexus/interop/peerkit"
)

const (
	genesisFile = "genesis.json"
	exportFile  = "chain.rlp"
	era1File    = "chain.era1"
	factsFile   = "chain.json"
)

// write puts one chain into a folder in every format.
func write(folder string, genesis *core.Genesis, blocks []*types.Block,
	receipts []types.Receipts) (*facts, error) {
	f := collect(genesis, blocks, receipts)
	f.Generator = "go-ethereum v1.12.2, tests/interop/geth/chainmaker " + filepath.Base(folder)
	f.SHA256 = map[string]string{}

	description, err := describe(genesis)
	if err != nil {
		return nil, err
	}
	exported, err := export(blocks)
	if err != nil {
		return nil, err
	}
	archived, err := f.archive(genesis, blocks, receipts)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{
		genesisFile: description, exportFile: exported, era1File: archived,
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	for name, data := range files {
		sum := sha256.Sum256(data)
		f.SHA256[name] = hex.EncodeToString(sum[:])
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			return nil, err
		}
	}
	text, err := indented(f)
	if err != nil {
		return nil, err
	}
	return f, os.WriteFile(filepath.Join(folder, factsFile), text, 0o644)
}

// describe is the genesis file without the fields that only say null or zero.
func describe(genesis *core.Genesis) ([]byte, error) {
	text, err := json.Marshal(genesis)
	if err != nil {
		return nil, err
	}
	fields := map[string]interface{}{}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&fields); err != nil {
		return nil, err
	}
	for _, name := range []string{"number", "gasUsed", "parentHash"} {
		delete(fields, name)
	}
	for name, value := range fields {
		if value == nil {
			delete(fields, name)
		}
	}
	return indented(fields)
}

func indented(value interface{}) ([]byte, error) {
	text, err := json.MarshalIndent(value, "", "  ")
	return append(text, '\n'), err
}

// export writes blocks as `geth export` does.
func export(blocks []*types.Block) ([]byte, error) {
	var out bytes.Buffer
	for _, block := range blocks {
		if err := rlp.Encode(&out, block); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

// archive writes the era1 file, which begins with the genesis block.
func (f *facts) archive(genesis *core.Genesis, blocks []*types.Block,
	receipts []types.Receipts) ([]byte, error) {
	var out bytes.Buffer
	writer, err := era1.NewWriter(&out)
	if err != nil {
		return nil, err
	}
	first := genesis.ToBlock()
	td := new(big.Int).Set(first.Difficulty())
	if err := writer.Add(first, types.Receipts{}, td); err != nil {
		return nil, err
	}
	for i, block := range blocks {
		td.Add(td, block.Difficulty())
		if err := writer.Add(block, receipts[i], td); err != nil {
			return nil, err
		}
	}
	f.AccumulatorRoot, err = writer.Close()
	return out.Bytes(), err
}

// verify reads the folder back and executes it, as any node would.
func verify(folder string, want *facts) error {
	genesis, err := peerkit.LoadGenesis(filepath.Join(folder, genesisFile))
	if err != nil {
		return err
	}
	blocks, err := peerkit.LoadBlocks(filepath.Join(folder, exportFile))
	if err != nil {
		return err
	}
	node, err := chain.Open(genesis)
	if err != nil {
		return err
	}
	defer node.Stop()
	if node.Genesis().Hash() != want.GenesisHash {
		return fmt.Errorf("genesis.json makes block %s", node.Genesis().Hash())
	}
	if err := peerkit.Insert(node, blocks); err != nil {
		return err
	}
	head := node.CurrentBlock()
	td := node.GetTd(head.Hash(), head.Number.Uint64())
	if head.Hash() != want.HeadHash || td.String() != want.HeadTotalDifficulty {
		return fmt.Errorf("the head is %s with total difficulty %s", head.Hash(), td)
	}
	return nil
}
