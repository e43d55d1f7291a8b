package main

import (
	"crypto/sha256"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/consensus/misc/eip1559"
	"github.com/ethereum/go-ethereum/consensus/misc/eip4844"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/trie"
	"github.com/holiman/uint256"
)

const (
	blobBlocks  = 24
	paidFrom    = 3 // the first Shanghai block
	cancunFrom  = 8 // the first block that may carry blobs
	blobFeeCap  = 1_000_000
	blobMaximum = params.BlobTxMaxBlobGasPerBlock / params.BlobTxBlobGasPerBlob
)

func blobGenesis() *core.Genesis {
	genesis := posGenesis()
	shanghai := uint64(posStart + paidFrom*slotSeconds)
	cancun := uint64(posStart + cancunFrom*slotSeconds)
	genesis.Config.ChainID = big.NewInt(20262)
	genesis.Config.ShanghaiTime, genesis.Config.CancunTime = &shanghai, &cancun
	genesis.ExtraData = []byte("plexus interop: blobs")
	return genesis
}

// press makes blocks with blob transactions. GenerateChain cannot: it leaves the blob fields of
// the header out, and go-ethereum needs them to execute such a transaction.
type press struct {
	genesis *core.Genesis
	states  state.Database
	actors  []actor
	parent  *types.Block
}

func makeBlobs(genesis *core.Genesis) (blocks []*types.Block, receipts []types.Receipts) {
	db := rawdb.NewMemoryDatabase()
	p := &press{genesis, state.NewDatabase(db), actors(), genesis.MustCommit(db)}
	for len(blocks) < blobBlocks {
		block, list := p.next()
		blocks, receipts = append(blocks, block), append(receipts, list)
		p.parent = block
	}
	return blocks, receipts
}

func (p *press) next() (*types.Block, types.Receipts) {
	header := p.header()
	accounts, err := state.New(p.parent.Root(), p.states, nil)
	check(err)
	var txs []*types.Transaction
	var receipts types.Receipts
	gas := new(core.GasPool).AddGas(header.GasLimit)
	for i := uint64(0); i < header.Number.Uint64()%4; i++ {
		tx := p.transaction(header, accounts, i)
		accounts.SetTxContext(tx.Hash(), len(txs))
		receipt, err := core.ApplyTransaction(p.genesis.Config, nil, &header.Coinbase, gas, accounts,
			header, tx, &header.GasUsed, vm.Config{})
		check(err)
		txs, receipts = append(txs, tx), append(receipts, receipt)
		if header.BlobGasUsed != nil {
			*header.BlobGasUsed += tx.BlobGas()
		}
	}
	header.Root = accounts.IntermediateRoot(true)
	var withdrawals []*types.Withdrawal
	if p.genesis.Config.IsShanghai(header.Number, header.Time) {
		withdrawals = []*types.Withdrawal{} // present, but empty
	}
	block := types.NewBlockWithWithdrawals(header, txs, nil, receipts, withdrawals,
		trie.NewStackTrie(nil))
	root, err := accounts.Commit(header.Number.Uint64(), true)
	check(err)
	check(p.states.TrieDB().Commit(root, false))
	return block, receipts
}

func (p *press) header() *types.Header {
	config, parent := p.genesis.Config, p.parent.Header()
	number := parent.Number.Uint64() + 1
	header := &types.Header{
		ParentHash: parent.Hash(),
		Coinbase:   common.BigToAddress(big.NewInt(0xc0ffee)),
		Difficulty: new(big.Int),
		Number:     new(big.Int).SetUint64(number),
		GasLimit:   parent.GasLimit,
		Time:       parent.Time + slotSeconds,
		Extra:      []byte(fmt.Sprintf("slot %d", number)),
		MixDigest:  sha256.Sum256([]byte(fmt.Sprintf("randao %d", number))),
		BaseFee:    eip1559.CalcBaseFee(config, parent),
	}
	if config.IsCancun(header.Number, header.Time) {
		var excess uint64
		if parent.ExcessBlobGas != nil {
			excess = eip4844.CalcExcessBlobGas(*parent.ExcessBlobGas, *parent.BlobGasUsed)
		}
		header.ExcessBlobGas, header.BlobGasUsed = &excess, new(uint64)
	}
	return header
}

// transaction is the i-th of its block; from Cancun on the first two carry one or two blobs each.
func (p *press) transaction(header *types.Header, accounts *state.StateDB, i uint64) *types.Transaction {
	n, config := header.Number.Uint64(), p.genesis.Config
	from, to := p.actors[i], p.actors[i+1].address
	feeCap := new(big.Int).Add(header.BaseFee, big.NewInt(params.GWei))
	var data types.TxData = &types.DynamicFeeTx{ChainID: config.ChainID,
		Nonce: accounts.GetNonce(from.address), GasTipCap: common.Big1, GasFeeCap: feeCap,
		Gas: transferGas, To: &to, Value: header.Number}
	if header.ExcessBlobGas != nil && i < blobMaximum/2 {
		data = &types.BlobTx{ChainID: uint256.MustFromBig(config.ChainID),
			Nonce: accounts.GetNonce(from.address), GasTipCap: uint256.NewInt(1),
			GasFeeCap: uint256.MustFromBig(feeCap), Gas: callGas, To: to, Value: uint256.NewInt(n),
			Data: pattern(n, int(i)*40), BlobFeeCap: uint256.NewInt(blobFeeCap),
			BlobHashes: blobHashes(n, i, 1+n/4%2)}
	}
	return types.MustSignNewTx(from.key, types.MakeSigner(config, header.Number, header.Time), data)
}

// blobHashes name blobs that do not exist: a block is checked without them.
func blobHashes(number, index, count uint64) (hashes []common.Hash) {
	for i := uint64(0); i < count; i++ {
		hash := sha256.Sum256([]byte(fmt.Sprintf("blob %d %d %d", number, index, i)))
		hash[0] = params.BlobTxHashVersion
		hashes = append(hashes, hash)
	}
	return hashes
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
