package main

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rlp"
)

// follower is a node of its own that syncs a plain chain.
func follower(t *trial, config map[string]any, options ...string) *trial {
	return startChild(t, config, append([]string{"--plugins", "eth68,eth69,devnet,chainstore,sync,metrics",
		"--listen-address", nodeAddress, "--port", "0", "--metrics.http-port", "0", "--no-dial",
		"--sync.receipts=false"}, options...)...)
}

// startChild starts a node of its own on the plain chain, for a row that measures that node.
func startChild(t *trial, config map[string]any, options ...string) *trial {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return '-'
	}, strings.ToLower(t.row.name))
	genesis := plainGenesis(t.path(name+".json"), config)
	t.sources++ // a folder of its own for each attempt
	n, err := startNode(t.program, t.path(fmt.Sprintf("%s-%d", name, t.sources)),
		append(options, "--devnet.genesis", genesis)...)
	t.must(err)
	own := *t.suite
	own.node = n
	child := &trial{suite: &own, row: t.row, begun: t.begun}
	return child
}

// finish stops the follower and hands its findings on.
func (t *trial) finish(child *trial) {
	child.close()
	code, took := child.node.stop()
	child.expect(code == 0 && took < 10*time.Second, "the node stopped with %d after %v", code, took)
	t.did = append(t.did, child.did...)
	t.problems = append(t.problems, child.problems...)
	t.sources = child.sources
}

// offers joins with a chain, and a Status that may be spoilt.
func (t *trial) offers(version uint64, chain *chain, name string, spoil func([]any), handle func(*session, uint64, []byte) bool) *session {
	w, key := t.meet()
	s := &session{wire: w, key: key, version: version, offset: baseCodes, chain: chain}
	mine := helloOf(key, ethCaps(version)...)
	mine.Client = name
	_, err := s.exchangeHello(mine)
	t.must(err)
	if handle != nil {
		s.handle = func(code uint64, data []byte) bool { return handle(s, code, data) }
	}
	status := chain.status(version)
	if spoil != nil {
		spoil(status)
	}
	s.post(msgStatus, encode(status))
	s.begin()
	return s
}

// head of the follower's store.
func (t *trial) head() int { return int(t.node.counts()["plexus_head_number"]) }

// reaches waits for the store to have that head.
func (t *trial) reaches(number int, limit time.Duration) {
	began := time.Now()
	for end := began.Add(limit); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		if t.head() == number {
			t.note("at block %d after %.1f s", number, time.Since(began).Seconds())
			return
		}
	}
	t.expect(false, "at block %d, not %d, after %v", t.head(), number, limit)
}

// kept checks that an honest peer is still there and has paid nothing.
func (t *trial) kept(peers ...*session) {
	for _, s := range peers {
		score, found := t.node.score(s.id())
		t.expect(s.over.Load() == nil && found, "an honest peer was disconnected: %v", s.over.Load())
		t.expect(!found || score >= startScore, "an honest peer has score %d", score)
	}
	t.note("the honest stay")
}

func silent(*session, uint64, []byte) bool { return true }

