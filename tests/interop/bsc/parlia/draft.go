package main

import (
	"bytes"
	"crypto/ecdsa"
	"fmt"
	"math/big"
	"math/rand"
	"sort"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/consensus/misc/eip1559"
	"github.com/ethereum/go-ethereum/consensus/parlia"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rlp"
	"github.com/prysmaticlabs/prysm/v5/crypto/bls"
)

type validator struct {
	key     *ecdsa.PrivateKey
	vote    bls.SecretKey
	address common.Address
}

func newValidators(count int) ([]*validator, error) {
	var made []*validator
	for len(made) < count {
		key, err := crypto.GenerateKey()
		if err != nil {
			return nil, err
		}
		vote, err := bls.RandKey()
		if err != nil {
			return nil, err
		}
		made = append(made, &validator{key, vote, crypto.PubkeyToAddress(key.PublicKey)})
	}
	sort.Slice(made, func(i, j int) bool { return bytes.Compare(made[i].address[:], made[j].address[:]) < 0 })
	return made, nil
}

// draft is a header in parts, so that each can be spoiled before it is sealed.
type draft struct {
	header      *types.Header
	listed      []*validator // in an epoch header
	turnLength  byte
	attestation *types.VoteAttestation
	raw         []byte // in place of, or behind, the attestation
	sealer      *validator
}

func (d *draft) copy() *draft {
	other := *d
	other.header = types.CopyHeader(d.header)
	if d.attestation != nil {
		attestation, data := *d.attestation, *d.attestation.Data
		attestation.Data = &data
		other.attestation = &attestation
	}
	return &other
}

// finish writes the extra data and seals; BSC's own code makes the hash that is signed.
func (d *draft) finish(c *chain) (*types.Header, error) {
	extra := make([]byte, 32)
	isLuban := c.config.IsLuban(d.header.Number)
	if len(d.listed) > 0 && isLuban {
		extra = append(extra, byte(len(d.listed)))
	}
	for _, each := range d.listed {
		extra = append(extra, each.address[:]...)
		if isLuban {
			extra = append(extra, each.vote.PublicKey().Marshal()...)
		}
	}
	if len(d.listed) > 0 && c.config.IsBohr(d.header.Number, d.header.Time) {
		extra = append(extra, d.turnLength)
	}
	if d.attestation != nil {
		encoded, err := rlp.EncodeToBytes(d.attestation)
		if err != nil {
			return nil, err
		}
		extra = append(extra, encoded...)
	}
	extra = append(extra, d.raw...)
	d.header.Extra = append(extra, make([]byte, 65)...)
	seal, err := crypto.Sign(types.SealHash(d.header, c.config.ChainID).Bytes(), d.sealer.key)
	if err != nil {
		return nil, err
	}
	copy(d.header.Extra[len(d.header.Extra)-65:], seal)
	return d.header, nil
}

// maker makes headers that BSC accepts.
type maker struct {
	chain *chain
	api   *parlia.API
	pool  []*validator
	dice  *rand.Rand
}

func (m *maker) members(snap *parlia.Snapshot) (in, out []*validator) {
	for _, each := range m.pool {
		if _, ok := snap.Validators[each.address]; ok {
			in = append(in, each)
		} else {
			out = append(out, each)
		}
	}
	return in, out
}

func inTurn(snap *parlia.Snapshot, in []*validator) *validator {
	return in[(snap.Number+1)/uint64(snap.TurnLength)%uint64(len(in))]
}

// sealer is mostly the validator in turn; sometimes, or if that one sealed recently, another one.
func (m *maker) sealer(snap *parlia.Snapshot, in []*validator) *validator {
	if first := inTurn(snap, in); !snap.SignRecently(first.address) && m.dice.Intn(5) > 0 {
		return first
	}
	for _, i := range m.dice.Perm(len(in)) {
		if !snap.SignRecently(in[i].address) {
			return in[i]
		}
	}
	return inTurn(snap, in)
}

