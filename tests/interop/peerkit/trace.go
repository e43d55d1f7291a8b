package peerkit

import "github.com/ethereum/go-ethereum/p2p"

// Runner is what a protocol does with a peer.
type Runner = func(*p2p.Peer, p2p.MsgReadWriter) error

// tracer prints every message that comes in before the release reads it.
type tracer struct {
	p2p.MsgReadWriter
	peer *p2p.Peer
}

// Traced makes a protocol print what it reads.
func Traced(run Runner) Runner {
	return func(peer *p2p.Peer, rw p2p.MsgReadWriter) error { return run(peer, tracer{rw, peer}) }
}

// ReadMsg implements p2p.MsgReader.
func (t tracer) ReadMsg() (p2p.Msg, error) {
	message, err := t.MsgReadWriter.ReadMsg()
	if err == nil {
		EmitMessage(t.peer, message)
	}
	return message, err
}

// EmitMessage reports an eth message.
func EmitMessage(peer *p2p.Peer, message p2p.Msg) {
	Emit("message", Fields{"id": peer.ID().String(), "code": message.Code,
		"name": names[message.Code], "size": message.Size})
}

// names are those of eth, by code, of all releases: 0x0b is BSC's.
var names = map[uint64]string{
	0x00: "Status",
	0x01: "NewBlockHashes",
	0x02: "Transactions",
	0x03: "GetBlockHeaders",
	0x04: "BlockHeaders",
	0x05: "GetBlockBodies",
	0x06: "BlockBodies",
	0x07: "NewBlock",
	0x08: "NewPooledTransactionHashes",
	0x09: "GetPooledTransactions",
	0x0a: "PooledTransactions",
	0x0b: "UpgradeStatus",
	0x0d: "GetNodeData",
	0x0e: "NodeData",
	0x0f: "GetReceipts",
	0x10: "Receipts",
	0x11: "BlockRangeUpdate",
}
