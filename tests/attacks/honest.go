package main

import (
	"slices"
	"sync"
	"time"
)

// honest is the peer that must be served whatever the others do.
type honest struct {
	*session
	lock    sync.Mutex
	latency []sample
}

type sample struct {
	at   time.Time
	took time.Duration
}

const probePause = 20 * time.Millisecond

// probe requests ten headers again and again.
func (h *honest) probe() {
	for number := uint64(1); ; number = number%1000 + 1 {
		began := time.Now()
		response := h.request(msgGetBlockHeaders, headersFrom(number, 10, 0, false), patience)
		if items(response) != 10 {
			return
		}
		h.lock.Lock()
		h.latency = append(h.latency, sample{began, time.Since(began)})
		h.lock.Unlock()
		time.Sleep(probePause)
	}
}

// median of the latency since then; a probe without a response yet counts as long as it has waited.
func (h *honest) median(since time.Time) time.Duration {
	h.lock.Lock()
	defer h.lock.Unlock()
	var took []time.Duration
	for _, sample := range h.latency {
		if sample.at.After(since) {
			took = append(took, sample.took)
		}
	}
	if n := len(h.latency); n > 0 {
		last := h.latency[n-1]
		if waits := time.Since(last.at) - last.took - probePause; waits > time.Second {
			took = append(took, waits)
		}
	}
	if len(took) == 0 {
		return time.Since(since)
	}
	slices.Sort(took)
	return took[len(took)/2]
}
