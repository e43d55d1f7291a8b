package main

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"
)

// chain is what the engine reads: the good headers so far.
type chain struct {
	config  *params.ChainConfig
	headers []*types.Header
	byHash  map[common.Hash]*types.Header
}

func (c *chain) add(header *types.Header) {
	c.headers = append(c.headers, header)
	c.byHash[header.Hash()] = header
}

func (c *chain) Config() *params.ChainConfig                        { return c.config }
func (c *chain) CurrentHeader() *types.Header                       { return c.headers[len(c.headers)-1] }
func (c *chain) GenesisHeader() *types.Header                       { return c.headers[0] }
func (c *chain) GetHeaderByHash(hash common.Hash) *types.Header     { return c.byHash[hash] }
func (c *chain) GetTd(common.Hash, uint64) *big.Int                 { return new(big.Int) }
func (c *chain) GetHighestVerifiedHeader() *types.Header            { return c.CurrentHeader() }
func (c *chain) GetVerifiedBlockByHash(h common.Hash) *types.Header { return c.byHash[h] }

func (c *chain) GetHeader(hash common.Hash, number uint64) *types.Header {
	if header := c.byHash[hash]; header != nil && header.Number.Uint64() == number {
		return header
	}
	return nil
}

func (c *chain) GetHeaderByNumber(number uint64) *types.Header {
	if number < uint64(len(c.headers)) {
		return c.headers[number]
	}
	return nil
}

// Every fork in reach of some thousand blocks, by its block, blockSeconds apart: those by time too.
const (
	luban, plato, london           = 400, 650, 700
	cancun, bohr, prague           = 750, 830, 905
	lorentz, maxwell, fermi, total = 1130, 2300, 3350, 4400

	blockSeconds = 40
)

func schedule(genesisTime uint64) *params.ChainConfig {
	at := func(number uint64) *uint64 {
		time := genesisTime + number*blockSeconds
		return &time
	}
	config := *params.ParliaTestChainConfig
	config.LubanBlock = big.NewInt(luban)
	config.PlatoBlock = big.NewInt(plato)
	for _, fork := range []**big.Int{&config.BerlinBlock, &config.LondonBlock, &config.HertzBlock, &config.HertzfixBlock} {
		*fork = big.NewInt(london)
	}
	for _, fork := range []**uint64{&config.ShanghaiTime, &config.KeplerTime, &config.FeynmanTime,
		&config.FeynmanFixTime, &config.CancunTime, &config.HaberTime, &config.HaberFixTime} {
		*fork = at(cancun)
	}
	config.BohrTime = at(bohr)
	config.PascalTime, config.PragueTime = at(prague), at(prague)
	config.LorentzTime, config.MaxwellTime, config.FermiTime = at(lorentz), at(maxwell), at(fermi)
	config.OsakaTime, config.MendelTime, config.PasteurTime = nil, nil, nil
	return &config
}
