package main

import (
	"bytes"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/consensus/ethash"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"
)

const (
	powBlocks   = 1250
	powStart    = 1_600_000_000
	powGasLimit = 8_000_000
	uncleDepth  = 6 // how old an uncle's parent may be, in generations
)

// bulk names the blocks that carry many transfers, and how many.
var bulk = map[uint64]int{150: 120, 450: 200, 900: 250, 1150: 150}

// logSizes are the lengths of logged data; around the word size, and some longer ones.
var logSizes = []int{0, 1, 31, 32, 33, 64, 100, 256, 1024}

func powGenesis() *core.Genesis {
	at := big.NewInt
	return &core.Genesis{
		Config: &params.ChainConfig{
			ChainID:             at(20260),
			HomesteadBlock:      at(0),
			EIP150Block:         at(10),
			EIP155Block:         at(20),
			EIP158Block:         at(20),
			ByzantiumBlock:      at(40),
			ConstantinopleBlock: at(60),
			PetersburgBlock:     at(60),
			IstanbulBlock:       at(80),
			MuirGlacierBlock:    at(90),
			BerlinBlock:         at(100),
			LondonBlock:         at(200),
			ArrowGlacierBlock:   at(700),
			GrayGlacierBlock:    at(1000),
			Ethash:              new(params.EthashConfig),
		},
		Nonce:      66,
		Timestamp:  powStart,
		ExtraData:  []byte("plexus interop: work"),
		GasLimit:   powGasLimit,
		Difficulty: big.NewInt(0x40000),
		Alloc:      rich(actors()),
	}
}

// makePow follows proof-of-work rules in everything but the seal, which stays empty.
func makePow(genesis *core.Genesis) ([]*types.Block, []types.Receipts) {
	writer := &author{config: genesis.Config, actors: actors(), book: map[string]common.Address{}}
	_, blocks, receipts := core.GenerateChainWithGenesis(genesis, ethash.NewFaker(), powBlocks,
		func(i int, block *core.BlockGen) {
			writer.block, writer.number = block, uint64(i)+1
			block.SetCoinbase(common.BigToAddress(big.NewInt(0xc0ffee00 + int64(i%5))))
			if i%4 != 0 {
				block.SetExtra([]byte(fmt.Sprintf("block %d", i+1)))
			}
			block.OffsetTime(int64(i*7%24) - 9) // 1 to 24 seconds between blocks
			addUncles(block, i)
			writer.fill()
		})
	return blocks, receipts
}

// addUncles gives some blocks one or two uncles of different ages.
func addUncles(block *core.BlockGen, i int) {
	number := i + 1
	if i <= uncleDepth {
		return
	}
	if number%25 == 7 {
		addUncle(block, i, 1+number/25%uncleDepth, 0)
	}
	if number%50 == 33 {
		addUncle(block, i, 1, 1)
		addUncle(block, i, 3, 2)
	}
}

// addUncle adds a block that was never mined; its parent is `age` generations above ours.
func addUncle(block *core.BlockGen, i, age, salt int) {
	parent := block.PrevBlock(i - 1 - age)
	block.AddUncle(&types.Header{
		ParentHash:  parent.Hash(),
		Number:      new(big.Int).Add(parent.Number(), common.Big1),
		Coinbase:    common.BigToAddress(big.NewInt(0xdecaf00 + int64(salt))),
		Root:        parent.Root(),
		UncleHash:   types.EmptyUncleHash,
		TxHash:      types.EmptyTxsHash,
		ReceiptHash: types.EmptyReceiptsHash,
		Extra:       []byte(fmt.Sprintf("uncle %d of %d", salt, i+1)),
	})
}

// fill writes the block's transactions; what it gets depends on its number alone.
func (a *author) fill() {
	n := a.number
	from := int(n % actorCount)
	if n <= 8 {
		a.installContracts()
		return
	}
	for i := 0; i < bulk[n]; i++ {
		a.transfer(i, i+1, byte(i%3))
	}
	switch n % 10 {
	case 0: // an empty block, unless it is a bulky one
	case 1:
		target := a.actors[from].address
		a.send(order{from: from, to: &target, value: 1, gas: transferGas, bare: n%20 == 1})
	case 2:
		a.logs(from)
	case 3:
		a.transfer(from, from+1, types.DynamicFeeTxType)
		a.transfer(from+2, from+3, types.AccessListTxType)
	case 4:
		a.create(from)
	case 5:
		a.fail(from)
	case 6:
		a.call(from, "store", slot(n), types.AccessListTxType)
		a.call(from, "store", slot(n/2), types.DynamicFeeTxType)
	case 7:
		target := common.BigToAddress(new(big.Int).SetUint64(0x10000 + n))
		a.send(order{from: from, to: &target, value: int64(n), gas: callGas, data: pattern(n, 50)})
	case 8:
		a.call(from, "fan", nil, types.LegacyTxType)
	case 9:
		a.call(from, "store", slot(n%100), types.AccessListTxType)
		a.transfer(from+1, from, types.LegacyTxType)
	}
}

func (a *author) installContracts() {
	switch n := int(a.number); n {
	case 6:
		a.deploy(n, "fan", fan())
	case 7:
		a.deploy(n, "store", store())
	case 8:
		a.deploy(n, "reverter", reverter())
	default:
		a.deploy(n, loggerName(n-1), logger(n-1))
	}
}

func loggerName(topics int) string {
	return fmt.Sprintf("logger%d", topics)
}

// logs calls each logger in turn with data of changing length.
func (a *author) logs(from int) {
	turn := a.number / 10
	size := logSizes[turn%uint64(len(logSizes))]
	if a.number == 502 {
		size = 8192
	}
	name := loggerName(int(turn % 5))
	a.call(from, name, pattern(a.number, size), types.DynamicFeeTxType)
	if turn%4 == 0 {
		a.call(from+1, loggerName(4), pattern(a.number, 32), types.AccessListTxType)
	}
}

// create deploys in three forms: with code, empty, and by type 1 or 2.
func (a *author) create(from int) {
	o := order{from: from, gas: callGas, data: deployer(store())}
	switch a.number / 10 % 3 {
	case 1:
		o.data, o.value = nil, 3
	case 2:
		o.kind = types.DynamicFeeTxType
	}
	a.send(o)
}

// fail sends what is valid but does not succeed: out of gas, reverted, a creation that breaks.
func (a *author) fail(from int) {
	switch a.number / 10 % 3 {
	case 0:
		target := a.book["store"]
		a.send(order{from: from, to: &target, gas: transferGas + 100})
	case 1:
		a.call(from, "reverter", nil, types.DynamicFeeTxType)
	case 2:
		const invalid = 0xfe
		a.send(order{from: from, gas: callGas / 4, data: []byte{invalid}})
	}
}

func slot(n uint64) []byte {
	return common.BigToHash(new(big.Int).SetUint64(n)).Bytes()
}

// pattern is compressible data that differs from block to block.
func pattern(n uint64, size int) []byte {
	return bytes.Repeat([]byte{byte(n), byte(n >> 8), 0, 0xff}, size/4+1)[:size]
}
