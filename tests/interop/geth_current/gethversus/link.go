package main

import (
	"crypto/ecdsa"
	"crypto/rand"
	"net"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/p2p/rlpx"
)

// ends are both ends of connections over loopback TCP.
type ends struct {
	listener    net.Listener
	from, to    *ecdsa.PrivateKey
	accepted    chan *rlpx.Conn
	acceptError chan error
}

func newEnds() (*ends, error) {
	e := &ends{accepted: make(chan *rlpx.Conn), acceptError: make(chan error, 1)}
	var err error
	if e.from, err = crypto.GenerateKey(); err != nil {
		return nil, err
	}
	if e.to, err = crypto.GenerateKey(); err != nil {
		return nil, err
	}
	if e.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	go e.accept()
	return e, nil
}

func (e *ends) accept() {
	for {
		raw, err := e.listener.Accept()
		if err != nil {
			return // closed
		}
		conn := rlpx.NewConn(raw, nil)
		if _, err := conn.Handshake(e.to); err != nil {
			e.acceptError <- err
			return
		}
		conn.SetSnappy(true)
		e.accepted <- conn
	}
}

func (e *ends) connect() (dialled, accepted *rlpx.Conn, err error) {
	raw, err := net.Dial("tcp", e.listener.Addr().String())
	if err != nil {
		return nil, nil, err
	}
	dialled = rlpx.NewConn(raw, &e.to.PublicKey)
	if _, err := dialled.Handshake(e.from); err != nil {
		return nil, nil, err
	}
	dialled.SetSnappy(true)
	select {
	case accepted = <-e.accepted:
		return dialled, accepted, nil
	case err := <-e.acceptError:
		return nil, nil, err
	}
}

// link sends messages that do not compress from one end to the other, both in this process.
func link(o *options) error {
	e, err := newEnds()
	if err != nil {
		return err
	}
	defer e.listener.Close()
	dialled, accepted, err := e.connect()
	if err != nil {
		return err
	}
	payload := make([]byte, o.size)
	if _, err := rand.Read(payload); err != nil {
		return err
	}
	if err := exchange(dialled, accepted, payload, o.count/10+1); err != nil { // warm
		return err
	}
	began := cpuTime()
	if err := exchange(dialled, accepted, payload, o.count); err != nil {
		return err
	}
	measured("link", o.count, cpuTime()-began)
	return nil
}

func exchange(dialled, accepted *rlpx.Conn, payload []byte, count int) error {
	written := make(chan error, 1)
	go func() {
		for i := 0; i < count; i++ {
			if _, err := dialled.Write(16, payload); err != nil {
				written <- err
				return
			}
		}
		written <- nil
	}()
	for i := 0; i < count; i++ {
		if _, _, _, err := accepted.Read(); err != nil {
			return err
		}
	}
	return <-written
}

// handshake does auth and ack in memory, and derives the secrets of both sides.
func handshake(o *options) error {
	from, err := crypto.GenerateKey()
	if err != nil {
		return err
	}
	to, err := crypto.GenerateKey()
	if err != nil {
		return err
	}
	began := cpuTime()
	for i := 0; i < o.count; i++ {
		dialling, accepting := net.Pipe()
		accepted := make(chan error, 1)
		go func() {
			_, err := rlpx.NewConn(accepting, nil).Handshake(to)
			accepted <- err
		}()
		if _, err := rlpx.NewConn(dialling, &to.PublicKey).Handshake(from); err != nil {
			return err
		}
		if err := <-accepted; err != nil {
			return err
		}
	}
	measured("handshake", o.count, cpuTime()-began)
	return nil
}
