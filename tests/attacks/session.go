package main

import (
	"bytes"
	"crypto/ecdsa"
	"io"
	"math/big"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rlp"
)

// Codes of the eth protocol. @spec ethereum/devp2p, caps/eth.md
const (
	msgStatus          = 0x00
	msgNewBlockHashes  = 0x01
	msgTransactions    = 0x02
	msgGetBlockHeaders = 0x03
	msgBlockHeaders    = 0x04
	msgGetBlockBodies  = 0x05
	msgBlockBodies     = 0x06
	msgNewBlock        = 0x07
	msgAnnouncement    = 0x08
	msgGetPooled       = 0x09
	msgPooled          = 0x0a
	msgGetNodeData     = 0x0d
	msgGetReceipts     = 0x0f
	msgReceipts        = 0x10
	msgBlockRange      = 0x11
)

const baseCodes = 16 // of the base protocol; capabilities follow

func decode(data []byte, value any) error { return rlp.DecodeBytes(data, value) }

func newReader(data []byte) io.Reader { return bytes.NewReader(data) }

// session is one eth peer.
type session struct {
	*wire
	key     *ecdsa.PrivateKey
	version uint64
	offset  uint64
	chain   *chain
	theirs  *hello

	writing   sync.Mutex
	waiting   sync.Map // request id to chan []byte
	ids       atomic.Uint64
	requested sync.Map // code to *atomic.Int64
	over      atomic.Pointer[ended]
	done      chan struct{}

	// bsc takes messages of the bsc capability, which comes before eth.
	bsc func(code uint64, data []byte)

	// handle may respond to a message itself; what it leaves gets its response from the chain.
	handle func(code uint64, data []byte) bool
}

func (s *session) id() []byte { return public(s.key) }

// status is what a correct peer tells of its chain.
func (c *chain) status(version uint64) []any {
	fork := []any{c.forkID, uint64(0)}
	if version >= 69 {
		return []any{version, c.network, c.genesis, fork, uint64(0), c.number, c.head}
	}
	return []any{version, c.network, c.weight, c.head, c.genesis, fork}
}

// post sends an eth message.
func (s *session) post(code uint64, data []byte) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.send(s.offset+code, data)
}

// begin reads and responds in the background until the connection ends.
func (s *session) begin() {
	s.done = make(chan struct{})
	s.SetReadDeadline(time.Time{})
	go func() {
		defer close(s.done)
		for {
			code, data, err := s.next()
			if over, is := err.(*ended); is {
				s.over.Store(over)
				return
			} else if err != nil {
				s.over.Store(&ended{-1, err})
				return
			}
			if code == 2 {
				s.writing.Lock()
				s.send(3, []byte{0xc0})
				s.writing.Unlock()
			} else if code >= s.offset {
				s.take(code-s.offset, data)
			} else if code >= baseCodes && s.bsc != nil {
				s.bsc(code-baseCodes, data)
			}
		}
	}()
}

func (s *session) take(code uint64, data []byte) {
	count, _ := s.requested.LoadOrStore(code, new(atomic.Int64))
	count.(*atomic.Int64).Add(1)
	if s.handle != nil && s.handle(code, data) {
		return
	}
	switch code {
	case msgBlockHeaders, msgBlockBodies, msgReceipts, msgPooled:
		if content, _, err := rlp.SplitList(data); err == nil {
			id, _, _ := rlp.SplitUint64(content)
			if sink, found := s.waiting.LoadAndDelete(id); found {
				sink.(chan []byte) <- data
			}
		}
	case msgGetBlockHeaders:
		s.serveHeaders(data, 1024)
	case msgGetBlockBodies:
		s.serveBodies(data)
	case msgGetPooled:
		s.post(msgPooled, encode([]any{requestID(data), []any{}}))
	}
}

// times says how often a message has come.
func (s *session) times(code uint64) int64 {
	if count, found := s.requested.Load(code); found {
		return count.(*atomic.Int64).Load()
	}
	return 0
}

func requestID(data []byte) uint64 {
	content, _, _ := rlp.SplitList(data)
	id, _, _ := rlp.SplitUint64(content)
	return id
}

// headersQuery is the content of GetBlockHeaders.
type headersQuery struct {
	ID    uint64
	Query struct {
		Origin       rlp.RawValue
		Amount, Skip uint64
		Reverse      bool
	}
}

func (s *session) serveHeaders(data []byte, most uint64) {
	var query headersQuery
	if rlp.DecodeBytes(data, &query) != nil {
		return
	}
	s.post(msgBlockHeaders, encode([]any{query.ID, s.chain.find(&query, most)}))
}

// find returns the requested headers.
func (c *chain) find(query *headersQuery, most uint64) []rlp.RawValue {
	at := -1
	if _, content, _, err := rlp.Split(query.Query.Origin); err == nil && len(content) == 32 {
		if number, found := c.numbers[common.BytesToHash(content)]; found {
			at = number
		}
	} else if err == nil {
		at = int(new(big.Int).SetBytes(content).Int64())
	}
	step := int(query.Query.Skip) + 1
	if query.Query.Reverse {
		step = -step
	}
	headers := []rlp.RawValue{}
	for ; at >= 0 && at < len(c.headers) && uint64(len(headers)) < min(query.Query.Amount, most); at += step {
		headers = append(headers, c.headers[at])
	}
	return headers
}

func (s *session) serveBodies(data []byte) {
	var query struct {
		ID     uint64
		Hashes []common.Hash
	}
	if rlp.DecodeBytes(data, &query) != nil {
		return
	}
	bodies := []rlp.RawValue{}
	for _, hash := range query.Hashes {
		if number, found := s.chain.numbers[hash]; found {
			bodies = append(bodies, s.chain.bodies[number])
		}
	}
	s.post(msgBlockBodies, encode([]any{query.ID, bodies}))
}

// request sends a request and waits for its response.
func (s *session) request(code uint64, content any, limit time.Duration) []byte {
	id := s.ids.Add(1)
	sink := make(chan []byte, 1)
	s.waiting.Store(id, sink)
	defer s.waiting.Delete(id)
	if s.post(code, encode([]any{id, content})) != nil {
		return nil
	}
	select {
	case data := <-sink:
		return data
	case <-s.done:
		return nil
	case <-time.After(limit):
		return nil
	}
}

// items counts what a response holds.
func items(response []byte) int {
	content, _, err := rlp.SplitList(response)
	if err != nil {
		return -1
	}
	_, rest, err := rlp.SplitUint64(content)
	if err != nil {
		return -1
	}
	list, _, err := rlp.SplitList(rest)
	if err != nil {
		return -1
	}
	count, _ := rlp.CountValues(list)
	return count
}

// headersFrom is a GetBlockHeaders by number.
func headersFrom(number, amount, skip uint64, reverse bool) []any {
	return []any{number, amount, skip, reverse}
}

// await waits for the end of a session that reads in the background.
func (s *session) await(limit time.Duration) *ended {
	select {
	case <-s.done:
		return s.over.Load()
	case <-time.After(limit):
		return nil
	}
}
