package main

import (
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// A soak is weeks in minutes: peers that gossip at BSC's rate and come and go, and one attack after
// the other, while a sample is taken every second.
const (
	soakPeers      = 20
	gossipPause    = 50 * time.Millisecond
	gossipAtOnce   = 10 // 200 transactions a second
	churnPause     = 20 * time.Second
	rememberedSent = 5000
)

// gossip is what all peers of a soak announce.
type gossip struct {
	lock sync.Mutex
	sent map[common.Hash]*types.Transaction
	line []common.Hash
}

func (g *gossip) add(transactions []*types.Transaction) {
	g.lock.Lock()
	defer g.lock.Unlock()
	for _, transaction := range transactions {
		g.sent[transaction.Hash()] = transaction
		g.line = append(g.line, transaction.Hash())
	}
	for len(g.line) > rememberedSent {
		delete(g.sent, g.line[0])
		g.line = g.line[1:]
	}
}

// response to GetPooledTransactions.
func (g *gossip) respond(s *session, data []byte) {
	var query struct {
		ID     uint64
		Hashes []common.Hash
	}
	if decode(data, &query) != nil {
		return
	}
	g.lock.Lock()
	found := []*types.Transaction{}
	for _, hash := range query.Hashes {
		if transaction := g.sent[hash]; transaction != nil {
			found = append(found, transaction)
		}
	}
	g.lock.Unlock()
	s.post(msgPooled, encode([]any{query.ID, found}))
}

// soaked is one sample.
type soaked struct {
	second      int
	memory      int64
	descriptors int
	busy        float64
	latency     time.Duration
	peers       int
}

// soak runs for a time and tells whether the node is flat in the second half.
func (s *suite) soak(length time.Duration, csv string) error {
	t := &trial{suite: s, row: &row{name: "soak"}}
	all := &gossip{sent: map[common.Hash]*types.Transaction{}}
	var peers []*session
	away := 0
	// A newcomer may find all places taken by an attack, and then comes again.
	connect := func() {
		defer func() {
			if problem := recover(); problem != nil {
				if _, refused := problem.(rowError); !refused {
					panic(problem)
				}
				away++
			}
		}()
		p := t.connected(68)
		p.handle = func(code uint64, data []byte) bool {
			if code == msgGetPooled {
				all.respond(p, data)
			}
			return code == msgGetPooled
		}
		p.join()
		peers = append(peers, p)
	}
	for i := 0; i < soakPeers; i++ {
		connect()
	}
	stop := make(chan struct{})
	go s.attackOn(stop)
	out, err := os.Create(csv)
	if err != nil {
		return err
	}
	defer out.Close()
	fmt.Fprintln(out, "second,memory_bytes,descriptors,cores,honest_latency_us,peers")

	var samples []soaked
	lost := 0
	began, churned, sampled, before := time.Now(), time.Now(), time.Now(), s.node.usage()
	for time.Since(began) < length && s.sound() {
		all.announce(t, peers)
		if time.Since(churned) > churnPause {
			churned = time.Now()
			peers[0].Close()
			peers = peers[1:]
			connect()
		}
		peers = slices.DeleteFunc(peers, func(p *session) bool {
			if p.over.Load() != nil {
				lost++
				return true
			}
			return false
		})
		if len(peers) < soakPeers {
			connect()
		}
		if since := time.Since(sampled); since >= time.Second {
			now := s.node.usage()
			sample := soaked{int(time.Since(began).Seconds()), now.memory, now.descriptors,
				float64(now.cpu-before.cpu) / float64(since), s.honest.median(sampled), len(s.node.peers())}
			fmt.Fprintf(out, "%d,%d,%d,%.2f,%d,%d\n", sample.second, sample.memory, sample.descriptors, sample.busy, sample.latency.Microseconds(), sample.peers)
			samples, sampled, before = append(samples, sample), time.Now(), now
		}
		time.Sleep(gossipPause)
	}
	close(stop)
	t.close()
	fmt.Printf("%d incoming connections were refused\n", away)
	return s.flat(samples, lost)
}

func (g *gossip) announce(t *trial, peers []*session) {
	var transactions []*types.Transaction
	var kinds []byte
	var sizes []uint32
	var hashes []common.Hash
	for i := 0; i < gossipAtOnce; i++ {
		transaction := t.transaction(0, 10e9, nil)
		transactions = append(transactions, transaction)
		kinds, sizes, hashes = append(kinds, 0), append(sizes, uint32(transaction.Size())), append(hashes, transaction.Hash())
	}
	g.add(transactions)
	data := announcement(kinds, sizes, hashes)
	for _, p := range peers {
		p.post(msgAnnouncement, data)
	}
}

// attackOn runs the rows of the attacks, one after the other, until it is told to stop.
func (s *suite) attackOn(stop chan struct{}) {
	own := *s
	own.sources = 10_000 // networks that no peer of the soak has
	for {
		for _, attack := range rows() {
			select {
			case <-stop:
				return
			default:
			}
			if attack.bare || attack.group == "discv4" || attack.group == "discv5" {
				continue
			}
			t := &trial{suite: &own, row: &attack, begun: time.Now()}
			t.before = s.node.usage()
			t.attack()
			t.close()
		}
	}
}

// flat compares the third quarter with the last one.
func (s *suite) flat(samples []soaked, lost int) error {
	if !s.sound() {
		return fmt.Errorf("the node is dead, or the honest peer was disconnected: %v", s.honest.over.Load())
	}
	if len(samples) < 8 {
		return fmt.Errorf("only %d samples", len(samples))
	}
	middle := func(part []soaked, of func(soaked) int64) int64 {
		var values []int64
		for _, sample := range part {
			values = append(values, of(sample))
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	n := len(samples)
	third, last := samples[n/2:n*3/4], samples[n*3/4:]
	memory := func(s soaked) int64 { return s.memory }
	files := func(s soaked) int64 { return int64(s.descriptors) }
	wait := func(s soaked) int64 { return s.latency.Microseconds() }
	fmt.Printf("memory %d → %d MiB, descriptors %d → %d, honest latency %d → %d us, %d peers of the gossip were disconnected\n",
		middle(third, memory)>>20, middle(last, memory)>>20, middle(third, files), middle(last, files),
		middle(third, wait), middle(last, wait), lost)
	if grown := middle(last, memory); grown > middle(third, memory)*11/10+memorySlack {
		return fmt.Errorf("memory grows: %d MiB", grown>>20)
	}
	if lost > 0 {
		return fmt.Errorf("%d peers that gossip were disconnected", lost)
	}
	return nil
}
