package main

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"net"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/crypto/ecies"
	"github.com/ethereum/go-ethereum/crypto/keccak"
	"github.com/ethereum/go-ethereum/rlp"
	"github.com/golang/snappy"
)

// patience is how long an attacker waits for anything that the node owes it.
const patience = 12 * time.Second

// wire is one RLPx connection, with every byte of it open to mischief. go-ethereum's own Conn makes
// correct frames only.
type wire struct {
	net.Conn
	enc, dec        cipher.Stream
	block           cipher.Block
	egress, ingress hash.Hash
	snappy          bool
}

// authBody is the plain text of an auth message. @spec RLPx, "Initial Handshake"
type authBody struct {
	Signature [65]byte
	Public    [64]byte
	Nonce     [32]byte
	Version   uint
	Rest      []rlp.RawValue `rlp:"tail"`
}

type ackBody struct {
	Ephemeral [64]byte
	Nonce     [32]byte
	Version   uint
	Rest      []rlp.RawValue `rlp:"tail"`
}

// initiation is what an initiator remembers between auth and ack.
type initiation struct {
	ephemeral *ecdsa.PrivateKey
	nonce     [32]byte
	packet    []byte
}

func newKey() *ecdsa.PrivateKey {
	key, err := crypto.GenerateKey()
	if err != nil {
		panic(err)
	}
	return key
}

func public(key *ecdsa.PrivateKey) []byte { return crypto.FromECDSAPub(&key.PublicKey)[1:] }

func agree(key *ecdsa.PrivateKey, remote *ecdsa.PublicKey) []byte {
	shared, err := ecies.ImportECDSA(key).GenerateShared(ecies.ImportECDSAPublic(remote), 16, 16)
	if err != nil {
		panic(err)
	}
	return shared
}

func xor(a, b []byte) []byte {
	out := make([]byte, len(a))
	for i := range a {
		out[i] = a[i] ^ b[i]
	}
	return out
}

// newAuth makes the plain text of an auth message.
func newAuth(key *ecdsa.PrivateKey, remote *ecdsa.PublicKey) (authBody, *initiation) {
	start := &initiation{ephemeral: newKey()}
	rand.Read(start.nonce[:])
	body := authBody{Nonce: start.nonce, Version: 4}
	signature, err := crypto.Sign(xor(agree(key, remote), start.nonce[:]), start.ephemeral)
	if err != nil {
		panic(err)
	}
	copy(body.Signature[:], signature)
	copy(body.Public[:], public(key))
	return body, start
}

// seal encrypts a handshake message as EIP-8 says.
func seal(remote *ecdsa.PublicKey, plain []byte) []byte {
	plain = append(plain, make([]byte, 120)...)
	prefix := binary.BigEndian.AppendUint16(nil, uint16(len(plain)+113))
	cipherText, err := ecies.Encrypt(rand.Reader, ecies.ImportECDSAPublic(remote), plain, nil, prefix)
	if err != nil {
		panic(err)
	}
	return append(prefix, cipherText...)
}

func encode(value any) []byte {
	out, err := rlp.EncodeToBytes(value)
	if err != nil {
		panic(err)
	}
	return out
}

func readPacket(conn io.Reader) ([]byte, error) {
	packet := make([]byte, 2)
	if _, err := io.ReadFull(conn, packet); err != nil {
		return nil, err
	}
	packet = append(packet, make([]byte, binary.BigEndian.Uint16(packet))...)
	_, err := io.ReadFull(conn, packet[2:])
	return packet, err
}

// finish reads the ack and derives the keys.
func (i *initiation) finish(conn net.Conn, key *ecdsa.PrivateKey) (*wire, error) {
	packet, err := readPacket(conn)
	if err != nil {
		return nil, err
	}
	plain, err := ecies.ImportECDSA(key).Decrypt(packet[2:], nil, packet[:2])
	if err != nil {
		return nil, err
	}
	var ack ackBody
	if err := rlp.NewStream(newReader(plain), 0).Decode(&ack); err != nil {
		return nil, err
	}
	remote, err := crypto.UnmarshalPubkey(append([]byte{4}, ack.Ephemeral[:]...))
	if err != nil {
		return nil, err
	}
	secret := agree(i.ephemeral, remote)
	shared := crypto.Keccak256(secret, crypto.Keccak256(ack.Nonce[:], i.nonce[:]))
	aesKey := crypto.Keccak256(secret, shared)
	macKey := crypto.Keccak256(secret, aesKey)
	w := &wire{Conn: conn, egress: keccak.NewLegacyKeccak256(), ingress: keccak.NewLegacyKeccak256()}
	block, _ := aes.NewCipher(aesKey)
	w.block, _ = aes.NewCipher(macKey)
	w.enc = cipher.NewCTR(block, make([]byte, 16))
	w.dec = cipher.NewCTR(block, make([]byte, 16))
	w.egress.Write(xor(macKey, ack.Nonce[:]))
	w.egress.Write(i.packet)
	w.ingress.Write(xor(macKey, i.nonce[:]))
	w.ingress.Write(packet)
	return w, nil
}

// handshake proves the key to the node.
func handshake(conn net.Conn, key *ecdsa.PrivateKey, remote *ecdsa.PublicKey) (*wire, error) {
	conn.SetDeadline(time.Now().Add(patience))
	body, start := newAuth(key, remote)
	start.packet = seal(remote, encode(&body))
	if _, err := conn.Write(start.packet); err != nil {
		return nil, err
	}
	return start.finish(conn, key)
}

