package main

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/rlp"

	"plexus/interop/peerkit"
)

// What go-ethereum's downloader asks for at once.
const (
	headersAtOnce  = 192
	bodiesAtOnce   = 128
	receiptsAtOnce = 256
)

// kind is one kind of request, at several places of the chain.
type kind struct {
	name     string
	code     uint64
	answer   uint64
	items    int
	requests []interface{}
}

// prepare makes requests that cover the chain, so that no response is always the same.
func prepare(o *options) ([]*kind, error) {
	blocks, err := peerkit.LoadBlocks(o.chain)
	if err != nil {
		return nil, err
	}
	if len(blocks) < 2*receiptsAtOnce {
		return nil, fmt.Errorf("%s: only %d blocks", o.chain, len(blocks))
	}
	hashes := make([]common.Hash, len(blocks))
	for i, block := range blocks {
		hashes[i] = block.Hash()
	}
	headers := &kind{"headers", eth.GetBlockHeadersMsg, eth.BlockHeadersMsg, headersAtOnce, nil}
	bodies := &kind{"bodies", eth.GetBlockBodiesMsg, eth.BlockBodiesMsg, bodiesAtOnce, nil}
	receipts := &kind{"receipts", eth.GetReceiptsMsg, eth.ReceiptsMsg, receiptsAtOnce, nil}
	for at := 0; at+headersAtOnce <= len(hashes); at += headersAtOnce {
		headers.requests = append(headers.requests, &eth.GetBlockHeadersPacket66{
			GetBlockHeadersPacket: &eth.GetBlockHeadersPacket{
				Origin: eth.HashOrNumber{Number: uint64(at) + 1}, Amount: headersAtOnce}})
	}
	for at := 0; at+bodiesAtOnce <= len(hashes); at += bodiesAtOnce {
		bodies.requests = append(bodies.requests, &eth.GetBlockBodiesPacket66{
			GetBlockBodiesPacket: hashes[at : at+bodiesAtOnce]})
	}
	for at := 0; at+receiptsAtOnce <= len(hashes); at += receiptsAtOnce {
		receipts.requests = append(receipts.requests, &eth.GetReceiptsPacket66{
			GetReceiptsPacket: hashes[at : at+receiptsAtOnce]})
	}
	return []*kind{headers, bodies, receipts}, nil
}

// ask sends one request and takes its response, which must be whole. It returns its size.
func (k *kind) ask(rw p2p.MsgReadWriter, turn int) (uint64, error) {
	if err := p2p.Send(rw, k.code, k.requests[turn%len(k.requests)]); err != nil {
		return 0, err
	}
	for {
		message, err := rw.ReadMsg()
		if err != nil {
			return 0, err
		}
		if message.Code != k.answer {
			if err := message.Discard(); err != nil { // gossip
				return 0, err
			}
			continue
		}
		size := uint64(message.Size)
		items, err := count(message)
		if err == nil && items != k.items {
			err = fmt.Errorf("%d of %d", items, k.items)
		}
		return size, err
	}
}

// count is how many things an answer `[id, [thing, ...]]` holds.
func count(message p2p.Msg) (int, error) {
	payload := make([]byte, message.Size)
	for read := 0; read < len(payload); {
		n, err := message.Payload.Read(payload[read:])
		read += n
		if err != nil && read < len(payload) {
			return 0, err
		}
	}
	content, _, err := rlp.SplitList(payload)
	if err != nil {
		return 0, err
	}
	_, _, things, err := rlp.Split(content)
	if err != nil {
		return 0, err
	}
	list, _, err := rlp.SplitList(things)
	if err != nil {
		return 0, err
	}
	return rlp.CountValues(list)
}
