package main

import (
	"crypto/ecdsa"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"time"
)

// row is one attack of the table.
type row struct {
	group  string
	name   string
	input  string // what is sent
	want   string // what a correct node does
	attack func(*trial)

	// bare rows start nodes or commands of their own, so nothing is measured around them.
	bare bool

	// allowed is what the honest peer may wait beyond the rule, and excuse says why.
	allowed time.Duration
	excuse  string

	// open says why the node does not hold this yet: the row is run and shown, and fails nothing.
	open string
}

// trial is one row in progress.
type trial struct {
	*suite
	row      *row
	begun    time.Time
	did      []string
	problems []string
	open     []net.Conn

	quiet, during time.Duration
	before, after usage
	pooled        int64   // bytes of pending transactions that came meanwhile, which the node may keep
	busy          float64 // cores used once the attack is over
	moved         []string
}

// note adds to what the table says the node did.
func (t *trial) note(format string, values ...any) {
	text := fmt.Sprintf(format, values...)
	if !slices.Contains(t.did, text) {
		t.did = append(t.did, text)
	}
}

// expect notes a fault unless the condition holds.
func (t *trial) expect(holds bool, format string, values ...any) {
	if !holds {
		t.problems = append(t.problems, fmt.Sprintf(format, values...))
	}
}

// must ends the row where it cannot go on.
func (t *trial) must(err error) {
	if err != nil {
		panic(rowError{err})
	}
}

type rowError struct{ error }

// from opens a connection with a source address.
func (t *trial) from(source string) (net.Conn, error) {
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(source)}, Timeout: patience}
	conn, err := dialer.Dial("tcp", t.node.address())
	if err == nil {
		t.open = append(t.open, conn)
	}
	return conn, err
}

// tcp opens a connection from a network of its own.
func (t *trial) tcp() net.Conn {
	conn, err := t.from(t.source())
	t.must(err)
	return conn
}

// meet proves a new key to the node, from a network of its own.
func (t *trial) meet() (*wire, *ecdsa.PrivateKey) {
	key := newKey()
	w, err := handshake(t.tcp(), key, t.node.key)
	t.must(err)
	return w, key
}

func ethCaps(versions ...uint64) (caps []capability) {
	for _, version := range versions {
		caps = append(caps, capability{"eth", version})
	}
	return caps
}

// helloOf is a correct Hello.
func helloOf(key *ecdsa.PrivateKey, caps ...capability) *hello {
	return &hello{Version: 5, Client: "attacker/v1", Caps: caps, ID: public(key)}
}

// connected is a session up to Hello, which speaks one eth version.
func (t *trial) connected(version uint64) *session {
	w, key := t.meet()
	s := &session{wire: w, key: key, version: version, offset: baseCodes, chain: t.claims}
	var err error
	s.theirs, err = s.exchangeHello(helloOf(key, ethCaps(version)...))
	t.must(err)
	return s
}

// joined is a session that passed the handshake; it reads in the background.
func (t *trial) joined(version uint64) *session {
	s := t.connected(version)
	s.join()
	return s
}

// joinedFrom is as joined, from an address; nil where the node does not let it in.
func (t *trial) joinedFrom(source string) *session {
	conn, err := t.from(source)
	if err != nil {
		return nil
	}
	key := newKey()
	w, err := handshake(conn, key, t.node.key)
	if err != nil {
		return nil
	}
	s := &session{wire: w, key: key, version: 68, offset: baseCodes, chain: t.claims}
	if s.theirs, err = s.exchangeHello(helloOf(key, ethCaps(68)...)); err != nil {
		return nil
	}
	s.join()
	return s
}

func (s *session) join() {
	s.post(msgStatus, encode(s.chain.status(s.version)))
	if s.chain.upgrades && (s.version == 67 || s.version == 68) {
		s.post(msgUpgradeStatus, []byte{0xc2, 0xc1, 0x80})
	}
	s.begin()
}

// ends waits for the node to end a connection, and checks how; reasons below zero stand for a close
// without a message.
func (t *trial) ends(over *ended, reasons ...int) {
	if over == nil {
		over = &ended{-1, errTimeout{}}
	}
	t.note("%s", over)
	if over.Error() == "stays open" || !slices.Contains(reasons, over.reason) {
		t.expect(false, "%s", over)
	}
}

type errTimeout struct{}

func (errTimeout) Error() string   { return "timeout" }
func (errTimeout) Timeout() bool   { return true }
func (errTimeout) Temporary() bool { return true }

// stays checks that the node keeps a peer, and tells its score.
func (t *trial) stays(s *session) {
	response := s.request(msgGetBlockHeaders, headersFrom(1, 1, 0, false), patience)
	score, _ := t.node.score(s.id())
	t.note("stays connected")
	if score != startScore {
		t.note("score %d", score)
	}
	t.expect(items(response) == 1, "the attacker is not served any more: %v", s.over.Load())
}

// startScore is the policy's default for a new peer.
const startScore = 50

// punished checks that the peer is worth less, gone or banned.
func (t *trial) punished(s *session) {
	for end := time.Now().Add(3 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if over := s.over.Load(); over != nil {
			t.note("%s", over)
			if t.node.banned(s.id()) {
				t.note("banned")
			}
			return
		}
		if score, found := t.node.score(s.id()); found && score < startScore {
			t.note("score %d → %d", startScore, score)
			return
		}
	}
	t.expect(false, "no price")
}

// close ends all connections of the row.
func (t *trial) close() {
	for _, conn := range t.open {
		conn.Close()
	}
	t.open = nil
}

// telling are metrics that say that something was refused.
var telling = []string{"failures", "refused", "dropped", "false", "unsent"}

// moves lists the counters that tell of the attack.
func moves(before, after map[string]float64) (moved []string) {
	for _, name := range slices.Sorted(maps.Keys(after)) {
		rise := after[name] - before[name]
		told := slices.ContainsFunc(telling, func(word string) bool { return strings.Contains(name, word) })
		if told && rise > 0 {
			name = strings.TrimPrefix(name, "plexus_")
			moved = append(moved, fmt.Sprintf("%s +%.0f", strings.ReplaceAll(name, `"`, ""), rise))
		}
	}
	return moved
}
