package main

import (
	"errors"
	"math/big"
	"os"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rlp"
)

// heldChain is the headers of a soak's chain as the honest peer has them: the node lets go of peers whose chain stands
// still.
type heldChain struct {
	lock  sync.Mutex
	chain *chain
}

// newHeldChain reads the beginning.
func newHeldChain(blocks string) (*heldChain, error) {
	data, err := os.ReadFile(blocks)
	if err != nil {
		return nil, err
	}
	h := &heldChain{chain: &chain{numbers: map[common.Hash]int{}}}
	h.chain.append(nil, new(big.Int), nil) // nobody requests the genesis block
	for len(data) > 0 {
		whole, _, rest, err := splitWhole(data)
		if err != nil {
			return nil, err
		}
		block := new(types.Block)
		if err := rlp.DecodeBytes(whole, block); err != nil {
			return nil, err
		}
		if err := h.put(block); err != nil {
			return nil, err
		}
		data = rest
	}
	return h, nil
}

// put appends a block, in place of those from its number on.
func (h *heldChain) put(block *types.Block) error {
	h.lock.Lock()
	defer h.lock.Unlock()
	if block.NumberU64() > uint64(len(h.chain.headers)) {
		return errors.New("a block is missing")
	}
	h.chain.truncate(int(block.NumberU64()))
	h.chain.append(encode(block.Header()), block.Difficulty(), nil)
	return nil
}

// handle serves headers to the node; it has announced nothing, so it need not have bodies.
func (h *heldChain) handle(s *session) func(code uint64, data []byte) bool {
	return func(code uint64, data []byte) bool {
		h.lock.Lock()
		defer h.lock.Unlock()
		switch code {
		case msgGetBlockHeaders:
			var query headersQuery
			if decode(data, &query) == nil {
				s.post(msgBlockHeaders, encode([]any{query.ID, h.chain.find(&query, 1024)}))
			}
		case msgGetBlockBodies:
			s.post(msgBlockBodies, encode([]any{requestID(data), []any{}}))
		default:
			return false
		}
		return true
	}
}
