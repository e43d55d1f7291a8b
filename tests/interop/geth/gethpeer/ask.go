package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
)

// answerTimeout is generous: a loaded machine is no reason to fail.
const answerTimeout = 15 * time.Second

var errLeft = errors.New("the peer left")

// ask sends one request by go-ethereum's own call and waits for its answer.
func ask[Packet any](s *session, what string,
	send func(chan *eth.Response) (*eth.Request, error)) (answer Packet, err error) {
	sink := make(chan *eth.Response)
	request, err := send(sink)
	if err != nil {
		return answer, fmt.Errorf("%s: %w", what, err)
	}
	defer request.Close()

	timer := time.NewTimer(answerTimeout)
	defer timer.Stop()
	select {
	case response := <-sink:
		response.Done <- nil
		return *response.Res.(*Packet), nil
	case <-timer.C:
		return answer, fmt.Errorf("%s: no answer in %s", what, answerTimeout)
	case <-s.context.Done():
		return answer, errLeft
	}
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
