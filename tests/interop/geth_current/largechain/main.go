// Command largechain writes a chain of a few blocks, one of which has so many MiB of receipts: from 10 on
// eth/70 has to send them in parts, and from 16 on nothing else can. The chain itself is small, and
// has no difficulty.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/consensus/beacon"
	"github.com/ethereum/go-ethereum/consensus/ethash"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rlp"
)

const (
	gasLimit   = 200_000_000
	callGas    = 9_000_000
	logBytes   = 32 * 1024 // of one log
	logsEach   = 32        // of one transaction
	largeBlock = 2
	mostCalls  = 22 // of 1 MiB of logs each: what the gas allows
)

func main() {
	calls := 0
	if len(os.Args) == 3 {
		calls, _ = strconv.Atoi(os.Args[2])
	}
	if calls < 1 || calls > mostCalls {
		fmt.Fprintf(os.Stderr, "usage: largechain DIR MIB, of 1 to %d\n", mostCalls)
		os.Exit(2)
	}
	if err := write(os.Args[1], calls); err != nil {
		fmt.Fprintln(os.Stderr, "largechain:", err)
		os.Exit(1)
	}
}

func write(folder string, calls int) error {
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte("plexus interop: large receipts")))
	if err != nil {
		return err
	}
	sender := crypto.PubkeyToAddress(key.PublicKey)
	genesis := makeGenesis(sender)
	signer := types.LatestSigner(genesis.Config)
	send := func(block *core.BlockGen, to *common.Address, gas uint64, data []byte) {
		block.AddTx(types.MustSignNewTx(key, signer, &types.LegacyTx{Nonce: block.TxNonce(sender),
			To: to, Gas: gas, GasPrice: big.NewInt(params.GWei), Data: data}))
	}
	logger := crypto.CreateAddress(sender, 0)
	_, blocks, _ := core.GenerateChainWithGenesis(genesis, beacon.New(ethash.NewFaker()), 4,
		func(i int, block *core.BlockGen) {
			switch block.Number().Uint64() {
			case 1:
				send(block, nil, callGas, deployer())
			case largeBlock:
				for call := 0; call < calls; call++ {
					send(block, &logger, callGas, nil)
				}
			default:
				send(block, &sender, params.TxGas, nil)
			}
		})
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

func makeGenesis(rich common.Address) *core.Genesis {
	zero := new(big.Int)
	balance := new(big.Int).Mul(big.NewInt(1000), big.NewInt(params.Ether))
	return &core.Genesis{
		Config: &params.ChainConfig{ChainID: big.NewInt(20270), HomesteadBlock: zero,
			EIP150Block: zero, EIP155Block: zero, EIP158Block: zero, ByzantiumBlock: zero,
			ConstantinopleBlock: zero, PetersburgBlock: zero, IstanbulBlock: zero, BerlinBlock: zero,
			LondonBlock: zero, TerminalTotalDifficulty: zero, Ethash: new(params.EthashConfig)},
		Timestamp: 1_700_000_000, ExtraData: []byte("plexus interop: large receipts"),
		GasLimit: gasLimit, Difficulty: zero, BaseFee: big.NewInt(7),
		Alloc: types.GenesisAlloc{rich: {Balance: balance}},
	}
}

// deployer returns code that logs a stretch of empty memory many times.
func deployer() []byte {
	const (
		push1, push2, push3 = 0x60, 0x61, 0x62
		codecopy, ret, log0 = 0x39, 0xf3, 0xa0
	)
	var code []byte
	for i := 0; i < logsEach; i++ {
		code = append(code, push3, byte(logBytes>>16), byte(logBytes>>8&0xff), byte(logBytes&0xff),
			push1, 0, log0)
	}
	size := []byte{byte(len(code) >> 8), byte(len(code))}
	const prefix = 14
	start := []byte{push2, size[0], size[1], push1, prefix, push1, 0, codecopy,
		push2, size[0], size[1], push1, 0, ret}
	return append(start, code...)
}
