package peerkit

import (
	"sync"

	"github.com/ethereum/go-ethereum/p2p"
)

// ordered lets nothing be read before something was written.
type ordered struct {
	p2p.MsgReadWriter
	wrote chan struct{}
	once  *sync.Once
}

// StatusFirst makes a peer write its own Status before it reads the other's. go-ethereum does both at
// once, and one that refuses first would never show its own: then the other could not say why it
// refuses, too.
func StatusFirst(run Runner) Runner {
	return func(peer *p2p.Peer, rw p2p.MsgReadWriter) error {
		return run(peer, ordered{rw, make(chan struct{}), new(sync.Once)})
	}
}

// ReadMsg implements p2p.MsgReader. A write that failed counts, too: then the read fails by itself.
func (o ordered) ReadMsg() (p2p.Msg, error) {
	<-o.wrote
	return o.MsgReadWriter.ReadMsg()
}

// WriteMsg implements p2p.MsgWriter.
func (o ordered) WriteMsg(message p2p.Msg) error {
	defer o.once.Do(func() { close(o.wrote) })
	return o.MsgReadWriter.WriteMsg(message)
}
