package main

import (
	"crypto/ecdsa"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/rlpx"
	"github.com/ethereum/go-ethereum/rlp"

	"plexus/interop/peerkit"
)

// Message codes of the base protocol, and what eth's codes begin at.
const (
	helloCode = 0
	pingCode  = 2
	pongCode  = 3
	ethOffset = 16

	atOnce = 8 // handshakes under way
	settle = 2 * time.Second
)

// hello is go-ethereum's protoHandshake, which it keeps to itself.
type hello struct {
	Version    uint64
	Name       string
	Caps       []p2p.Cap
	ListenPort uint64
	ID         []byte
	Rest       []rlp.RawValue `rlp:"tail"`
}

// peer is one connection without a p2p server: thousands of them fit into a process.
type peer struct{ conn *rlpx.Conn }

// peers holds --hold connections, and then makes --count more, one after the other, that go at once.
// The lines that it prints are where a script reads the memory and the CPU time of the node.
func peers(o *options) error {
	if o.target == nil {
		return errors.New("--target is missing")
	}
	status, err := statusOf(o.genesis)
	if err != nil {
		return err
	}
	if err := times(o.warm, func() error { return o.comeAndGo(status) }); err != nil {
		return err
	}
	time.Sleep(settle)
	peerkit.Emit("begun", peerkit.Fields{"what": "hold"})
	held := make(chan *peer, o.hold)
	if err := times(o.hold, func() error {
		p, err := o.join(status)
		if err == nil {
			held <- p
			go p.answerPings()
		}
		return err
	}); err != nil {
		return err
	}
	time.Sleep(settle)
	peerkit.Emit("asked", peerkit.Fields{"what": "hold", "count": o.hold})
	time.Sleep(settle)
	peerkit.Emit("begun", peerkit.Fields{"what": "session"})
	if err := times(o.count, func() error { return o.comeAndGo(status) }); err != nil {
		return err
	}
	time.Sleep(settle / 2)
	peerkit.Emit("asked", peerkit.Fields{"what": "session", "count": o.count})
	time.Sleep(settle / 2)
	close(held)
	for p := range held {
		p.conn.Close()
	}
	time.Sleep(2 * settle)
	peerkit.Emit("released", peerkit.Fields{"what": "hold", "count": o.hold})
	time.Sleep(settle / 2)
	return nil
}

// times calls f so often, a few at once.
func times(count int, f func() error) error {
	work := make(chan struct{}, count)
	for i := 0; i < count; i++ {
		work <- struct{}{}
	}
	close(work)
	failed := make(chan error, atOnce)
	var running sync.WaitGroup
	for i := 0; i < atOnce; i++ {
		running.Add(1)
		go func() {
			defer running.Done()
			for range work {
				if err := f(); err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	running.Wait()
	close(failed)
	return <-failed
}

func (o *options) comeAndGo(status *eth.StatusPacket) error {
	p, err := o.join(status)
	if err != nil {
		return err
	}
	return p.conn.Close()
}

// join connects, and returns when both sides have said Hello and Status.
func (o *options) join(status *eth.StatusPacket) (*peer, error) {
	key, err := crypto.GenerateKey()
	if err != nil {
		return nil, err
	}
	raw, err := net.Dial("tcp", fmt.Sprintf("%s:%d", o.target.IP(), o.target.TCP()))
	if err != nil {
		return nil, err
	}
	p := &peer{rlpx.NewConn(raw, o.target.Pubkey())}
	if err := p.exchangeHello(key, status); err != nil {
		p.conn.Close()
		return nil, err
	}
	return p, nil
}

func (p *peer) exchangeHello(key *ecdsa.PrivateKey, status *eth.StatusPacket) error {
	if err := p.conn.SetDeadline(time.Now().Add(connectLimit)); err != nil {
		return err
	}
	if _, err := p.conn.Handshake(key); err != nil {
		return fmt.Errorf("handshake: %w", err)
	}
	ours := &hello{Version: 5, Name: "gethversus", Caps: []p2p.Cap{{Name: eth.ProtocolName,
		Version: eth.ETH69}}, ID: crypto.FromECDSAPub(&key.PublicKey)[1:]}
	if err := p.send(helloCode, ours); err != nil {
		return err
	}
	if err := p.await(helloCode); err != nil {
		return err
	}
	p.conn.SetSnappy(true)
	if err := p.send(ethOffset+eth.StatusMsg, status); err != nil {
		return err
	}
	if err := p.await(ethOffset + eth.StatusMsg); err != nil {
		return err
	}
	return p.conn.SetDeadline(time.Time{})
}

func (p *peer) send(code uint64, message interface{}) error {
	payload, err := rlp.EncodeToBytes(message)
	if err != nil {
		return err
	}
	_, err = p.conn.Write(code, payload)
	return err
}

func (p *peer) await(wanted uint64) error {
	code, payload, _, err := p.conn.Read()
	if err == nil && code != wanted {
		err = fmt.Errorf("message %d (%x) where %d belongs", code, payload, wanted)
	}
	return err
}

// answerPings reads until the connection ends.
func (p *peer) answerPings() {
	for {
		code, _, _, err := p.conn.Read()
		if err != nil {
			return
		}
		if code == pingCode {
			if p.send(pongCode, []uint{}) != nil {
				return
			}
		}
	}
}
