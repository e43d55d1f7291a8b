package main

import (
	"errors"
	"net"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/p2p/discover/v4wire"
	"github.com/ethereum/go-ethereum/p2p/enode"

	"plexus/interop/peerkit"
)

const (
	datagramLimit = 2 * time.Second
	datagramBytes = 1280
	mostLost      = 10
)

// pings sends --count PINGs of discv4, each after the PONG of the one before. A node that has not
// heard from us before pings back, and is answered.
func pings(o *options) error {
	if o.target == nil {
		return errors.New("--target is missing")
	}
	key, err := crypto.GenerateKey()
	if err != nil {
		return err
	}
	conn, err := net.DialUDP("udp4", nil, &net.UDPAddr{IP: o.target.IP(), Port: o.target.UDP()})
	if err != nil {
		return err
	}
	defer conn.Close()
	local := conn.LocalAddr().(*net.UDPAddr)
	ours := v4wire.NewEndpoint(local.AddrPort(), 0)
	theirs := v4wire.NewEndpoint(conn.RemoteAddr().(*net.UDPAddr).AddrPort(), uint16(o.target.TCP()))
	ping := func() error {
		packet, _, err := v4wire.Encode(key, &v4wire.Ping{Version: 4, From: ours, To: theirs,
			Expiration: expiration()})
		if err != nil {
			return err
		}
		if _, err = conn.Write(packet); err != nil {
			return err
		}
		return awaitPong(conn, func(hash []byte) error {
			pong, _, err := v4wire.Encode(key, &v4wire.Pong{To: theirs, ReplyTok: hash,
				Expiration: expiration()})
			if err != nil {
				return err
			}
			_, err = conn.Write(pong)
			return err
		})
	}
	lost := 0
	run := func(count int) error {
		for i := 0; i < count; i++ {
			var late net.Error
			if err := ping(); errors.As(err, &late) && late.Timeout() && lost < mostLost {
				lost++
			} else if err != nil {
				return err
			}
		}
		return nil
	}
	if err := run(o.warm + 1); err != nil {
		return err
	}
	time.Sleep(settle)
	peerkit.Emit("begun", peerkit.Fields{"what": "ping", "id": enode.PubkeyToIDV4(&key.PublicKey)})
	if err := run(o.count); err != nil {
		return err
	}
	time.Sleep(settle / 4)
	peerkit.Emit("asked", peerkit.Fields{"what": "ping", "count": o.count, "lost": lost})
	time.Sleep(settle / 4)
	return nil
}

func expiration() uint64 { return uint64(time.Now().Add(20 * time.Second).Unix()) }

// awaitPong reads until a PONG has come.
func awaitPong(conn *net.UDPConn, pinged func(hash []byte) error) error {
	if err := conn.SetReadDeadline(time.Now().Add(datagramLimit)); err != nil {
		return err
	}
	datagram := make([]byte, datagramBytes)
	for {
		size, err := conn.Read(datagram)
		if err != nil {
			return err
		}
		packet, _, hash, err := v4wire.Decode(datagram[:size])
		if err != nil {
			return err
		}
		switch packet.(type) {
		case *v4wire.Pong:
			return nil
		case *v4wire.Ping:
			if err := pinged(hash); err != nil {
				return err
			}
		}
	}
}