func (w *wire) mac(state hash.Hash, seed []byte) []byte {
	sum := state.Sum(nil)
	var cipherText [16]byte
	w.block.Encrypt(cipherText[:], sum[:16])
	state.Write(xor(cipherText[:], seed))
	return state.Sum(nil)[:16]
}

// frameHeader is a correct one for a payload of that size.
func frameHeader(size int) []byte {
	header := make([]byte, 16)
	header[0], header[1], header[2] = byte(size>>16), byte(size>>8), byte(size)
	copy(header[3:], []byte{0xc2, 0x80, 0x80})
	return header
}

// sealHeader encrypts a header, whatever is in it.
func (w *wire) sealHeader(header []byte) []byte {
	sealed := make([]byte, 16)
	w.enc.XORKeyStream(sealed, header)
	return append(sealed, w.mac(w.egress, sealed)...)
}

// sealBody encrypts what belongs to a header.
func (w *wire) sealBody(payload []byte) []byte {
	sealed := make([]byte, (len(payload)+15)/16*16)
	w.enc.XORKeyStream(sealed, append(append([]byte{}, payload...), make([]byte, len(sealed)-len(payload))...))
	w.egress.Write(sealed)
	return append(sealed, w.mac(w.egress, w.egress.Sum(nil)[:16])...)
}

// frame encrypts a payload, whatever is in it.
func (w *wire) frame(payload []byte) []byte {
	return append(w.sealHeader(frameHeader(len(payload))), w.sealBody(payload)...)
}

func (w *wire) raw(payload []byte) error {
	w.SetWriteDeadline(time.Now().Add(patience))
	_, err := w.Write(w.frame(payload))
	return err
}

// send sends a message of these bytes.
func (w *wire) send(code uint64, data []byte) error {
	if w.snappy {
		data = snappy.Encode(nil, data)
	}
	return w.raw(append(encode(code), data...))
}

var errShort = errors.New("short frame")

// read reads one message.
func (w *wire) read() (uint64, []byte, error) {
	header := make([]byte, 32)
	if _, err := io.ReadFull(w, header); err != nil {
		return 0, nil, err
	}
	w.mac(w.ingress, header[:16])
	w.dec.XORKeyStream(header[:16], header[:16])
	size := int(header[0])<<16 | int(header[1])<<8 | int(header[2])
	sealed := make([]byte, (size+15)/16*16+16)
	if _, err := io.ReadFull(w, sealed); err != nil {
		return 0, nil, err
	}
	w.ingress.Write(sealed[:len(sealed)-16])
	w.mac(w.ingress, w.ingress.Sum(nil)[:16])
	w.dec.XORKeyStream(sealed[:len(sealed)-16], sealed[:len(sealed)-16])
	if size == 0 {
		return 0, nil, errShort
	}
	code, data, err := rlp.SplitUint64(sealed[:size])
	if err != nil || !w.snappy {
		return code, data, err
	}
	plain, err := snappy.Decode(nil, data)
	if err != nil && code == 1 {
		return code, data, nil // Disconnect is not always compressed
	}
	return code, plain, err
}

// capability as Hello names it.
type capability struct {
	Name    string
	Version uint64
}

// hello is the first message. @spec RLPx, "Hello (0x00)"
type hello struct {
	Version uint64
	Client  string
	Caps    []capability
	Port    uint64
	ID      []byte
	Rest    []rlp.RawValue `rlp:"tail"`
}

// ended says why a connection is over.
type ended struct {
	reason int // of a Disconnect, or -1
	err    error
}

func (e *ended) Error() string {
	if e.reason < 0 {
		if errors.Is(e.err, io.EOF) || errors.Is(e.err, io.ErrUnexpectedEOF) {
			return "closed"
		}
		var timeout net.Error
		if errors.As(e.err, &timeout) && timeout.Timeout() {
			return "stays open"
		}
		return "closed (reset)"
	}
	return fmt.Sprintf("Disconnect %#02x", e.reason)
}

// disconnection reads the reason, which may be a list or a bare byte.
func disconnection(data []byte) int {
	kind, content, _, err := rlp.Split(data)
	if err == nil && kind == rlp.List {
		_, content, _, err = rlp.Split(content)
	}
	if err != nil {
		return -1
	}
	reason := 0
	for _, b := range content {
		reason = reason<<8 | int(b)
	}
	return reason
}

// next reads a message that is no Disconnect.
func (w *wire) next() (uint64, []byte, error) {
	code, data, err := w.read()
	if err != nil {
		return 0, nil, &ended{-1, err}
	}
	if code == 1 {
		return 0, nil, &ended{disconnection(data), nil}
	}
	return code, data, nil
}

// exchangeHello sends a Hello and receives one.
func (w *wire) exchangeHello(mine *hello) (*hello, error) {
	if err := w.send(0, encode(mine)); err != nil {
		return nil, &ended{-1, err}
	}
	code, data, err := w.next()
	if err != nil {
		return nil, err
	}
	theirs := new(hello)
	if err := rlp.DecodeBytes(data, theirs); err != nil || code != 0 {
		return nil, fmt.Errorf("no Hello: code %d, %v", code, err)
	}
	w.snappy = mine.Version >= 5 && theirs.Version >= 5
	return theirs, nil
}

// end waits until the node ends the connection, within a limit.
func (w *wire) end(limit time.Duration) *ended {
	w.SetReadDeadline(time.Now().Add(limit))
	for {
		if _, _, err := w.next(); err != nil {
			var over *ended
			if errors.As(err, &over) {
				return over
			}
			return &ended{-1, err}
		}
	}
}
