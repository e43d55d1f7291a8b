package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// suite is one run of the table.
type suite struct {
	program string
	data    string // test chains
	work    string
	node    *node
	claims  *chain // what peers of the node tell of their chain
	blocks  []string
	honest  *honest
	held    *heldChain // of a soak
	quiet   time.Duration
	sources int
}

// Addresses. The suite runs in a network namespace in which every address is the machine's own, so
// that the limits by network count as they do on the internet.
const (
	nodeAddress   = "44.10.1.1"
	honestAddress = "194.20.1.1"
	honestName    = "honest/"
)

// source is an address in a network (/16) that no other row uses.
func (s *suite) source() string {
	s.sources++
	return fmt.Sprintf("%d.%d.7.9", 60+s.sources/250, 1+s.sources%250)
}

const servingPlugins = "eth68,eth69,eth70,discv4,discv5,devnet,chainstore,sync,relay,txfetch,metrics,stream"

// serve starts the node that most rows attack, with an honest peer.
func (s *suite) serve(plugins string, more ...string) error {
	pow := filepath.Join(s.data, "pow")
	dir := filepath.Join(s.work, "node")
	options := []string{"--plugins", plugins, "--stream.sinks", "file", "--devnet.genesis", filepath.Join(pow, "genesis.json")}
	options = append(options, more...)
	imported := exec.Command(s.program, append([]string{"import", filepath.Join(pow, "chain.rlp"),
		"--data-dir", dir}, options...)...)
	if text, err := imported.CombinedOutput(); err != nil {
		return fmt.Errorf("import: %s", text)
	}
	var err error
	if s.claims, err = storedChain(pow); err != nil {
		return err
	}
	s.claims.upgrades = strings.Contains(plugins, ",bsc,")
	s.node, err = startNode(s.program, dir, append(options, "--listen-address", nodeAddress, "--port", "30311",
		"--metrics.http-port", "0")...)
	if err != nil {
		return err
	}
	return s.befriend()
}

// befriend connects the honest peer and learns what quiet is.
func (s *suite) befriend() error {
	t := &trial{suite: s}
	conn, err := t.from(honestAddress)
	if err != nil {
		return err
	}
	key := newKey()
	w, err := handshake(conn, key, s.node.key)
	if err != nil {
		return err
	}
	s.honest = &honest{session: &session{wire: w, key: key, version: 68, offset: baseCodes, chain: s.claims}}
	if s.held != nil {
		s.honest.handle = s.held.handle(s.honest.session)
	}
	mine := helloOf(key, ethCaps(68)...)
	mine.Client = honestName + "v1"
	if _, err := w.exchangeHello(mine); err != nil {
		return err
	}
	s.honest.join()
	go s.honest.probe()
	began := time.Now()
	time.Sleep(2 * time.Second)
	s.quiet = s.honest.median(began)
	return nil
}

// How far a node may be from where it was before an attack: 10 %, and what its caches and the
// allocator take once, and what a busy machine adds to a millisecond.
const (
	memorySlack  = 6 << 20
	latencySlack = 25 * time.Millisecond
	cpuSlack     = 0.10
	sampled      = 300 * time.Millisecond // a median of fewer probes is chance
	settleLimit  = 4 * time.Second
	cpuWindow    = 150 * time.Millisecond
)

// run runs one row and measures around it.
func (s *suite) run(row *row) *trial {
	t := &trial{suite: s, row: row, begun: time.Now(), quiet: s.quiet}
	if row.bare {
		t.attack()
		t.close()
		return t
	}
	t.before = s.node.usage()
	pooled := s.node.pooled()
	counts := s.node.counts()
	began := time.Now()
	t.attack()
	time.Sleep(time.Until(began.Add(sampled)))
	t.during = s.honest.median(began)
	t.moved = moves(counts, s.node.counts())
	t.close()
	t.settle(pooled)
	t.judge()
	return t
}

// attack runs the row, and tells whether the attack could be made.
func (t *trial) attack() (made bool) {
	defer func() {
		if problem := recover(); problem != nil {
			cause, is := problem.(rowError)
			if !is {
				panic(problem)
			}
			t.expect(false, "the attack could not be made: %v", cause)
		}
	}()
	t.row.attack(t)
	return true
}

// settle waits until memory, descriptors and CPU are back, or too long; pooled is what pending transactions
// took before.
func (t *trial) settle(pooled int64) {
	for end := time.Now().Add(settleLimit); ; {
		begin := t.node.usage()
		time.Sleep(cpuWindow)
		t.after = t.node.usage()
		t.pooled = t.node.pooled() - pooled
		t.busy = float64(t.after.cpu-begin.cpu) / float64(cpuWindow)
		if t.memoryBack() && t.descriptorsBack() && t.busy <= cpuSlack || time.Now().After(end) {
			return
		}
	}
}

// memoryBack tells whether nothing stays but the pending transactions that the node has taken: its pool is
// bounded, and not a part of what the attack left behind.
func (t *trial) memoryBack() bool {
	return t.after.memory-max(t.pooled, 0) <= t.before.memory+t.before.memory/10+memorySlack
}

func (t *trial) descriptorsBack() bool {
	return t.after.descriptors <= t.before.descriptors+t.before.descriptors/10
}

func (t *trial) judge() {
	t.expect(t.node.alive(), "the node is dead")
	t.expect(t.honest.over.Load() == nil, "the honest peer was disconnected: %v", t.honest.over.Load())
	t.expect(t.during <= max(2*t.quiet, t.quiet+latencySlack)+t.row.allowed, "the honest peer waits %v, quiet %v",
		t.during.Round(time.Microsecond), t.quiet.Round(time.Microsecond))
	t.expect(t.memoryBack(), "memory %d → %d MiB, %d MiB of them pending transactions", t.before.memory>>20, t.after.memory>>20, t.pooled>>20)
	t.expect(t.descriptorsBack(), "descriptors %d → %d", t.before.descriptors, t.after.descriptors)
	t.expect(t.busy <= cpuSlack, "%.0f %% of a core afterwards", 100*t.busy)
}

// command runs the program as an operator does, and returns what it printed and how it ended.
func (s *suite) command(arguments ...string) (string, int) {
	command := exec.Command(s.program, arguments...)
	text, _ := command.CombinedOutput()
	return strings.TrimSpace(string(text)), command.ProcessState.ExitCode()
}

func (s *suite) path(name string) string { return filepath.Join(s.work, name) }

func (s *suite) write(name string, data []byte) string {
	path := s.path(name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		panic(rowError{err})
	}
	return path
}
