package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/forkid"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"github.com/ethereum/go-ethereum/rlp"

	"plexus/interop/peerkit"
)

const (
	connectLimit = 20 * time.Second
	eth69Length  = 18

	// What go-ethereum's downloader asks for at once.
	headersAtOnce  = 192
	bodiesAtOnce   = 128
	receiptsAtOnce = 256
)

// kind is one kind of request, at several places of the chain.
type kind struct {
	name           string
	code, response uint64
	requests       []interface{}
}

// prepare makes requests that cover the chain, so that no response is always the same.
func prepare(path string) ([]*kind, error) {
	blocks, err := peerkit.LoadBlocks(path)
	if err != nil {
		return nil, err
	}
	if len(blocks) < receiptsAtOnce {
		return nil, fmt.Errorf("%s: only %d blocks", path, len(blocks))
	}
	hashes := make([]common.Hash, len(blocks))
	for i, block := range blocks {
		hashes[i] = block.Hash()
	}
	headers := &kind{"headers", eth.GetBlockHeadersMsg, eth.BlockHeadersMsg, nil}
	bodies := &kind{"bodies", eth.GetBlockBodiesMsg, eth.BlockBodiesMsg, nil}
	receipts := &kind{"receipts", eth.GetReceiptsMsg, eth.ReceiptsMsg, nil}
	for at := 0; at+headersAtOnce <= len(hashes); at += headersAtOnce {
		headers.requests = append(headers.requests, &eth.GetBlockHeadersPacket{
			GetBlockHeadersRequest: &eth.GetBlockHeadersRequest{
				Origin: eth.HashOrNumber{Number: uint64(at) + 1}, Amount: headersAtOnce}})
	}
	for at := 0; at+bodiesAtOnce <= len(hashes); at += bodiesAtOnce {
		bodies.requests = append(bodies.requests, &eth.GetBlockBodiesPacket{
			GetBlockBodiesRequest: hashes[at : at+bodiesAtOnce]})
	}
	for at := 0; at+receiptsAtOnce <= len(hashes); at += receiptsAtOnce {
		receipts.requests = append(receipts.requests, &eth.GetReceiptsPacket69{
			GetReceiptsRequest: hashes[at : at+receiptsAtOnce]})
	}
	return []*kind{headers, bodies, receipts}, nil
}

// asker is one connection, held by a p2p server of its own: a node is one peer to another.
type asker struct {
	rw   p2p.MsgReadWriter
	stop chan struct{}
}

// statusOf is the Status of a node that has the genesis block alone.
func statusOf(path string) (*eth.StatusPacket, error) {
	genesis, err := peerkit.LoadGenesis(path)
	if err != nil {
		return nil, err
	}
	first := genesis.ToBlock()
	return &eth.StatusPacket{ProtocolVersion: eth.ETH69, NetworkID: genesis.Config.ChainID.Uint64(),
		Genesis: first.Hash(), ForkID: forkid.NewID(genesis.Config, first, 0, first.Time()),
		LatestBlockHash: first.Hash()}, nil
}

// connect makes all connections, and returns when all of them have shaken hands.
func connect(o *options) ([]*asker, error) {
	status, err := statusOf(o.genesis)
	if err != nil {
		return nil, err
	}
	ready := make(chan *asker)
	for i := 0; i < o.connections; i++ {
		key, err := crypto.GenerateKey()
		if err != nil {
			return nil, err
		}
		run := func(peer *p2p.Peer, rw p2p.MsgReadWriter) error {
			if err := p2p.Send(rw, eth.StatusMsg, status); err != nil {
				return err
			}
			message, err := rw.ReadMsg() // theirs, whatever it says: the requests will tell
			if err != nil {
				return err
			}
			if err := message.Discard(); err != nil {
				return err
			}
			a := &asker{rw, make(chan struct{})}
			ready <- a
			<-a.stop
			return nil
		}
		server := &p2p.Server{Config: p2p.Config{PrivateKey: key, Name: "gethversus", MaxPeers: 2,
			NoDiscovery: true, StaticNodes: []*enode.Node{o.target},
			Protocols: []p2p.Protocol{{Name: eth.ProtocolName, Version: eth.ETH69,
				Length: eth69Length, Run: run}}}}
		if err := server.Start(); err != nil {
			return nil, err
		}
	}
	var askers []*asker
	late := time.After(connectLimit)
	for len(askers) < o.connections {
		select {
		case a := <-ready:
			askers = append(askers, a)
		case <-late:
			return nil, errors.New("the connections did not come about")
		}
	}
	return askers, nil
}

// ask has each connection send one request after the other, for each kind. The lines that it prints
// when a kind begins and ends are where a script reads the CPU time of the node.
func ask(o *options) error {
	if o.target == nil {
		return errors.New("--target is missing")
	}
	kinds, err := prepare(o.chain)
	if err != nil {
		return err
	}
	askers, err := connect(o)
	if err != nil {
		return err
	}
	for _, k := range kinds {
		peerkit.Emit("begun", peerkit.Fields{"what": k.name})
		requests, bytes, err := k.measure(askers, o.duration)
		if err != nil {
			return fmt.Errorf("%s: %w", k.name, err)
		}
		peerkit.Emit("asked", peerkit.Fields{"what": k.name, "requests": requests,
			"mib": float64(bytes) / (1 << 20)})
		time.Sleep(time.Second / 2) // for the script to read
	}
	for _, a := range askers {
		close(a.stop)
	}
	return nil
}

func (k *kind) measure(askers []*asker, duration time.Duration) (requests, bytes uint64, err error) {
	type share struct {
		requests, bytes uint64
		err             error
	}
	shares := make(chan share, len(askers))
	began := time.Now()
	for first, a := range askers {
		go func(a *asker, turn int) {
			var s share
			for time.Since(began) < duration && s.err == nil {
				var size uint64
				size, s.err = k.ask(a.rw, turn)
				turn++
				s.requests++
				s.bytes += size
			}
			shares <- s
		}(a, first)
	}
	for range askers {
		s := <-shares
		requests += s.requests
		bytes += s.bytes
		err = errors.Join(err, s.err)
	}
	return requests, bytes, err
}

// ask sends one request and takes its response. It returns its size.
func (k *kind) ask(rw p2p.MsgReadWriter, turn int) (uint64, error) {
	if err := p2p.Send(rw, k.code, k.requests[turn%len(k.requests)]); err != nil {
		return 0, err
	}
	for {
		message, err := rw.ReadMsg()
		if err != nil {
			return 0, err
		}
		if message.Code != k.response { // gossip
			if err := message.Discard(); err != nil {
				return 0, err
			}
			continue
		}
		size := uint64(message.Size)
		payload := make([]byte, size)
		if err := readAll(message, payload); err != nil {
			return 0, err
		}
		return size, whole(payload)
	}
}

func readAll(message p2p.Msg, payload []byte) error {
	for read := 0; read < len(payload); {
		n, err := message.Payload.Read(payload[read:])
		read += n
		if err != nil && read < len(payload) {
			return err
		}
	}
	return nil
}

// whole says whether a response `[id, [thing, ...]]` holds anything.
func whole(payload []byte) error {
	content, _, err := rlp.SplitList(payload)
	if err != nil {
		return err
	}
	_, _, things, err := rlp.Split(content)
	if err != nil {
		return err
	}
	list, _, err := rlp.SplitList(things)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return errors.New("the response holds nothing")
	}
	return nil
}
