package main

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"

	"plexus/interop/peerkit"
)

// maxServed is how many headers an answer may have at most, by the specification.
const maxServed = 1024

// probe asks what a downloader seldom asks, and checks that the answers are legal.
func (n *node) probe(s *session, got *haul) error {
	p := &prober{node: n, session: s, chain: append([]*types.Header{n.chain.Genesis().Header()},
		got.headers...), receipts: got.receipts}
	for _, group := range []func() error{p.headerQueries, p.oddHeaderQueries, p.unknownHashes,
		p.pooledTransactions, p.stateNodes} {
		if err := group(); err != nil {
			return err
		}
	}
	peerkit.Emit("probed", peerkit.Fields{"id": s.ID(), "version": s.Version(), "checks": p.checks})
	return nil
}

type prober struct {
	*node
	session  *session
	chain    []*types.Header // as the peer gave it, genesis first
	receipts []types.Receipts
	checks   int
}

// headerQueries go up and down, by number and by hash, with and without gaps.
func (p *prober) headerQueries() error {
	last := uint64(len(p.chain) - 1)
	origins := map[string]uint64{"genesis": 0, "fifth": min(5, last), "middle": last / 2, "head": last}
	for name, origin := range origins {
		for _, skip := range []int{0, 1, 9} {
			for _, reverse := range []bool{false, true} {
				q := query{number: origin, amount: 10, skip: skip, reverse: reverse}
				if err := p.sameHeaders("from "+name, q, p.expect(q)); err != nil {
					return err
				}
				want, hash := p.expect(q), p.chain[origin].Hash()
				q.number, q.hash = 0, &hash
				if err := p.sameHeaders("from "+name+" by hash", q, want); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// expect works out the answer from the chain.
func (p *prober) expect(q query) (hashes []common.Hash) {
	step := int64(q.skip) + 1
	if q.reverse {
		step = -step
	}
	for at := int64(q.number); len(hashes) < q.amount; at += step {
		if at < 0 || at >= int64(len(p.chain)) {
			break
		}
		hashes = append(hashes, p.chain[at].Hash())
	}
	return hashes
}

func (p *prober) sameHeaders(what string, q query, want []common.Hash) error {
	headers, err := p.session.headers(q)
	if err != nil {
		return err
	}
	have := hashesOf(headers, len(headers))
	if len(have) != len(want) || len(want) > 0 && !reflect.DeepEqual(have, want) {
		return fmt.Errorf("headers %s, skip %d, reverse %t: got %d, expected %d (or others)",
			what, q.skip, q.reverse, len(have), len(want))
	}
	p.checks++
	return nil
}

// oddHeaderQueries are at and beyond the limits.
func (p *prober) oddHeaderQueries() error {
	beyond, nowhere := uint64(len(p.chain)), common.HexToHash("0x01")
	first := []common.Hash{p.chain[0].Hash()}
	for _, c := range []struct {
		what string
		q    query
		want []common.Hash
	}{
		{"beyond the head", query{number: beyond, amount: 3}, nil},
		{"far beyond the head", query{number: math.MaxUint64 - 1, amount: 3, skip: 1}, nil},
		{"of an unknown hash", query{hash: &nowhere, amount: 3}, nil},
		{"of an unknown hash, downwards", query{hash: &nowhere, amount: 3, reverse: true}, nil},
		{"with a huge gap", query{number: 0, amount: 3, skip: math.MaxInt64}, first},
		{"with a huge gap, by hash", query{hash: &first[0], amount: 3, skip: math.MaxInt64}, first},
		{"none at all", query{number: 1, amount: 0}, nil},
	} {
		if err := p.sameHeaders(c.what, c.q, c.want); err != nil {
			return err
		}
	}
	return p.tooManyHeaders()
}

// tooManyHeaders may be answered with fewer, but with a piece of the chain and at least one.
func (p *prober) tooManyHeaders() error {
	q := query{number: 0, amount: 3 * maxServed}
	headers, err := p.session.headers(q)
	if err != nil {
		return err
	}
	if len(headers) == 0 || len(headers) > maxServed {
		return fmt.Errorf("asked for %d headers, got %d", q.amount, len(headers))
	}
	for i, header := range headers {
		if header.Hash() != p.chain[i].Hash() {
			return fmt.Errorf("a large answer has the wrong header at %d", i)
		}
	}
	p.checks++
	return nil
}

// unknownHashes are left out of answers; what is known stays, in order.
func (p *prober) unknownHashes() error {
	nowhere := common.HexToHash("0x02")
	head := len(p.chain) - 1
	for _, c := range []struct {
		ask  []common.Hash
		want []*types.Header
	}{
		{[]common.Hash{nowhere}, nil},
		{[]common.Hash{}, nil},
		{[]common.Hash{nowhere, p.chain[head].Hash(), nowhere}, p.chain[head:]},
		{[]common.Hash{p.chain[head].Hash(), p.chain[1].Hash()},
			[]*types.Header{p.chain[head], p.chain[1]}},
	} {
		if err := p.sameBodies(c.ask, c.want); err != nil {
			return err
		}
		if err := p.sameReceipts(c.ask, c.want); err != nil {
			return err
		}
	}
	return nil
}

func (p *prober) sameBodies(hashes []common.Hash, want []*types.Header) error {
	bodies, err := p.session.bodies(hashes)
	if err != nil {
		return err
	}
	if len(bodies) != len(want) {
		return fmt.Errorf("%d bodies of %d hashes, expected %d", len(bodies), len(hashes), len(want))
	}
	for i, body := range bodies {
		block := types.NewBlockWithHeader(want[i]).WithBody(body.Transactions, body.Uncles).
			WithWithdrawals(body.Withdrawals)
		if err := checkBody(block); err != nil {
			return err
		}
	}
	p.checks++
	return nil
}

func (p *prober) sameReceipts(hashes []common.Hash, want []*types.Header) error {
	lists, err := p.session.receipts(hashes)
	if err != nil {
		return err
	}
	if len(lists) != len(want) {
		return fmt.Errorf("receipts of %d of %d hashes, expected %d", len(lists), len(hashes), len(want))
	}
	for i, list := range lists {
		if err := checkReceipts(want[i], list); err != nil {
			return err
		}
	}
	p.checks++
	return nil
}

// pooledTransactions nobody knows: the answer has none of them.
func (p *prober) pooledTransactions() error {
	nowhere := common.HexToHash("0x03")
	if err := p.session.RequestTxs([]common.Hash{nowhere}); err != nil {
		return err
	}
	select {
	case hashes := <-p.pooled:
		if len(hashes) > 0 {
			return fmt.Errorf("%d pooled transactions that were not asked for", len(hashes))
		}
	case <-time.After(peerkit.AnswerTimeout):
		return errors.New("no answer to GetPooledTransactions")
	case <-p.session.context.Done():
		return peerkit.ErrLeft
	}
	p.checks++
	return nil
}

// stateNodes may be withheld, but what comes must be what was asked for. Only eth/66 has them.
func (p *prober) stateNodes() error {
	if p.session.Version() != eth.ETH66 {
		return nil
	}
	wanted := map[common.Hash]bool{p.chain[len(p.chain)-1].Root: true, common.HexToHash("0x04"): true}
	var hashes []common.Hash
	for hash := range wanted {
		hashes = append(hashes, hash)
	}
	nodes, err := p.session.nodeData(hashes)
	if err != nil {
		return err
	}
	for _, node := range nodes {
		if !wanted[crypto.Keccak256Hash(node)] {
			return fmt.Errorf("a state node of %d bytes that was not asked for", len(node))
		}
	}
	p.checks++
	return nil
}

func min(a, b uint64) uint64 {
	if a < b {
		return a
	}
	return b
}
