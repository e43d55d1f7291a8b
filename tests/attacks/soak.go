package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"sync"
	"time"
)

// A soak is weeks in minutes: the node among peers of other people's code that gossip at BSC's rate and come and go,
// with one attack after the other, while a sample is taken every second.
const (
	churnPause = 20 * time.Second
	ownPeers   = 8
)

// soakPlugins are those of a node on BSC's network, on a chain of its own, and what some attacks need.
const soakPlugins = "eth66,eth67,eth68,eth69,eth70,discv4,discv5,bsc,devnet,chainstore,sync,relay,txfetch,metrics,stream"

// soakOptions: the places are for the crowds and the attackers.
var soakOptions = []string{"--bind", "plexus.chain.reader=chainstore", "--bind", "plexus.chain.profile=devnet",
	"--bind", "plexus.chain.parameters=devnet", "--max-peers", "100"}

// plan is what the command line says of a soak.
type plan struct {
	length time.Duration
	csv    string
	tools  string // folder of soakchain and of the crowds
	only   *regexp.Regexp
}

// soak runs for a time and tells whether the node held.
func (s *suite) soak(p plan) error {
	var err error
	if s.held, err = newHeldChain(filepath.Join(s.data, "pow", "chain.rlp")); err != nil {
		return err
	}
	if err := s.serve(soakPlugins, soakOptions...); err != nil {
		return err
	}
	defer s.node.stop()
	c := &crowds{suite: s, tools: p.tools}
	defer c.stop()
	if err := c.start(); err != nil {
		return err
	}
	stop := make(chan struct{})
	defer close(stop)
	var against attacks
	go s.attackOn(stop, p.only, &against)

	record, err := newRecord(p.csv)
	if err != nil {
		return err
	}
	defer record.close()
	began, churned := time.Now(), time.Now()
	for time.Since(began) < p.length && s.sound() && c.sound() {
		time.Sleep(time.Second)
		if time.Since(churned) > churnPause {
			churned = time.Now()
			c.replace()
		}
		record.take(s, c.told(), against.now())
	}
	c.end()
	made, failed := against.count()
	fmt.Printf("%d attacks, %d more could not be made\n", made, failed)
	if made <= failed {
		return fmt.Errorf("most attacks could not be made")
	}
	if err := record.judge(s, c); err != nil {
		return err
	}
	if code, took := s.node.stop(); code != 0 || took > mostToStop {
		return fmt.Errorf("the node stopped with %d after %v", code, took)
	}
	return nil
}

// attacks is what was sent against the node so far.
type attacks struct {
	lock         sync.Mutex
	name         string // of the row that is run
	made, failed int
}

func (a *attacks) begin(name string) {
	a.lock.Lock()
	defer a.lock.Unlock()
	a.name = name
}

func (a *attacks) end(made bool) {
	a.lock.Lock()
	defer a.lock.Unlock()
	if made {
		a.made++
	} else {
		a.failed++
	}
}

func (a *attacks) now() string {
	a.lock.Lock()
	defer a.lock.Unlock()
	return a.name
}

func (a *attacks) count() (made, failed int) {
	a.lock.Lock()
	defer a.lock.Unlock()
	return a.made, a.failed
}

// attackOn runs the rows of the attacks that match, one after the other, until it is told to stop.
func (s *suite) attackOn(stop chan struct{}, only *regexp.Regexp, against *attacks) {
	own := *s
	own.sources = 10_000 // networks that no peer of the soak has
	for {
		for _, attack := range rows() {
			select {
			case <-stop:
				return
			default:
			}
			if attack.bare || !only.MatchString(attack.name) {
				continue
			}
			against.begin(attack.name)
			t := &trial{suite: &own, row: &attack, begun: time.Now()}
			t.before = s.node.usage()
			against.end(t.attack())
			t.close()
		}
	}
}

// startOwn starts a node of this build that waits to be found by the one in the middle, its only bootnode.
func (s *suite) startOwn(i int) (*node, error) {
	options := append([]string{"--plugins", "eth68,eth70,discv4,bsc,devnet,chainstore,sync,relay,txfetch,metrics",
		"--devnet.genesis", filepath.Join(s.data, "pow", "genesis.json"), "--metrics.http-port", "0", "--no-dial",
		"--listen-address", fmt.Sprintf("48.%d.1.1", 1+i), "--port", "30311", "--discv4.bootnodes", s.node.enode.URLv4(),
		"--sync.head-quorum", "1", "--heads.quorum", "1", "--relay.quorum", "1"}, soakOptions...)
	return startNode(s.program, s.path(fmt.Sprintf("own%d", i)), options...)
}
