// Command chainmaker writes the test chains: always the same bytes for the same name.
//
//	chainmaker pow DIR    proof of work, every fork from Homestead to Gray Glacier
//	chainmaker pos DIR    after the merge, Paris and Shanghai
//	chainmaker blobs DIR  Cancun as that release drafted it, with blob transactions
package main

import (
	"fmt"
	"os"

	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
)

type recipe struct {
	genesis func() *core.Genesis
	make    func(*core.Genesis) ([]*types.Block, []types.Receipts)
}

var recipes = map[string]recipe{
	"pow":   {powGenesis, makePow},
	"pos":   {posGenesis, makePos},
	"blobs": {blobGenesis, makeBlobs},
}

func main() {
	if len(os.Args) != 3 || recipes[os.Args[1]].make == nil {
		fmt.Fprintln(os.Stderr, "usage: chainmaker pow|pos|blobs DIR")
		os.Exit(2)
	}
	if err := run(recipes[os.Args[1]], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "chainmaker:", err)
		os.Exit(1)
	}
}

func run(r recipe, folder string) error {
	genesis := r.genesis()
	blocks, receipts := r.make(genesis)
	written, err := write(folder, genesis, blocks, receipts)
	if err != nil {
		return err
	}
	if err := verify(folder, written); err != nil {
		return fmt.Errorf("the chain does not execute: %w", err)
	}
	fmt.Printf("%s: %d blocks, %d transactions, %d logs, head %s\n", folder, written.Blocks,
		written.Transactions, written.Logs, written.HeadHash)
	return nil
}
