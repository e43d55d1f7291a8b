package modern

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/forkid"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth/protocols/bsc"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"github.com/ethereum/go-ethereum/p2p/enr"
	"github.com/ethereum/go-ethereum/rlp"

	"plexus/interop/bsckit"
	"plexus/interop/peerkit"
)

// record is the `eth` entry of a node record; BSC's own would name the head of the chain it holds.
type record struct {
	ForkID forkid.ID
	Rest   []rlp.RawValue `rlp:"tail"`
}

// ENRKey implements enr.Entry.
func (record) ENRKey() string { return eth.ProtocolName }

func (n *node) protocols(o *bsckit.Options) (chosen []p2p.Protocol) {
	for _, protocol := range eth.MakeProtocols(n, n.network, nil) {
		if !o.Versions[protocol.Version] {
			continue
		}
		protocol.Attributes = []enr.Entry{record{ForkID: forkid.NewIDWithChain(n.forks)}}
		protocol.Run = o.Tapped(protocol.Run, protocol.Version)
		chosen = append(chosen, protocol)
	}
	for _, protocol := range bsc.MakeProtocols(dependent{n}) {
		if o.Dependents[protocol.Version] {
			chosen = append(chosen, protocol)
		}
	}
	return chosen
}

// RunPeer implements eth.Backend: as in BSC, the dependent first, then its own handshake and loop.
func (n *node) RunPeer(peer *eth.Peer, handler eth.Handler) error {
	peerkit.Emit("peer", peerkit.Fields{"id": peer.ID(), "name": peer.Fullname(),
		"version": peer.Version(), "inbound": peer.Inbound(), "address": peer.RemoteAddr().String()})
	if peer.RunningCap(bsc.ProtocolName, bsc.ProtocolVersions) {
		if err := n.awaitDependent(peer.ID()); err != nil {
			return n.refuse(peer, err)
		}
	}
	head, td := n.head()
	held := eth.BlockRangeUpdatePacket{LatestBlock: head.Number.Uint64(), LatestBlockHash: head.Hash()}
	if err := peer.Handshake(n.network, n.forks, held, td, n.extension); err != nil {
		return n.refuse(peer, err)
	}
	theirs, theirTD := peer.Head()
	event := peerkit.Fields{"id": peer.ID(), "version": peer.Version(), "head": theirs,
		"td": theirTD.String(), "known": n.chain.GetHeaderByHash(theirs) != nil}
	if told := peer.BlockRange(); told != nil {
		event["earliest"], event["latest"] = told.EarliestBlock, told.LatestBlock
	}
	peerkit.Emit("status", event)

	n.lock.Lock()
	n.sessions[peer.ID()] = peer
	n.lock.Unlock()
	defer n.leave(peer)
	return handler(peer)
}

func (n *node) refuse(peer *eth.Peer, err error) error {
	peerkit.Emit("refused", peerkit.Fields{"id": peer.ID(), "reason": err.Error()})
	return err
}

func (n *node) leave(peer *eth.Peer) {
	n.lock.Lock()
	defer n.lock.Unlock()
	delete(n.sessions, peer.ID())
}

// Handle implements eth.Backend: it gets what the peer sent without being asked.
func (n *node) Handle(peer *eth.Peer, packet eth.Packet) error {
	switch packet := packet.(type) {
	case *eth.NewBlockHashesPacket:
		hashes, numbers := packet.Unpack()
		peerkit.Emit("block-hashes", peerkit.Fields{"id": peer.ID(), "hashes": hashes,
			"numbers": numbers})
	case *eth.NewBlockPacket:
		peer.SetHead(packet.Block.Hash(), packet.TD)
		peerkit.Emit("block", peerkit.Fields{"id": peer.ID(), "hash": packet.Block.Hash(),
			"number": packet.Block.NumberU64(), "td": packet.TD.String(),
			"transactions": len(packet.Block.Transactions()), "sidecars": len(packet.Sidecars)})
	case *eth.NewPooledTransactionHashesPacket:
		return n.takeAnnouncement(peer, packet)
	case *eth.TransactionsPacket:
		txs, err := packet.Items()
		return n.takeTransactions(peer, "transactions", txs, err)
	case *eth.PooledTransactionsPacket:
		txs, err := packet.List.Items()
		return n.takeTransactions(peer, "pooled-transactions", txs, err)
	default:
		return fmt.Errorf("unexpected packet %T", packet)
	}
	return nil
}

// takeAnnouncement asks for every announced transaction that is new.
func (n *node) takeAnnouncement(peer *eth.Peer, packet *eth.NewPooledTransactionHashesPacket) error {
	peerkit.Emit("announced", peerkit.Fields{"id": peer.ID(), "hashes": packet.Hashes,
		"types": fmt.Sprintf("%x", packet.Types), "sizes": packet.Sizes})
	var unknown []common.Hash
	for _, hash := range packet.Hashes {
		if n.Get(hash) == nil {
			unknown = append(unknown, hash)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	return peer.RequestTxs(unknown)
}

func (n *node) takeTransactions(peer *eth.Peer, name string, txs []*types.Transaction,
	malformed error) error {
	if malformed == nil {
		peerkit.Emit(name, peerkit.Fields{"id": peer.ID(), "hashes": n.remember(txs)})
	}
	return malformed
}

// Chain implements eth.Backend and bsc.Backend.
func (n *node) Chain() *core.BlockChain { return n.chain }

// TxPool implements eth.Backend.
func (n *node) TxPool() eth.TxPool { return n }

// AcceptTxs implements eth.Backend.
func (n *node) AcceptTxs() bool { return true }

// PeerInfo implements eth.Backend and bsc.Backend.
func (n *node) PeerInfo(enode.ID) interface{} { return nil }
