package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/big"
	"math/rand"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/consensus/beacon"
	"github.com/ethereum/go-ethereum/consensus/ethash"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rlp"
)

// Blocks as BSC has them: 53 KiB of body, and 65 KiB of receipts with their blooms.
const (
	callsOfBlock = 108
	wordsOfCall  = 12
	callGas      = 60_000
	blockGas     = 140_000_000
)

// makeChain writes --count such blocks into the folder --chain, with their genesis.
func makeChain(o *options) error {
	if o.chain == "" {
		return errors.New("--chain is missing")
	}
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte("plexus: blocks of usual size")))
	if err != nil {
		return err
	}
	genesis := usualGenesis(crypto.PubkeyToAddress(key.PublicKey))
	signer := types.LatestSigner(genesis.Config)
	noise := rand.New(rand.NewSource(1)) // the same chain in every run
	_, blocks, _ := core.GenerateChainWithGenesis(genesis, beacon.New(ethash.NewFaker()), o.count,
		func(i int, block *core.BlockGen) {
			for call := 0; call < callsOfBlock; call++ {
				input := arguments(noise)
				to := tokens[noise.Intn(len(tokens))]
				block.AddTx(types.MustSignNewTx(key, signer, &types.LegacyTx{
					Nonce: block.TxNonce(crypto.PubkeyToAddress(key.PublicKey)), To: &to,
					Gas: callGas, GasPrice: big.NewInt(params.GWei), Data: input}))
			}
		})
	text, err := json.MarshalIndent(genesis, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(o.chain, "genesis.json"), text, 0o644); err != nil {
		return err
	}
	var exported bytes.Buffer
	for _, block := range blocks {
		if err := rlp.Encode(&exported, block); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(o.chain, "chain.rlp"), exported.Bytes(), 0o644)
}

// arguments are a call's input as the contract ABI writes it: a selector, then words that hold an
// address or an amount behind zeros. Without the zeros Snappy would find nothing to do, and blocks of
// real chains are half zeros.
func arguments(noise *rand.Rand) []byte {
	const (
		selectorBytes, wordBytes  = 4, 32
		addressBytes, amountBytes = 20, 9
	)
	input := make([]byte, selectorBytes+wordsOfCall*wordBytes)
	noise.Read(input[:selectorBytes])
	for word := 0; word < wordsOfCall; word++ {
		end := selectorBytes + (word+1)*wordBytes
		size := addressBytes
		if word%2 == 1 {
			size = amountBytes
		}
		noise.Read(input[end-size : end])
	}
	return input
}

// tokens are contracts that log two events of each call, as transfers do.
var tokens = func() (all []common.Address) {
	for i := byte(1); i <= 20; i++ {
		all = append(all, common.BytesToAddress(crypto.Keccak256([]byte{i})))
	}
	return all
}()

func usualGenesis(rich common.Address) *core.Genesis {
	zero := new(big.Int)
	alloc := types.GenesisAlloc{rich: {Balance: new(big.Int).Mul(big.NewInt(1_000_000),
		big.NewInt(params.Ether))}}
	for _, token := range tokens {
		alloc[token] = types.Account{Balance: zero, Code: logger()}
	}
	return &core.Genesis{
		Config: &params.ChainConfig{ChainID: big.NewInt(20271), HomesteadBlock: zero,
			EIP150Block: zero, EIP155Block: zero, EIP158Block: zero, ByzantiumBlock: zero,
			ConstantinopleBlock: zero, PetersburgBlock: zero, IstanbulBlock: zero, BerlinBlock: zero,
			LondonBlock: zero, TerminalTotalDifficulty: zero, Ethash: new(params.EthashConfig)},
		Timestamp: 1_700_000_000, ExtraData: []byte("plexus: blocks of usual size"),
		GasLimit: blockGas, Difficulty: zero, BaseFee: big.NewInt(7), Alloc: alloc,
	}
}

// logger is code that logs 32 bytes of its input twice, each time with three topics.
func logger() []byte {
	const (
		push1, push32                            = 0x60, 0x7f
		caller, callDataLoad, callDataCopy, log3 = 0x33, 0x35, 0x37, 0xa3
		word                                     = 32
	)
	code := []byte{push1, word, push1, 0, push1, 0, callDataCopy}
	for _, event := range []string{"Transfer(address,address,uint256)", "Sync(uint112,uint112)"} {
		code = append(code, push1, word, callDataLoad, caller, push32)
		code = append(code, crypto.Keccak256([]byte(event))...)
		code = append(code, push1, word, push1, 0, log3)
	}
	return code
}
