package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// soaked is one sample.
type soaked struct {
	second                   int
	memory, mapped           int64 // of the process's own, and of the files that it maps
	descriptors              int
	busy                     float64 // cores
	latency                  time.Duration
	peers                    int
	lowestScore, medianScore int
	honestScore              int
	behind                   int // blocks behind the newest one
}

// record is the samples, in memory and in a file.
type record struct {
	out     *os.File
	began   time.Time
	at      time.Time
	before  usage
	samples []soaked
}

func newRecord(csv string) (*record, error) {
	out, err := os.Create(csv)
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(out, "second,memory_mib,mapped_mib,descriptors,cores,honest_latency_us,peers,lowest_score,median_score,"+
		"honest_score,blocks_behind,attack")
	return &record{out: out, began: time.Now(), at: time.Now()}, nil
}

func (r *record) close() { r.out.Close() }

// take samples the node; newest is the number of the newest block, and attack is what goes on beside it.
func (r *record) take(s *suite, newest uint64, attack string) {
	now, at := s.node.usage(), time.Now()
	sample := soaked{second: int(at.Sub(r.began).Seconds()), memory: now.memory - now.mapped, mapped: now.mapped,
		descriptors: now.descriptors, busy: float64(now.cpu-r.before.cpu) / float64(at.Sub(r.at)),
		latency: s.honest.median(r.at), behind: int(newest) - int(s.node.counts()["plexus_head_number"])}
	sample.judgePeers(s.node.peers())
	if r.before.cpu > 0 {
		r.write(sample, attack)
		r.samples = append(r.samples, sample)
	}
	r.before, r.at = now, at
	if n := len(r.samples); n > 0 && n%60 == 0 {
		fmt.Printf("%3d min: %d peers, %d MiB, %d descriptors, %.2f cores, %d blocks behind\n", sample.second/60,
			sample.peers, sample.memory>>20, sample.descriptors, sample.busy, sample.behind)
	}
}

func (r *record) write(s soaked, attack string) {
	fmt.Fprintf(r.out, "%d,%d,%d,%d,%.2f,%d,%d,%d,%d,%d,%d,%q\n", s.second, s.memory>>20, s.mapped>>20, s.descriptors,
		s.busy, s.latency.Microseconds(), s.peers, s.lowestScore, s.medianScore, s.honestScore, s.behind, attack)
}

// judgePeers counts the peers that are no attackers, and their scores.
func (s *soaked) judgePeers(peers []peer) {
	var scores []int
	for _, peer := range peers {
		if isAttacker(peer) {
			continue
		}
		scores = append(scores, peer.Plexus.Score)
		if strings.HasPrefix(peer.Name, honestName) {
			s.honestScore = peer.Plexus.Score
		}
	}
	if s.peers = len(scores); s.peers > 0 {
		slices.Sort(scores)
		s.lowestScore, s.medianScore = scores[0], scores[len(scores)/2]
	}
}

// isAttacker tells a peer of the attack suite, which may say anything of itself, from those of the soak.
func isAttacker(peer peer) bool {
	return !strings.Contains(peer.Name, "-soak") && !strings.HasPrefix(peer.Name, "Plexus/") &&
		!strings.HasPrefix(peer.Name, honestName)
}

const (
	settled      = 20 * time.Minute // until then memory may grow
	window       = 10 * time.Minute
	fewestPeers  = 40 // of 50 and the honest one
	mostBehind   = 20 // blocks: nine seconds, on a machine that is busy with other things
	leastSamples = 30

	// What an attack takes comes back, so what the node keeps is where its memory is lowest.
	lowest = 0.1
	middle = 0.5
)

// windows are the samples to compare, and what a number may grow to in percent: the ten minutes after the first twenty
// with the last ten of a long soak; the third quarter with the last one of a short one, in which caches still fill.
func (r *record) windows() (first, last []soaked, most int64) {
	n := len(r.samples)
	if length := time.Since(r.began); length < settled+2*window {
		return r.samples[n/2 : n*3/4], r.samples[n*3/4:], 150
	}
	second := func(s soaked, at time.Duration) int { return cmp.Compare(s.second, int(at.Seconds())) }
	from, _ := slices.BinarySearchFunc(r.samples, settled, second)
	to, _ := slices.BinarySearchFunc(r.samples, settled+window, second)
	end, _ := slices.BinarySearchFunc(r.samples, time.Since(r.began)-window, second)
	return r.samples[from:to], r.samples[end:], 110
}

// judge prints the two windows and tells what did not hold.
func (r *record) judge(s *suite, c *crowds) error {
	c.lock.Lock()
	defer c.lock.Unlock()
	switch {
	case c.failure != nil:
		return c.failure
	case !s.sound():
		return fmt.Errorf("the node is dead, or the honest peer was disconnected: %v", s.honest.over.Load())
	case len(r.samples) < leastSamples:
		return fmt.Errorf("only %d samples", len(r.samples))
	}
	first, last, most := r.windows()
	row := func(name string, share float64, of func(soaked) int64) (from, to int64) {
		from, to = quantile(first, share, of), quantile(last, share, of)
		fmt.Printf("%-32s %6d → %d\n", name, from, to)
		return from, to
	}
	from, to := row("memory, MiB, lowest tenth", lowest, func(s soaked) int64 { return s.memory >> 20 })
	files, left := row("descriptors, lowest tenth", lowest, func(s soaked) int64 { return int64(s.descriptors) })
	row("latency, us, median", middle, func(s soaked) int64 { return s.latency.Microseconds() })
	_, peers := row("peers, median", middle, func(s soaked) int64 { return int64(s.peers) })
	row("lowest score, median", middle, func(s soaked) int64 { return int64(s.lowestScore) })
	_, behind := row("blocks behind, median", middle, func(s soaked) int64 { return int64(s.behind) })
	fmt.Printf("%d sessions, %d ended for want of places, %d in another way\n", c.joined, c.full, len(c.lost))

	var problems []error
	expect := func(holds bool, format string, values ...any) {
		if !holds {
			problems = append(problems, fmt.Errorf(format, values...))
		}
	}
	expect(to <= from*most/100+memorySlack>>20, "memory grows: %d to %d MiB", from, to)
	expect(left <= files*most/100, "descriptors grow: %d to %d", files, left)
	expect(peers >= fewestPeers, "only %d peers are left", peers)
	expect(behind <= mostBehind, "%d blocks behind", behind)
	expect(len(c.lost) == 0, "%d honest sessions were ended", len(c.lost))
	return errors.Join(problems...)
}

func quantile(part []soaked, share float64, of func(soaked) int64) int64 {
	var values []int64
	for _, sample := range part {
		values = append(values, of(sample))
	}
	slices.Sort(values)
	return values[int(share*float64(len(values)-1))]
}
