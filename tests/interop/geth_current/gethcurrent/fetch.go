package main

import (
	"errors"
	"fmt"
	"syscall"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"

	"plexus/interop/peerkit"
)

// Batch sizes as go-ethereum's downloader asks for them.
const (
	headerBatch  = 192
	bodyBatch    = 128
	receiptBatch = 256
)

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
	go func() { result <- n.download(s) }()
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

// download takes the whole chain up to the latest block of the peer's Status and executes it.
func (n *node) download(s *session) error {
	began, used := time.Now(), cpuTime()
	told := s.BlockRange()
	var headers []*types.Header
	for uint64(len(headers)) < told.LatestBlock {
		batch, err := s.headers(uint64(len(headers))+1, headerBatch)
		if err != nil {
			return err
		}
		if len(batch) == 0 {
			return fmt.Errorf("no headers from %d, but the range ends at %d", len(headers)+1,
				told.LatestBlock)
		}
		headers = append(headers, batch...)
	}
	blocks, err := s.takeBodies(headers)
	if err != nil {
		return err
	}
	receipts, err := s.takeReceipts(headers)
	if err != nil {
		return err
	}
	used = cpuTime() - used
	if n.checks {
		peerkit.Emit("checked", peerkit.Fields{"blocks": len(blocks), "receipts": receipts.blocks,
			"microseconds": float64(used.Microseconds()) / float64(len(blocks))})
		return nil
	}
	if err := peerkit.Insert(n.chain, blocks); err != nil {
		return err
	}
	if head := n.chain.CurrentBlock().Hash(); head != told.LatestBlockHash {
		return fmt.Errorf("our head became %s, their Status says %s", head, told.LatestBlockHash)
	}
	peerkit.Emit("fetched", peerkit.Fields{"id": s.ID(), "version": s.Version(),
		"blocks": len(blocks), "receipts": receipts.blocks, "receiptRoundtrips": receipts.roundtrips,
		"receiptRequests": receipts.requests, "head": told.LatestBlockHash,
		"milliseconds": time.Since(began).Milliseconds()})
	return nil
}

// cpuTime is what this process has used, in its own code and in the kernel.
func cpuTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func (s *session) headers(from uint64, amount int) ([]*types.Header, error) {
	response, err := peerkit.Ask(s.context, "GetBlockHeaders",
		func(sink chan *eth.Response) (*eth.Request, error) {
			return s.RequestHeadersByNumber(from, amount, 0, false, sink)
		})
	if err != nil {
		return nil, err
	}
	headers := *response.Res.(*eth.BlockHeadersRequest)
	for i, header := range headers {
		if header.Number.Uint64() != from+uint64(i) {
			return nil, fmt.Errorf("header %d where %d belongs", header.Number, from+uint64(i))
		}
	}
	return headers, nil
}

func (s *session) takeBodies(headers []*types.Header) (blocks []*types.Block, err error) {
	for len(blocks) < len(headers) {
		wanted := first(headers[len(blocks):], bodyBatch)
		response, err := peerkit.Ask(s.context, "GetBlockBodies",
			func(sink chan *eth.Response) (*eth.Request, error) {
				return s.RequestBodies(hashesOf(wanted), sink)
			})
		if err != nil {
			return nil, err
		}
		bodies := *response.Res.(*eth.BlockBodiesResponse)
		if len(bodies) == 0 {
			return nil, fmt.Errorf("no bodies from block %s on", wanted[0].Number)
		}
		roots := response.Meta.(eth.BlockBodyHashes)
		for i := range bodies {
			if roots.TransactionRoots[i] != wanted[i].TxHash || roots.UncleHashes[i] != wanted[i].UncleHash {
				return nil, fmt.Errorf("the body of block %s does not match", wanted[i].Number)
			}
			block, err := assemble(wanted[i], &bodies[i])
			if err != nil {
				return nil, err
			}
			blocks = append(blocks, block)
		}
	}
	return blocks, nil
}

func assemble(header *types.Header, body *eth.BlockBody) (*types.Block, error) {
	txs, err := body.Transactions.Items()
	if err != nil {
		return nil, err
	}
	uncles, err := body.Uncles.Items()
	if err != nil {
		return nil, err
	}
	whole := types.Body{Transactions: txs, Uncles: uncles}
	if body.Withdrawals != nil {
		if whole.Withdrawals, err = body.Withdrawals.Items(); err != nil {
			return nil, err
		}
		if whole.Withdrawals == nil {
			whole.Withdrawals = []*types.Withdrawal{} // there, but empty
		}
	}
	return types.NewBlockWithHeader(header).WithBody(whole), nil
}

// receiptHaul counts what came; an answer of eth/70 may take several round trips.
type receiptHaul struct{ blocks, requests, roundtrips int }

// takeReceipts compares the root that go-ethereum derives from each answer with the header.
func (s *session) takeReceipts(headers []*types.Header) (haul receiptHaul, err error) {
	for haul.blocks < len(headers) {
		wanted := first(headers[haul.blocks:], receiptBatch)
		gas, times := make([]uint64, len(wanted)), make([]uint64, len(wanted))
		for i, header := range wanted {
			gas[i], times[i] = header.GasUsed, header.Time
		}
		response, err := peerkit.Ask(s.context, "GetReceipts",
			func(sink chan *eth.Response) (*eth.Request, error) {
				return s.RequestReceipts(hashesOf(wanted), gas, times, sink)
			})
		if err != nil {
			return haul, err
		}
		roots := response.Meta.([]common.Hash)
		if len(roots) == 0 {
			return haul, fmt.Errorf("no receipts from block %s on", wanted[0].Number)
		}
		for i, root := range roots {
			if root != wanted[i].ReceiptHash {
				return haul, fmt.Errorf("the receipts of block %s do not match", wanted[i].Number)
			}
		}
		haul.blocks += len(roots)
		haul.requests++
		haul.roundtrips += response.Roundtrips
	}
	return haul, nil
}

func first(headers []*types.Header, most int) []*types.Header {
	if len(headers) > most {
		return headers[:most]
	}
	return headers
}

func hashesOf(headers []*types.Header) []common.Hash {
	hashes := make([]common.Hash, len(headers))
	for i, header := range headers {
		hashes[i] = header.Hash()
	}
	return hashes
}
