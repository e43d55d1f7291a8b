package main

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"

	"plexus/interop/geth/chain"
)

const (
	posBlocks    = 150
	posStart     = 1_700_000_000
	posGasLimit  = 30_000_000
	slotSeconds  = 12
	shanghaiFrom = 30 // the first block with withdrawals
)

func posGenesis() *core.Genesis {
	zero := common.Big0
	shanghai := uint64(posStart + shanghaiFrom*slotSeconds)
	return &core.Genesis{
		Config: &params.ChainConfig{
			ChainID:                       big.NewInt(20261),
			HomesteadBlock:                zero,
			EIP150Block:                   zero,
			EIP155Block:                   zero,
			EIP158Block:                   zero,
			ByzantiumBlock:                zero,
			ConstantinopleBlock:           zero,
			PetersburgBlock:               zero,
			IstanbulBlock:                 zero,
			BerlinBlock:                   zero,
			LondonBlock:                   zero,
			MergeNetsplitBlock:            zero,
			ShanghaiTime:                  &shanghai,
			TerminalTotalDifficulty:       zero,
			TerminalTotalDifficultyPassed: true,
			Ethash:                        new(params.EthashConfig),
		},
		Timestamp:  posStart,
		ExtraData:  []byte("plexus interop: stake"),
		GasLimit:   posGasLimit,
		Difficulty: common.Big1,
		BaseFee:    big.NewInt(params.InitialBaseFee),
		Alloc:      rich(actors()),
	}
}

// makePos is a chain after the merge: Paris blocks first, Shanghai ones with withdrawals then.
func makePos(genesis *core.Genesis) ([]*types.Block, []types.Receipts) {
	writer := &author{config: genesis.Config, actors: actors(), book: map[string]common.Address{}}
	_, blocks, receipts := core.GenerateChainWithGenesis(genesis, chain.Engine(), posBlocks,
		func(i int, block *core.BlockGen) {
			writer.block, writer.number = block, uint64(i)+1
			block.SetCoinbase(common.BigToAddress(big.NewInt(0xc0ffee00 + int64(i%5))))
			block.SetExtra([]byte(fmt.Sprintf("slot %d", i+1)))
			block.OffsetTime(slotSeconds - 10) // GenerateChain steps by 10
			block.SetPoS()
			writer.withdraw()
			writer.fill()
		})
	return blocks, receipts
}

// withdraw adds 1 to 16 withdrawals to two Shanghai blocks of three; the third has an empty list.
func (a *author) withdraw() {
	if a.number < shanghaiFrom || a.number%3 == 0 {
		return
	}
	const perBlock = 16
	for i := uint64(0); i <= a.number%perBlock; i++ {
		a.block.AddWithdrawal(&types.Withdrawal{
			Validator: 1000*a.number + i,
			Address:   a.actors[i%actorCount].address,
			Amount:    a.number * i, // gwei; the first of each block is zero
		})
	}
}
