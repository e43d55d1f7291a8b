package main

import (
	"crypto/ecdsa"
	"fmt"
	"math/big"
	"math/rand"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
)

const (
	senderCount = 1000
	dataSize    = 1600 // with 90 transactions a block has 150 KiB
	gasPrice    = 5 * params.GWei
)

// senders are accounts that send one transaction each in turn.
type senders struct {
	keys   []*ecdsa.PrivateKey
	signer types.Signer
	sent   int
}

func newSenders(config *params.ChainConfig) *senders {
	s := &senders{signer: types.NewEIP155Signer(config.ChainID)}
	for i := 0; i < senderCount; i++ {
		key, err := crypto.ToECDSA(crypto.Keccak256([]byte(fmt.Sprintf("plexus soak sender %d", i))))
		if err != nil {
			panic(err)
		}
		s.keys = append(s.keys, key)
	}
	return s
}

// funded gives each of them what pays for a week.
func (s *senders) funded() core.GenesisAlloc {
	balance := new(big.Int).Mul(big.NewInt(1_000_000), big.NewInt(params.Ether))
	alloc := core.GenesisAlloc{}
	for _, key := range s.keys {
		alloc[crypto.PubkeyToAddress(key.PublicKey)] = core.GenesisAccount{Balance: balance}
	}
	return alloc
}

// send makes the next transactions. Half of their data is zeros, as in the input of contracts.
func (s *senders) send(count int) (sent types.Transactions) {
	for i := 0; i < count; i++ {
		data := make([]byte, dataSize)
		rand.Read(data[:dataSize/2])
		gas, err := core.IntrinsicGas(data, nil, false, true, true, false)
		if err != nil {
			panic(err)
		}
		to := common.BytesToAddress(data[:common.AddressLength])
		sent = append(sent, types.MustSignNewTx(s.keys[s.sent%senderCount], s.signer, &types.LegacyTx{
			Nonce: uint64(s.sent / senderCount), GasPrice: big.NewInt(gasPrice), Gas: gas, To: &to,
			Value: big.NewInt(1), Data: data}))
		s.sent++
	}
	return sent
}
