// Package bsckit is what peers of all BSC releases have in common.
package bsckit

import (
	"bytes"
	"fmt"
	"io"

	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/p2p"

	"plexus/interop/peerkit"
)

// tap sits between BSC's eth handlers and the connection. It prints what comes in, and keeps back
// the UpgradeStatus of a peer that is to withhold it.
type tap struct {
	p2p.MsgReadWriter
	peer     *p2p.Peer
	version  uint
	trace    bool
	withhold bool
}

// Tapped puts a tap on an eth protocol, whose Status goes out before anything is read.
func (o *Options) Tapped(run peerkit.Runner, version uint) peerkit.Runner {
	return peerkit.StatusFirst(func(peer *p2p.Peer, rw p2p.MsgReadWriter) error {
		return run(peer, tap{rw, peer, version, o.Trace, o.NoUpgradeStatus})
	})
}

// ReadMsg implements p2p.MsgReader.
func (t tap) ReadMsg() (p2p.Msg, error) {
	message, err := t.MsgReadWriter.ReadMsg()
	if err != nil {
		return message, err
	}
	if t.trace {
		peerkit.EmitMessage(t.peer, message)
	}
	if message.Code != eth.UpgradeStatusMsg {
		return message, nil
	}
	payload, err := io.ReadAll(message.Payload)
	if err != nil {
		return message, err
	}
	peerkit.Emit("upgrade-status", peerkit.Fields{"id": t.peer.ID().String(), "version": t.version,
		"payload": fmt.Sprintf("%x", payload)})
	message.Payload = bytes.NewReader(payload)
	return message, nil
}

// WriteMsg implements p2p.MsgWriter.
func (t tap) WriteMsg(message p2p.Msg) error {
	if t.withhold && message.Code == eth.UpgradeStatusMsg {
		peerkit.Emit("withheld", peerkit.Fields{"id": t.peer.ID().String()})
		return message.Discard()
	}
	return t.MsgReadWriter.WriteMsg(message)
}
