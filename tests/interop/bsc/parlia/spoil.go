package main

import (
	"math/big"
	"math/bits"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/consensus/parlia"
)

// spoils are the ways to spoil a good draft; each says whether it could. Some of the results may be
// valid all the same: the engine decides.
var spoils = []struct {
	kind  string
	spoil func(m *maker, d *draft, snap *parlia.Snapshot) bool
}{
	{"stranger", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		made, err := newValidators(1)
		d.sealer = made[0]
		d.header.Coinbase = d.sealer.address
		return err == nil
	}},
	{"of-another-epoch", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		_, out := m.members(snap)
		d.sealer = out[m.dice.Intn(len(out))]
		d.header.Coinbase = d.sealer.address
		return true
	}},
	{"sealed-for-another", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		_, out := m.members(snap)
		d.sealer = out[0]
		return true
	}},
	{"any-member", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		in, _ := m.members(snap)
		d.sealer = in[m.dice.Intn(len(in))]
		setDifficulty(d, snap, in)
		return true
	}},
	{"recent", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		in, _ := m.members(snap)
		for _, each := range in {
			if snap.SignRecently(each.address) {
				d.sealer = each
				setDifficulty(d, snap, in)
				return true
			}
		}
		return false
	}},
	{"difficulty", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		d.header.Difficulty = big.NewInt(3 - d.header.Difficulty.Int64())
		return true
	}},
	{"difficulty-3", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		d.header.Difficulty = big.NewInt(3)
		return true
	}},
	{"no-validators", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		listed := len(d.listed) > 0
		d.listed = nil
		return listed
	}},
	{"validators-between-epochs", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		between := len(d.listed) == 0
		d.listed, d.turnLength = m.pool[:4], 1
		return between
	}},
	{"junk", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		d.attestation, d.raw = nil, []byte{0xc5, 0x01, 0x02}
		return true
	}},
	{"junk-behind", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		d.raw = []byte{0x01}
		return true
	}},
	{"mix-digest", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		d.header.MixDigest = common.BigToHash(big.NewInt(1001))
		return true
	}},
	{"uncles", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		d.header.UncleHash = common.Hash{1}
		return true
	}},
	{"no-quorum", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		return revote(m, d, -1)
	}},
	{"all-votes", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		return revote(m, d, +64)
	}},
	{"vote-of-nobody", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		if d.attestation != nil {
			d.attestation.VoteAddressSet |= 1 << 40
		}
		return d.attestation != nil
	}},
	{"source", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		if d.attestation != nil {
			d.attestation.Data.SourceHash = common.Hash{1}
		}
		return d.attestation != nil && revote(m, d, 0)
	}},
	{"target", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		if d.attestation != nil {
			d.attestation.Data.TargetHash = common.Hash{1}
		}
		return d.attestation != nil && revote(m, d, 0)
	}},
	{"earlier-target", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		if d.attestation == nil || d.attestation.Data.TargetNumber < 2 {
			return false
		}
		earlier := m.chain.headers[d.attestation.Data.TargetNumber-1]
		d.attestation.Data.TargetNumber, d.attestation.Data.TargetHash = earlier.Number.Uint64(), earlier.Hash()
		return revote(m, d, 0)
	}},
	{"long-extra", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		if d.attestation != nil {
			d.attestation.Extra = make([]byte, 257)
		}
		return d.attestation != nil
	}},
	// The only one that ours lets pass: BLS signatures are not checked.
	{"bls", func(m *maker, d *draft, snap *parlia.Snapshot) bool {
		if d.attestation != nil {
			made, err := newValidators(1)
			if err != nil {
				return false
			}
			hash := d.attestation.Data.Hash()
			copy(d.attestation.AggSignature[:], made[0].vote.Sign(hash[:]).Marshal())
		}
		return d.attestation != nil
	}},
}

// revote signs the data as it is now, by as many more or fewer voters; -1 means one below two thirds.
func revote(m *maker, d *draft, more int) bool {
	if d.attestation == nil {
		return false
	}
	count := bits.OnesCount64(uint64(d.attestation.VoteAddressSet))
	target := m.chain.GetHeaderByNumber(d.attestation.Data.TargetNumber)
	before, err := m.api.GetSnapshotAtHash(target.ParentHash)
	if err != nil {
		return false
	}
	in, _ := m.members(before)
	if more < 0 {
		count = (len(in)*2+2)/3 - 1
	}
	if more > 0 || count > len(in) {
		count = len(in)
	}
	attestation, err := vote(d.attestation.Data, in, count)
	if err == nil {
		d.attestation = attestation
	}
	return err == nil
}
