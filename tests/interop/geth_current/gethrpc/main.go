// Command gethrpc serves a chain by go-ethereum's own JSON-RPC over HTTP, for benches that compare with it, and
// writes that chain for others: a genesis, and blocks of which the last has many transactions.
package main

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/consensus/beacon"
	"github.com/ethereum/go-ethereum/consensus/ethash"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rlp"
)

const (
	transactions = 150 // of the last block
	fullBlock    = 2
	gasLimit     = 60_000_000
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: gethrpc DIR PORT")
		os.Exit(2)
	}
	port, err := strconv.Atoi(os.Args[2])
	if err == nil {
		err = run(os.Args[1], port)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gethrpc:", err)
		os.Exit(1)
	}
}

func run(folder string, port int) error {
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte("plexus interop: full block")))
	if err != nil {
		return err
	}
	genesis := makeGenesis(crypto.PubkeyToAddress(key.PublicKey))
	blocks := makeBlocks(genesis, key)
	if err := write(folder, genesis, blocks); err != nil {
		return err
	}
	stack, err := serve(genesis, blocks, port)
	if err != nil {
		return err
	}
	defer stack.Close()
	fmt.Println("serving", stack.HTTPEndpoint())
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	<-stop
	return nil
}

// serve starts go-ethereum without peers: its chain in memory, its JSON-RPC over HTTP.
func serve(genesis *core.Genesis, blocks []*types.Block, port int) (*node.Node, error) {
	stack, err := node.New(&node.Config{HTTPHost: "127.0.0.1", HTTPPort: port,
		HTTPModules: []string{"eth"}, P2P: p2p.Config{NoDiscovery: true, NoDial: true}})
	if err != nil {
		return nil, err
	}
	config := ethconfig.Defaults
	config.Genesis = genesis
	config.SyncMode = ethconfig.FullSync
	service, err := eth.New(stack, &config)
	if err != nil {
		return nil, err
	}
	if err := stack.Start(); err != nil {
		return nil, err
	}
	_, err = service.BlockChain().InsertChain(blocks)
	return stack, err
}

func makeGenesis(rich common.Address) *core.Genesis {
	zero := new(big.Int)
	balance := new(big.Int).Mul(big.NewInt(1000), big.NewInt(params.Ether))
	return &core.Genesis{
		Config: &params.ChainConfig{ChainID: big.NewInt(20271), HomesteadBlock: zero,
			EIP150Block: zero, EIP155Block: zero, EIP158Block: zero, ByzantiumBlock: zero,
			ConstantinopleBlock: zero, PetersburgBlock: zero, IstanbulBlock: zero, BerlinBlock: zero,
			LondonBlock: zero, TerminalTotalDifficulty: zero, Ethash: new(params.EthashConfig)},
		Timestamp: 1_700_000_000, ExtraData: []byte("plexus interop: full block"),
		GasLimit: gasLimit, Difficulty: zero, BaseFee: big.NewInt(7),
		Alloc: types.GenesisAlloc{rich: {Balance: balance}},
	}
}

func makeBlocks(genesis *core.Genesis, key *ecdsa.PrivateKey) []*types.Block {
	sender := crypto.PubkeyToAddress(key.PublicKey)
	signer := types.LatestSigner(genesis.Config)
	_, blocks, _ := core.GenerateChainWithGenesis(genesis, beacon.New(ethash.NewFaker()), fullBlock,
		func(i int, block *core.BlockGen) {
			if block.Number().Uint64() != fullBlock {
				return
			}
			for n := 0; n < transactions; n++ {
				to := common.BigToAddress(big.NewInt(int64(n + 1000)))
				// As much input as a token's transfer has.
				block.AddTx(types.MustSignNewTx(key, signer, &types.DynamicFeeTx{
					ChainID: genesis.Config.ChainID, Nonce: block.TxNonce(sender), To: &to, Gas: 50_000,
					GasFeeCap: big.NewInt(params.GWei), GasTipCap: big.NewInt(1),
					Data: bytes.Repeat([]byte{byte(n + 1)}, 68)}))
			}
		})
	return blocks
}

func write(folder string, genesis *core.Genesis, blocks []*types.Block) error {
	text, err := json.MarshalIndent(genesis, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "genesis.json"), text, 0o644); err != nil {
		return err
	}
	var exported bytes.Buffer
	for _, block := range blocks {
		if err := rlp.Encode(&exported, block); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(folder, "chain.rlp"), exported.Bytes(), 0o644)
}
