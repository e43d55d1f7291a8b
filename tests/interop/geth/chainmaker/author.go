package main

import (
	"crypto/ecdsa"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
)

const (
	actorCount  = 8
	transferGas = 21000
	callGas     = 600000
)

// actor is an account with a key that is the same in every run.
type actor struct {
	key     *ecdsa.PrivateKey
	address common.Address
}

func actors() []actor {
	all := make([]actor, actorCount)
	for i := range all {
		seed := crypto.Keccak256([]byte(fmt.Sprintf("plexus interop actor %d", i)))
		key, err := crypto.ToECDSA(seed)
		if err != nil {
			panic(err)
		}
		all[i] = actor{key, crypto.PubkeyToAddress(key.PublicKey)}
	}
	return all
}

// rich gives every actor a million ether.
func rich(all []actor) core.GenesisAlloc {
	balance := new(big.Int).Mul(big.NewInt(1_000_000), big.NewInt(params.Ether))
	alloc := core.GenesisAlloc{}
	for _, a := range all {
		alloc[a.address] = core.GenesisAccount{Balance: balance}
	}
	return alloc
}

// author writes transactions into the block under construction.
type author struct {
	block  *core.BlockGen
	config *params.ChainConfig
	actors []actor
	book   map[string]common.Address // where the contracts live
	number uint64
}

// order is what a transaction shall do; its wrapping follows from kind and the forks.
type order struct {
	from  int
	to    *common.Address // nil creates a contract
	value int64
	gas   uint64
	data  []byte
	kind  byte // types.LegacyTxType, ...; the newest allowed kind below it if too new
	bare  bool // signed without the chain id, as before EIP-155
}

func (a *author) send(o order) common.Address {
	from := a.actors[o.from%len(a.actors)]
	nonce := a.block.TxNonce(from.address)
	var signer types.Signer = types.HomesteadSigner{}
	if !o.bare {
		signer = types.MakeSigner(a.config, a.block.Number(), a.block.Timestamp())
	}
	a.block.AddTx(types.MustSignNewTx(from.key, signer, a.wrap(o, nonce)))
	return crypto.CreateAddress(from.address, nonce)
}

func (a *author) wrap(o order, nonce uint64) types.TxData {
	price, tip, value := a.price(), big.NewInt(params.GWei/2), big.NewInt(o.value)
	switch a.allowed(o) {
	case types.DynamicFeeTxType:
		return &types.DynamicFeeTx{ChainID: a.config.ChainID, Nonce: nonce, GasTipCap: tip,
			GasFeeCap: price, Gas: o.gas, To: o.to, Value: value, Data: o.data}
	case types.AccessListTxType:
		return &types.AccessListTx{ChainID: a.config.ChainID, Nonce: nonce, GasPrice: price,
			Gas: o.gas, To: o.to, Value: value, Data: o.data, AccessList: a.accessList(o)}
	default:
		return &types.LegacyTx{Nonce: nonce, GasPrice: price, Gas: o.gas, To: o.to,
			Value: value, Data: o.data}
	}
}

func (a *author) allowed(o order) byte {
	switch {
	case o.bare || !a.config.IsBerlin(a.block.Number()):
		return types.LegacyTxType
	case o.kind == types.DynamicFeeTxType && !a.config.IsLondon(a.block.Number()):
		return types.AccessListTxType
	}
	return o.kind
}

// price is enough for the block's base fee, where there is one.
func (a *author) price() *big.Int {
	price := big.NewInt(params.GWei * int64(1+a.number%20))
	if a.config.IsLondon(a.block.Number()) {
		price.Add(price, a.block.BaseFee())
	}
	return price
}

// accessList is empty for plain transfers and names 1 to 3 slots of a called contract.
func (a *author) accessList(o order) types.AccessList {
	if o.to == nil || len(o.data) == 0 {
		return types.AccessList{}
	}
	tuple := types.AccessTuple{Address: *o.to, StorageKeys: []common.Hash{}}
	for i := uint64(0); i <= a.number%3; i++ {
		tuple.StorageKeys = append(tuple.StorageKeys, common.BigToHash(new(big.Int).SetUint64(i)))
	}
	return types.AccessList{tuple}
}

func (a *author) deploy(from int, name string, program []byte) {
	a.book[name] = a.send(order{from: from, gas: callGas, data: deployer(program)})
}

func (a *author) transfer(from, to int, kind byte) {
	target := a.actors[to%len(a.actors)].address
	a.send(order{from: from, to: &target, value: int64(a.number), gas: transferGas, kind: kind})
}

func (a *author) call(from int, name string, data []byte, kind byte) {
	target := a.book[name]
	a.send(order{from: from, to: &target, gas: callGas, data: data, kind: kind})
}