var syncRows = []row{
	{group: "Sync", name: "a lying head", bare: true, input: "total difficulty 2^90 over an old block (eth/68); latest 2^40 over block 10 (eth/69)", want: "synced to the honest head, whatever the liar says", attack: func(t *trial) {
		for _, version := range []uint64{68, 69} {
			c := plainChain(300, 300, 1, "")
			f := follower(t, nil)
			f.offers(version, c, "liar", func(s []any) {
				if version == 68 {
					s[2], s[3] = []byte{4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, c.hashes[10]
				} else {
					s[5], s[6] = uint64(1)<<40, c.hashes[10]
				}
			}, nil)
			time.Sleep(300 * time.Millisecond)
			honest := f.offers(version, c, "honest", nil, nil)
			f.reaches(300, 10*time.Second)
			f.kept(honest)
			t.finish(f)
		}
	}},
	{group: "Sync", name: "an invented height", bare: true, input: "one visit: total difficulty 2^100-1, one made-up header at height 1,000,000, then gone", want: "only the claimant pays; three honest peers stay", attack: func(t *trial) {
		c := plainChain(1250, 1250, 1, "")
		f := follower(t, nil)
		var honest []*session
		for i := 0; i < 3; i++ {
			honest = append(honest, f.offers(68, c, "honest", nil, nil))
		}
		header := encode(plainHeader(common.Hash{9}, 1_000_000, 1<<40, "invented"))
		fake := plainChain(0, 0, 1, "")
		liar := f.offers(68, fake, "liar", func(s []any) {
			s[2], s[3] = []byte{0x0f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, hashOf(header)
		}, func(s *session, code uint64, data []byte) bool {
			if code != msgGetBlockHeaders {
				return false
			}
			s.post(msgBlockHeaders, encode([]any{requestID(data), []rlp.RawValue{header}}))
			return true
		})
		f.reaches(1250, 15*time.Second)
		time.Sleep(time.Second)
		liar.Close()
		time.Sleep(time.Second)
		f.kept(honest...)
		t.finish(f)
	}},
	{group: "Sync", name: "33 silent peers with the heaviest claims", bare: true, input: "33 peers tell 2^90 and never respond; an honest one comes after them", want: "one short deadline for all together", attack: func(t *trial) {
		c := plainChain(300, 300, 1, "")
		f := follower(t, nil)
		for i := 0; i < 33; i++ {
			f.offers(68, c, "silent", func(s []any) { s[2], s[3] = []byte{4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, common.Hash{byte(i), 1} }, silent)
		}
		time.Sleep(500 * time.Millisecond)
		honest := f.offers(68, c, "honest", nil, nil)
		f.reaches(300, 20*time.Second)
		f.kept(honest)
		t.finish(f)
	}},
	{group: "Sync", name: "an honest peer that holds only genesis", bare: true, input: "it joins while we sync from another", want: "never gets a request for what it does not claim", attack: func(t *trial) {
		c := plainChain(1250, 1250, 1, "")
		f := follower(t, nil)
		fresh := f.offers(68, plainChain(0, 0, 1, ""), "fresh", nil, nil)
		honest := f.offers(68, c, "honest", nil, nil)
		f.reaches(1250, 15*time.Second)
		f.kept(fresh, honest)
		t.finish(f)
	}},
	{group: "Sync", name: "short responses", bare: true, input: "an honest peer that responds with 100 headers at most", want: "the rest is requested, no score falls", attack: func(t *trial) {
		f := follower(t, nil)
		honest := f.offers(68, plainChain(300, 300, 1, ""), "short", nil, func(s *session, code uint64, data []byte) bool {
			if code == msgGetBlockHeaders {
				s.serveHeaders(data, 100)
			}
			return code == msgGetBlockHeaders
		})
		f.reaches(300, 10*time.Second)
		f.kept(honest)
		t.finish(f)
	}},
	{group: "Sync", name: "a reorganisation of one block", bare: true, input: "the store ends with block 300 of one chain; all peers are on another that replaces it", want: "the heavier chain; nobody pays", attack: func(t *trial) {
		f := follower(t, nil)
		first := f.offers(68, plainChain(300, 300, 1, ""), "first", nil, nil)
		f.reaches(300, 10*time.Second)
		first.Close()
		honest := f.offers(68, plainChain(320, 299, 1, "other"), "honest", nil, nil)
		f.reaches(320, 15*time.Second)
		f.kept(honest)
		t.finish(f)
	}},
	{group: "Sync", name: "one made-up tip", bare: true, input: "a made-up child of the head, with an empty body, from a peer that then leaves", want: "replaced by the chain that has more behind it", attack: func(t *trial) {
		f := follower(t, nil)
		first := f.offers(68, plainChain(1201, 1201, 1, ""), "first", nil, nil)
		f.reaches(1201, 15*time.Second)
		first.Close()
		liar := f.offers(68, plainChain(1202, 1201, 2, "made up"), "liar", nil, nil)
		time.Sleep(1500 * time.Millisecond)
		t.note("the made-up block was taken: %v", f.head() == 1202)
		liar.Close()
		honest := f.offers(68, plainChain(1250, 1250, 1, ""), "honest", nil, nil)
		f.reaches(1250, 20*time.Second)
		f.kept(honest)
		t.finish(f)
	}},
	{group: "Sync", name: "bodies with more than the header commits to", bare: true, input: "[transactions, uncles, junk of 200 kB] for each block", want: "refused, or cut off before it is stored", attack: func(t *trial) {
		f := follower(t, nil)
		c := plainChain(20, 20, 1, "")
		junk := plainChain(20, 20, 1, "")
		for i := range junk.bodies {
			junk.bodies[i] = listOf([]byte{0xc0}, []byte{0xc0}, encode(make([]byte, 200_000)))
		}
		liar := f.offers(68, junk, "junk", nil, nil)
		time.Sleep(time.Second)
		liar.Close()
		f.offers(68, c, "honest", nil, nil)
		f.reaches(20, 10*time.Second)
		requester := f.offers(68, plainChain(0, 0, 1, ""), "requester", nil, nil)
		response := requester.request(msgGetBlockBodies, []common.Hash{c.hashes[1]}, patience)
		t.note("served body: %d bytes", len(response))
		t.expect(items(response) == 1 && len(response) < 100, "a body of %d bytes is served", len(response))
		t.finish(f)
	}},
	{group: "Sync", name: "all peers on an unknown fork", bare: true, input: "four peers of our genesis whose fork id we do not know", want: "refused, and said at warn", attack: func(t *trial) {
		f := follower(t, nil)
		for i := 0; i < 4; i++ {
			s := f.connected(68)
			s.chain = plainChain(3, 3, 1, "")
			status := s.chain.status(68)
			status[5] = []any{[4]byte{0x2c, 0x65, 0x36, 0xd8}, uint64(0)}
			s.send(s.offset+msgStatus, encode(status))
			t.ends(s.end(soon), 0x10, 3)
		}
		line := f.node.await(`warn +\S+ .*(fork.*)`, 2*time.Second)
		t.note("%s", strings.TrimSpace(line))
		t.expect(line != "", "no warning says why")
		t.finish(f)
	}},
	{group: "bsc", name: "the bsc handshake withheld", bare: true, input: "eth is agreed, bsc offered, its first message never sent; then: UpgradeStatus never sent", want: "eth is served meanwhile; without UpgradeStatus closed after 5 s", attack: func(t *trial) {
		b := bscNode(t)
		s := b.bscPeer()
		response := s.request(msgGetBlockHeaders, headersFrom(1, 1, 0, false), soon)
		t.note("eth served: %v", items(response) == 1)
		t.expect(items(response) == 1, "eth is not served: %v", s.over.Load())
		silent := b.bscGreeted()
		silent.join()
		t.ends(silent.await(total), 0x10, 0x0b)
		t.finish(b)
	}},
	{group: "bsc", name: "junk votes", bare: true, input: "2,040 well-formed votes of noise from one peer, while another sends 20; then 6,000 in one message", want: "the other's votes are passed on; the whole pool too many costs its sender", attack: func(t *trial) {
		b := bscNode(t)
		liar, honest, taker := b.bscPeer(), b.bscPeer(), b.bscPeer()
		var taken atomic.Int64
		taker.bsc = func(code uint64, data []byte) {
			if code == 1 {
				taken.Add(int64(bytes.Count(data, honestVote)))
			}
		}
		for _, s := range []*session{liar, honest, taker} {
			s.bscGreets()
			t.expect(items(s.request(msgGetBlockHeaders, headersFrom(1, 1, 0, false), soon)) == 1, "not joined: %v", s.over.Load())
		}
		for i := 0; i < 32; i++ {
			liar.bscPost(1, listOf(listOf(votes(64, []byte("noise"))...)))
		}
		honest.bscPost(1, listOf(listOf(votes(20, honestVote)...)))
		for end := time.Now().Add(3 * time.Second); time.Now().Before(end) && taken.Load() < 20; time.Sleep(20 * time.Millisecond) {
		}
		t.note("%d of 20 honest votes passed on", taken.Load())
		t.expect(taken.Load() == 20, "%d of 20 honest votes passed on", taken.Load())
		liar.bscPost(1, listOf(listOf(votes(6000, []byte("noise"))...)))
		own := &trial{suite: b.suite}
		own.punished(liar)
		t.did, t.problems = append(t.did, own.did...), append(t.problems, own.problems...)
		t.finish(b)
	}},
	{group: "bsc", name: "BlocksByRange without a request", bare: true, input: "an unknown request id", want: "refused before it is decoded", attack: func(t *trial) {
		b := bscNode(t)
		for i := 0; i < 2; i++ {
			s := b.bscPeer()
			s.bscGreets()
			for j := 0; j < 6; j++ {
				s.bscPost(3, encode([]any{uint64(99 + j), []any{}}))
			}
			over := s.await(soon)
			if score, found := b.node.score(s.id()); over == nil && found && score < startScore {
				t.note("score %d → %d", startScore, score)
				continue
			}
			t.ends(over, 0x10, 2, 3)
		}
		t.finish(b)
	}},
	{group: "bsc", name: "GetBlocksByRange pipelined", bare: true, input: "2,000 requests for 64 blocks, no reply is read", want: "a byte cap and a rate for each peer", attack: func(t *trial) {
		b := bscNode(t)
		s := b.bscPeer()
		s.bscGreets()
		before := b.node.usage()
		go func() {
			for i := uint64(0); i < 2000; i++ {
				if s.bscPost(2, encode([]any{i, uint64(1000), common.Hash{}, uint64(64)})) != nil {
					return
				}
			}
		}()
		time.Sleep(1500 * time.Millisecond)
		after := b.node.usage()
		t.note("%d MiB more, cpu %d ms", max(after.memory-before.memory, 0)>>20, (after.cpu - before.cpu).Milliseconds())
		t.expect(after.memory-before.memory < 64<<20, "%d MiB more", (after.memory-before.memory)>>20)
		if over := s.over.Load(); over != nil {
			t.note("%s", over)
		}
		t.finish(b)
	}},
}

func hashOf(header []byte) common.Hash { return plainHash(header) }

// bscNode serves the stored chain with the bsc capability beside eth.
func bscNode(t *trial) *trial {
	pow := filepath.Join(t.data, "pow")
	dir := t.path("bsc" + strconv.Itoa(t.sources))
	options := []string{"--plugins", "eth68,bsc,devnet,chainstore,metrics", "--bsc.relay-votes", "--bind", "plexus.chain.profile=devnet", "--bind", "plexus.chain.parameters=devnet",
		"--devnet.genesis", filepath.Join(pow, "genesis.json")}
	text, code := t.command(append([]string{"import", filepath.Join(pow, "chain.rlp"), "--data-dir", dir}, options...)...)
	if code != 0 {
		t.must(fmt.Errorf("import: %s", text))
	}
	n, err := startNode(t.program, dir, append(options, "--listen-address", nodeAddress, "--port", "0", "--metrics.http-port", "0", "--no-dial")...)
	t.must(err)
	own := *t.suite
	own.node = n
	return &trial{suite: &own, row: t.row, begun: t.begun}
}

// Codes that each capability takes, in alphabetical order of names. @spec RLPx, "Message ID-based Multiplexing"
var bscCodes = map[uint64]uint64{1: 2, 2: 4, 3: 4}

// bscPeer is joined to eth/68, and has agreed on bsc/2.
func (t *trial) bscPeer() *session {
	s := t.bscGreeted()
	s.join()
	s.post(msgUpgradeStatus, []byte{0xc2, 0xc1, 0x80})
	return s
}

func (t *trial) bscGreeted() *session {
	w, key := t.meet()
	s := &session{wire: w, key: key, version: 68, offset: baseCodes + bscCodes[2], chain: t.claims}
	_, err := s.exchangeHello(helloOf(key, capability{"bsc", 2}, capability{"eth", 68}))
	t.must(err)
	return s
}

// msgUpgradeStatus follows Status on BSC up to eth/68; whether transactions are wanted.
const msgUpgradeStatus = 0x0b

// honestVote marks the votes of the honest peer: it is the target hash of each.
var honestVote = bytes.Repeat([]byte{0xab}, 32)

// votes of the right form, each another one. @spec BEP-126
func votes(count int, target []byte) (all [][]byte) {
	for i := 0; i < count; i++ {
		signature := make([]byte, 96)
		rand.Read(signature)
		data := listOf(encode(uint64(1)), encode(common.Hash{1}), encode(uint64(2)), encode(common.BytesToHash(target)))
		all = append(all, listOf(encode(make([]byte, 48)), encode(signature), data))
	}
	return all
}

func (s *session) bscPost(code uint64, data []byte) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.send(baseCodes+code, data)
}

// bscGreets sends the first message of bsc: its version and an empty extra.
func (s *session) bscGreets() { s.bscPost(0, listOf(encode(uint64(2)), []byte{0x00})) }
