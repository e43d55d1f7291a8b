package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"math/big"
	"math/rand"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/consensus/parlia"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rlp"
)

func genesis(listed []*validator, seconds uint64) *types.Header {
	extra := make([]byte, 32)
	for _, each := range listed {
		extra = append(extra, each.address[:]...)
	}
	return &types.Header{UncleHash: types.EmptyUncleHash, TxHash: types.EmptyTxsHash,
		ReceiptHash: types.EmptyReceiptsHash, Difficulty: big.NewInt(1), Number: new(big.Int),
		GasLimit: 40_000_000, Time: seconds, Extra: append(extra, make([]byte, 65)...)}
}

func run(to io.Writer) error {
	out := bufio.NewWriter(to)
	defer out.Flush()
	pool, err := newValidators(9)
	if err != nil {
		return err
	}
	began := uint64(time.Now().Unix()) - (total+10)*blockSeconds
	c := &chain{config: schedule(began), byHash: map[common.Hash]*types.Header{}}
	c.add(genesis(pool[:5], began))
	engine := parlia.New(c.config, rawdb.NewMemoryDatabase(), nil, c.GenesisHeader().Hash())
	m := &maker{c, engine.APIs(c)[0].Service.(*parlia.API), pool, rand.New(rand.NewSource(1))}

	at := func(number uint64) uint64 { return began + number*blockSeconds }
	fmt.Fprintln(out, "schedule", c.config.ChainID, luban, plato, london, at(cancun), at(bohr), at(prague),
		at(lorentz), at(maxwell), at(fermi))
	if err := print(out, "genesis", true, c.GenesisHeader()); err != nil {
		return err
	}
	for c.CurrentHeader().Number.Uint64() < total {
		snap, err := m.api.GetSnapshotAtHash(c.CurrentHeader().Hash())
		if err != nil {
			return err
		}
		good, err := m.next(snap)
		if err != nil {
			return err
		}
		for i, each := range spoils {
			bad := good.copy()
			number := bad.header.Number.Uint64()
			// Every way at each block of an epoch's first ones; otherwise one after the other.
			if number%snap.EpochLength > 2 && number%uint64(len(spoils)) != uint64(i) || !each.spoil(m, bad, snap) {
				continue
			}
			header, err := bad.finish(c)
			if err != nil {
				return err
			}
			if err := print(out, each.kind, engine.VerifyHeader(c, header) == nil, header); err != nil {
				return err
			}
		}
		header, err := good.finish(c)
		if err != nil {
			return err
		}
		if err := engine.VerifyHeader(c, header); err != nil {
			return fmt.Errorf("block %d, meant to be good: %w", header.Number, err)
		}
		if err := print(out, "good", true, header); err != nil {
			return err
		}
		c.add(header)
	}
	return nil
}

func print(out io.Writer, kind string, accepted bool, header *types.Header) error {
	encoded, err := rlp.EncodeToBytes(header)
	if err != nil {
		return err
	}
	result := "refused"
	if accepted {
		result = "accepted"
	}
	_, err = fmt.Fprintln(out, kind, result, hex.EncodeToString(encoded))
	return err
}