func setDifficulty(d *draft, snap *parlia.Snapshot, in []*validator) {
	d.header.Coinbase = d.sealer.address
	d.header.Difficulty = big.NewInt(1)
	if inTurn(snap, in) == d.sealer {
		d.header.Difficulty = big.NewInt(2)
	}
}

func (m *maker) next(snap *parlia.Snapshot) (*draft, error) {
	parent, config := m.chain.CurrentHeader(), m.chain.config
	number := new(big.Int).Add(parent.Number, common.Big1)
	header := &types.Header{ParentHash: parent.Hash(), UncleHash: types.EmptyUncleHash, Number: number,
		TxHash: types.EmptyTxsHash, ReceiptHash: types.EmptyReceiptsHash, GasLimit: parent.GasLimit,
		Time: parent.Time + blockSeconds}
	if config.IsLondon(number) {
		header.BaseFee = eip1559.CalcBaseFee(config, parent)
	}
	if config.IsCancun(number, header.Time) {
		header.WithdrawalsHash = &types.EmptyWithdrawalsHash
		header.BlobGasUsed, header.ExcessBlobGas = new(uint64), new(uint64)
	}
	if config.IsBohr(number, header.Time) {
		header.ParentBeaconRoot = new(common.Hash)
	}
	if config.IsPrague(number, header.Time) {
		header.RequestsHash = &types.EmptyRequestsHash
	}
	if config.IsLorentz(number, header.Time) {
		header.MixDigest = common.BigToHash(big.NewInt(int64(m.dice.Intn(1000))))
	}
	in, _ := m.members(snap)
	d := &draft{header: header, sealer: m.sealer(snap, in)}
	setDifficulty(d, snap, in)
	if number.Uint64()%snap.EpochLength == 0 {
		for _, i := range m.dice.Perm(len(m.pool))[:4+m.dice.Intn(4)] {
			d.listed = append(d.listed, m.pool[i])
		}
		d.turnLength = []byte{1, 3, 4, 8}[m.dice.Intn(4)]
	}
	var err error
	if config.IsLuban(number) && m.dice.Intn(4) > 0 {
		d.attestation, err = m.attest(snap, header)
	}
	return d, err
}

// attest votes for the parent, or since Fermi for one before it, with two thirds of its validators.
func (m *maker) attest(snap *parlia.Snapshot, header *types.Header) (*types.VoteAttestation, error) {
	depth := 1
	if m.chain.config.IsFermi(header.Number, header.Time) {
		depth = 1 + m.dice.Intn(3)
	}
	target := m.chain.headers[header.Number.Uint64()-uint64(depth)]
	source := m.chain.GenesisHeader()
	if snap.Attestation != nil {
		source = m.chain.GetHeaderByHash(snap.Attestation.TargetHash)
	}
	if source.Number.Cmp(target.Number) >= 0 {
		return nil, nil
	}
	data := &types.VoteData{SourceNumber: source.Number.Uint64(), SourceHash: source.Hash(),
		TargetNumber: target.Number.Uint64(), TargetHash: target.Hash()}
	before, err := m.api.GetSnapshotAtHash(target.ParentHash)
	if err != nil {
		return nil, err
	}
	in, _ := m.members(before)
	return vote(data, in, (len(in)*2+2)/3+m.dice.Intn(len(in)/3+1))
}

// vote lets the first `count` validators vote.
func vote(data *types.VoteData, in []*validator, count int) (*types.VoteAttestation, error) {
	attestation := &types.VoteAttestation{Data: data}
	var signatures []bls.Signature
	for i := 0; i < count; i++ {
		attestation.VoteAddressSet |= 1 << i
		hash := data.Hash()
		signatures = append(signatures, in[i].vote.Sign(hash[:]))
	}
	if len(signatures) == 0 {
		return nil, fmt.Errorf("nobody votes")
	}
	copy(attestation.AggSignature[:], bls.AggregateSignatures(signatures).Marshal())
	return attestation, nil
}
