package main

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"

	"plexus/interop/peerkit"
)

// ask sends one request by go-ethereum's own call and waits for its answer.
func ask[Packet any](s *session, what string,
	send func(chan *eth.Response) (*eth.Request, error)) (answer Packet, err error) {
	response, err := peerkit.Ask(s.context, what, send)
	if err != nil {
		return answer, err
	}
	return *response.Res.(*Packet), nil
}

// query is one GetBlockHeaders; it starts at the hash if there is one.
type query struct {
	hash    *common.Hash
	number  uint64
	amount  int
	skip    int
	reverse bool
}

func (s *session) headers(q query) (eth.BlockHeadersPacket, error) {
	return ask[eth.BlockHeadersPacket](s, "GetBlockHeaders",
		func(sink chan *eth.Response) (*eth.Request, error) {
			if q.hash != nil {
				return s.RequestHeadersByHash(*q.hash, q.amount, q.skip, q.reverse, sink)
			}
			return s.RequestHeadersByNumber(q.number, q.amount, q.skip, q.reverse, sink)
		})
}

func (s *session) bodies(hashes []common.Hash) (eth.BlockBodiesPacket, error) {
	return ask[eth.BlockBodiesPacket](s, "GetBlockBodies",
		func(sink chan *eth.Response) (*eth.Request, error) { return s.RequestBodies(hashes, sink) })
}

func (s *session) receipts(hashes []common.Hash) (eth.ReceiptsPacket, error) {
	return ask[eth.ReceiptsPacket](s, "GetReceipts",
		func(sink chan *eth.Response) (*eth.Request, error) { return s.RequestReceipts(hashes, sink) })
}

func (s *session) nodeData(hashes []common.Hash) (eth.NodeDataPacket, error) {
	return ask[eth.NodeDataPacket](s, "GetNodeData",
		func(sink chan *eth.Response) (*eth.Request, error) { return s.RequestNodeData(hashes, sink) })
}
