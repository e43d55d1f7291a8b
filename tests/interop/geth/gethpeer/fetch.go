package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"plexus/interop/peerkit"
)

// Batch sizes as go-ethereum's downloader asks for them.
const (
	headerBatch  = 192
	bodyBatch    = 128
	receiptBatch = 256
)

// haul is what was downloaded and found right.
type haul struct {
	headers  []*types.Header
	blocks   []*types.Block
	receipts []types.Receipts
}

// fetchOne downloads from the first peer that passes the handshake; it must stay to the end.
func (n *node) fetchOne(life peerkit.Life) error {
	select {
	case s := <-n.fetch:
		return n.fetchFrom(s, life)
	case err := <-n.refused:
		return fmt.Errorf("the handshake failed: %w", err)
	case <-life.Late:
		return errors.New("found no peer in time")
	case <-life.Ended:
		return errors.New("told to stop")
	}
}

func (n *node) fetchFrom(s *session, life peerkit.Life) error {
	result := make(chan error, 1)
	go func() {
		got, err := n.download(s)
		if err == nil {
			err = n.probe(s, got)
		}
		result <- err
	}()
	for {
		select {
		case err := <-result:
			if errors.Is(err, peerkit.ErrLeft) {
				continue // the reason for it is on its way
			}
			return err
		case d := <-n.drops:
			if d.id == s.ID() {
				return fmt.Errorf("the peer was dropped: %s", d.reason)
			}
		case <-life.Late:
			return errors.New("out of time")
		case <-life.Ended:
			return errors.New("told to stop")
		}
	}
}

// download takes the whole chain up to the head of the peer's Status and executes it.
func (n *node) download(s *session) (*haul, error) {
	began := time.Now()
	headers, err := n.takeHeaders(s)
	if err != nil {
		return nil, err
	}
	h := &haul{headers: headers}
	bodies := make(chan error, 1)
	go func() { bodies <- h.takeBodies(s) }() // both at once: two requests in flight
	err = h.takeReceipts(s)
	if other := <-bodies; other != nil {
		return nil, other
	}
	if err != nil {
		return nil, err
	}
	if err := peerkit.Insert(n.chain, h.blocks); err != nil {
		return nil, err
	}
	if err := n.compareHead(s); err != nil {
		return nil, err
	}
	h.report(s, time.Since(began))
	return h, nil
}

// takeHeaders asks for the head by hash and for the rest by number, genesis first.
func (n *node) takeHeaders(s *session) ([]*types.Header, error) {
	hash, _ := s.Head()
	found, err := s.headers(query{hash: &hash, amount: 1})
	if err != nil {
		return nil, err
	}
	if len(found) != 1 || found[0].Hash() != hash {
		return nil, fmt.Errorf("the peer does not give the head %s of its Status", hash)
	}
	head := found[0].Number.Uint64()
	parent := n.chain.Genesis().Header()
	if err := checkFirst(s, parent); err != nil {
		return nil, err
	}
	headers := make([]*types.Header, 0, head)
	for next := uint64(1); next <= head; next = uint64(len(headers)) + 1 {
		amount := headerBatch
		if left := head - next + 1; left < headerBatch {
			amount = int(left)
		}
		batch, err := s.headers(query{number: next, amount: amount})
		if err != nil {
			return nil, err
		}
		if len(batch) == 0 || len(batch) > amount {
			return nil, fmt.Errorf("%d headers from %d, asked for %d", len(batch), next, amount)
		}
		for _, header := range batch {
			if header.ParentHash != parent.Hash() || header.Number.Uint64() != parent.Number.Uint64()+1 {
				return nil, fmt.Errorf("header %s does not follow %s", header.Number, parent.Number)
			}
			headers, parent = append(headers, header), header
		}
	}
	if parent.Hash() != hash {
		return nil, fmt.Errorf("the headers end in %s, not in the head %s", parent.Hash(), hash)
	}
	return headers, nil
}

func checkFirst(s *session, genesis *types.Header) error {
	first, err := s.headers(query{number: 0, amount: 1})
	if err != nil {
		return err
	}
	if len(first) != 1 || first[0].Hash() != genesis.Hash() {
		return fmt.Errorf("block 0 is not the genesis block %s", genesis.Hash())
	}
	return nil
}

func (h *haul) takeBodies(s *session) error {
	for len(h.blocks) < len(h.headers) {
		wanted := h.headers[len(h.blocks):]
		bodies, err := s.bodies(hashesOf(wanted, bodyBatch))
		if err != nil {
			return err
		}
		if len(bodies) == 0 || len(bodies) > bodyBatch || len(bodies) > len(wanted) {
			return fmt.Errorf("%d bodies from block %s on", len(bodies), wanted[0].Number)
		}
		for i, body := range bodies {
			block := types.NewBlockWithHeader(wanted[i]).WithBody(body.Transactions, body.Uncles).
				WithWithdrawals(body.Withdrawals)
			if err := checkBody(block); err != nil {
				return fmt.Errorf("body of block %s: %w", wanted[i].Number, err)
			}
			h.blocks = append(h.blocks, block)
		}
	}
	return nil
}

func (h *haul) takeReceipts(s *session) error {
	for len(h.receipts) < len(h.headers) {
		wanted := h.headers[len(h.receipts):]
		lists, err := s.receipts(hashesOf(wanted, receiptBatch))
		if err != nil {
			return err
		}
		if len(lists) == 0 || len(lists) > receiptBatch || len(lists) > len(wanted) {
			return fmt.Errorf("receipts of %d blocks from %s on", len(lists), wanted[0].Number)
		}
		for i, list := range lists {
			if err := checkReceipts(wanted[i], list); err != nil {
				return fmt.Errorf("receipts of block %s: %w", wanted[i].Number, err)
			}
			h.receipts = append(h.receipts, list)
		}
	}
	return nil
}

func hashesOf(headers []*types.Header, most int) []common.Hash {
	if len(headers) > most {
		headers = headers[:most]
	}
	hashes := make([]common.Hash, len(headers))
	for i, header := range headers {
		hashes[i] = header.Hash()
	}
	return hashes
}

func (n *node) compareHead(s *session) error {
	head, td := n.head()
	theirs, theirTD := s.Head()
	if head.Hash() != theirs {
		return fmt.Errorf("our head became %s, theirs is %s", head.Hash(), theirs)
	}
	if td.Cmp(theirTD) != 0 {
		return fmt.Errorf("the total difficulty is %s, their Status says %s", td, theirTD)
	}
	return nil
}

func (h *haul) report(s *session, took time.Duration) {
	txs, receipts, logs, uncles, withdrawals := 0, 0, 0, 0, 0
	for _, block := range h.blocks {
		txs += len(block.Transactions())
		uncles += len(block.Uncles())
		withdrawals += len(block.Withdrawals())
	}
	for _, list := range h.receipts {
		receipts += len(list)
		for _, receipt := range list {
			logs += len(receipt.Logs)
		}
	}
	hash, td := s.Head()
	peerkit.Emit("fetched", peerkit.Fields{"id": s.ID(), "version": s.Version(), "blocks": len(h.blocks), "txs": txs,
		"receipts": receipts, "logs": logs, "uncles": uncles, "withdrawals": withdrawals,
		"head": hash, "td": td.String(), "milliseconds": took.Milliseconds()})
}
