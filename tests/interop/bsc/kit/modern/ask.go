package modern

import (
	"context"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"

	"plexus/interop/peerkit"
)

// rangeTries bounds how often a range is asked for on a loaded machine.
const rangeTries = 5

// ask has the first peer give the first blocks that this chain holds, too: headers, bodies and
// receipts, which must be those of here.
func (n *node) ask(count int) error {
	peers := n.peers()
	if len(peers) == 0 {
		return errors.New("nobody to ask")
	}
	peer := peers[0]
	var ours []*types.Header
	var hashes []common.Hash
	gas, times := make([]uint64, count), make([]uint64, count)
	for i := range gas {
		header := n.chain.GetHeaderByNumber(uint64(i) + 1)
		if header == nil {
			return fmt.Errorf("this chain ends before block %d", i+1)
		}
		ours, hashes = append(ours, header), append(hashes, header.Hash())
		gas[i], times[i] = header.GasUsed, header.Time
	}
	life := context.Background() // each request has a limit of its own

	answer, err := peerkit.Ask(life, "GetBlockHeaders", func(sink chan *eth.Response) (*eth.Request, error) {
		return peer.RequestHeadersByNumber(1, count, 0, false, sink)
	})
	if err == nil {
		err = same("headers", answer.Meta.([]common.Hash), hashes)
	}
	if err != nil {
		return err
	}
	answer, err = peerkit.Ask(life, "GetBlockBodies", func(sink chan *eth.Response) (*eth.Request, error) {
		return peer.RequestBodies(hashes, sink)
	})
	if err == nil {
		err = same("bodies", answer.Meta.(eth.BlockBodyHashes).TransactionRoots,
			roots(ours, func(header *types.Header) common.Hash { return header.TxHash }))
	}
	if err != nil {
		return err
	}
	answer, err = peerkit.Ask(life, "GetReceipts", func(sink chan *eth.Response) (*eth.Request, error) {
		return n.release.AskReceipts(peer, hashes, gas, times, sink)
	})
	if err == nil {
		err = same("receipts", answer.Meta.([]common.Hash),
			roots(ours, func(header *types.Header) common.Hash { return header.ReceiptHash }))
	}
	if err == nil {
		peerkit.Emit("answered", peerkit.Fields{"id": peer.ID(), "version": peer.Version(),
			"headers": count, "bodies": count, "receipts": count})
	}
	return err
}

// askRange has the first peer give the head of this chain and its ancestors.
func (n *node) askRange(count int) error {
	peers := n.companions()
	if len(peers) == 0 {
		return errors.New("nobody to ask")
	}
	head := n.chain.CurrentBlock()
	blocks, err := peers[0].RequestBlocksByRange(head.Number.Uint64(), head.Hash(), uint64(count))
	for tries := 1; err != nil && tries < rangeTries; tries++ { // BSC waits 400 ms only
		blocks, err = peers[0].RequestBlocksByRange(head.Number.Uint64(), head.Hash(), uint64(count))
	}
	if err != nil {
		return err
	}
	if len(blocks) != count {
		return fmt.Errorf("%d blocks of %d", len(blocks), count)
	}
	for i, block := range blocks {
		want := n.chain.GetBlockByNumber(head.Number.Uint64() - uint64(i))
		if block.Header.Hash() != want.Hash() || len(block.Txs) != len(want.Transactions()) {
			return fmt.Errorf("block %d of the range is not ours", i)
		}
	}
	peerkit.Emit("range", peerkit.Fields{"id": peers[0].ID(), "version": peers[0].Version(),
		"blocks": count, "first": blocks[0].Header.Hash()})
	return nil
}

func roots(headers []*types.Header, root func(*types.Header) common.Hash) (all []common.Hash) {
	for _, header := range headers {
		all = append(all, root(header))
	}
	return all
}

func same(what string, theirs, ours []common.Hash) error {
	if len(theirs) != len(ours) {
		return fmt.Errorf("%d %s, expected %d", len(theirs), what, len(ours))
	}
	for i := range ours {
		if theirs[i] != ours[i] {
			return fmt.Errorf("%s: the one of block %d is another", what, i+1)
		}
	}
	return nil
}
