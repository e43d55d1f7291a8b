package main

import (
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/common/mclock"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/p2p/discover/v4wire"
	"github.com/ethereum/go-ethereum/p2p/discover/v5wire"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"github.com/ethereum/go-ethereum/p2p/enr"
	"github.com/ethereum/go-ethereum/p2p/rlpx"
	"github.com/ethereum/go-ethereum/rlp"
)

// seeker is a node of its own that looks for peers on the plain chain.
func seeker(t *trial, plugins, listen string, options ...string) *trial {
	return startChild(t, nil, append([]string{"--plugins", plugins + ",devnet,metrics", "--listen-address", listen,
		"--port", "0", "--metrics.http-port", "0"}, options...)...)
}

// recordOf signs a record that names an address, and the plain chain.
func recordOf(key *ecdsa.PrivateKey, ip net.IP, port int) *enode.LocalNode {
	db, err := enode.OpenDB("")
	if err != nil {
		panic(rowError{err})
	}
	local := enode.NewLocalNode(db, key)
	local.SetStaticIP(ip)
	local.SetFallbackUDP(port)
	local.Set(enr.TCP(port))
	fork := plainChain(0, 0, 1, "").forkID
	local.Set(enr.WithEntry("eth", rlp.RawValue(encode([]any{[]any{fork, uint64(0)}}))))
	return local
}

// v5peer is a node of discv5 that says what the row wants.
type v5peer struct {
	*net.UDPConn
	local *enode.LocalNode
	codec *v5wire.Codec
}

func (t *trial) v5(source string) *v5peer {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.ParseIP(source)})
	t.must(err)
	t.open = append(t.open, conn)
	own := conn.LocalAddr().(*net.UDPAddr)
	key := newKey()
	local := recordOf(key, own.IP, own.Port)
	return &v5peer{conn, local, v5wire.NewCodec(local, key, mclock.System{}, nil)}
}

func (p *v5peer) say(to enode.ID, at *net.UDPAddr, packet v5wire.Packet, challenge *v5wire.Whoareyou) {
	if data, _, err := p.codec.Encode(to, at.String(), packet, challenge); err == nil {
		p.WriteToUDP(data, at)
	}
}

// serve takes part in the protocol for a time; `respond` gets the FindNodes.
func (p *v5peer) serve(limit time.Duration, respond func(enode.ID, *net.UDPAddr, *v5wire.Findnode)) {
	buffer := make([]byte, 2048)
	p.SetReadDeadline(time.Now().Add(limit))
	for {
		n, from, err := p.ReadFromUDP(buffer)
		if err != nil {
			return
		}
		sender, _, packet, err := p.codec.Decode(buffer[:n], from.String())
		if err != nil {
			continue
		}
		switch packet := packet.(type) {
		case *v5wire.Unknown:
			challenge := &v5wire.Whoareyou{Nonce: packet.Nonce}
			rand.Read(challenge.IDNonce[:])
			p.say(sender, from, challenge, nil)
		case *v5wire.Ping:
			p.say(sender, from, &v5wire.Pong{ReqID: packet.ReqID, ENRSeq: p.local.Seq(), ToIP: from.IP, ToPort: uint16(from.Port)}, nil)
		case *v5wire.Findnode:
			respond(sender, from, packet)
		}
	}
}

// misplaced makes records of an address whose nodes have none of these distances from the teller.
func misplaced(teller enode.ID, distances []uint, count int, at *net.UDPAddr) (records []*enr.Record) {
	for len(records) < count {
		local := recordOf(newKey(), at.IP, at.Port)
		distance, asked := uint(enode.LogDist(teller, local.ID())), false
		for _, each := range distances {
			asked = asked || each == distance
		}
		if !asked {
			records = append(records, local.Node().Record())
		}
	}
	return records
}

// nodesFlood answers each FindNode of a node with 255 packets of nodes that it has not asked for, and
// with a total of 0.
func nodesFlood(t *trial) {
	victim := t.udpSink("99.9.9.9")
	liar := t.v5("98.1.1.1")
	f := seeker(t, "eth68,discv5", nodeAddress, "--discv5.bootnodes", liar.local.Node().String(), "--discv5.lookup-interval", "1s")
	victimAt := victim.LocalAddr().(*net.UDPAddr)
	asked := 0
	before := f.node.usage()
	liar.serve(5*time.Second, func(sender enode.ID, from *net.UDPAddr, request *v5wire.Findnode) {
		asked++
		records := append(misplaced(liar.local.ID(), request.Distances, 2, victimAt), liar.local.Node().Record())
		for i := 0; i < 255; i++ {
			total := uint8(255)
			if asked%2 == 0 {
				total = 0
			}
			liar.say(sender, from, &v5wire.Nodes{ReqID: request.ReqID, RespCount: total, Nodes: records}, nil)
		}
		for i := 0; i < 50; i++ {
			id := binary.BigEndian.AppendUint64(nil, uint64(i)+1<<56)
			liar.say(sender, from, &v5wire.Nodes{ReqID: id, RespCount: 255, Nodes: records}, nil)
		}
	})
	grown := (f.node.usage().memory - before.memory) >> 20
	f.note("%d requests answered with 305 packets each, memory +%d MiB", asked, grown)
	f.expect(asked >= 2, "the node asked %d times", asked)
	f.expect(grown <= 16, "memory +%d MiB", grown)
	f.expect(victim.count() == 0, "%d packets to nodes at distances that were not asked for", victim.count())
	t.finish(f)
}

// sink counts the datagrams that come to an address.
type sink struct {
	*net.UDPConn
	datagrams atomic.Int64
}

func (t *trial) udpSink(address string) *sink { return t.udpSinkAt(address, 0) }

func (t *trial) udpSinkAt(address string, port int) *sink {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.ParseIP(address), Port: port})
	t.must(err)
	t.open = append(t.open, conn)
	s := &sink{UDPConn: conn}
	go func() {
		buffer := make([]byte, 2048)
		for {
			if _, _, err := conn.ReadFromUDP(buffer); err != nil {
				return
			}
			s.datagrams.Add(1)
		}
	}()
	return s
}

func (s *sink) count() int64 { return s.datagrams.Load() }

// zone is a DNS server that has TXT records alone.
type zone struct {
	texts   map[string]string
	queries atomic.Int64
	at      string
}

func (t *trial) zone(texts map[string]string) *zone {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.ParseIP("98.3.3.3")})
	t.must(err)
	t.open = append(t.open, conn)
	z := &zone{texts: texts, at: conn.LocalAddr().String()}
	go func() {
		buffer := make([]byte, 1024)
		for {
			n, from, err := conn.ReadFromUDP(buffer)
			if err != nil {
				return
			}
			z.queries.Add(1)
			conn.WriteToUDP(z.response(buffer[:n]), from)
		}
	}()
	return z
}

// response is that to a query with one question. @spec RFC 1035, section 4.1
func (z *zone) response(query []byte) []byte {
	const header = 12
	var labels []string
	end := header
	for query[end] != 0 {
		size := int(query[end])
		labels = append(labels, string(query[end+1:end+1+size]))
		end += 1 + size
	}
	end += 5
	text, found := z.texts[strings.ToLower(strings.Join(labels, "."))]
	out := append([]byte{query[0], query[1], 0x84, 0x00, 0, 1, 0, 0, 0, 0, 0, 0}, query[header:end]...)
	if !found {
		out[3] = 3 // NXDOMAIN
		return out
	}
	var data []byte
	for ; len(text) > 0; text = text[min(len(text), 255):] {
		data = append(append(data, byte(min(len(text), 255))), text[:min(len(text), 255)]...)
	}
	out[7] = 1
	out = append(out, 0xc0, header, 0, 16, 0, 1, 0, 0, 0, 60)
	return append(binary.BigEndian.AppendUint16(out, uint16(len(data))), data...)
}

var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

// nodeList writes a signed list of DNS: its entries, and the name of each, by EIP-1459.
type nodeList struct {
	domain string
	key    *ecdsa.PrivateKey
	texts  map[string]string
}

func (l *nodeList) url() string {
	return "enrtree://" + base32Text.EncodeToString(crypto.CompressPubkey(&l.key.PublicKey)) + "@" + l.domain
}

// add writes an entry and returns its name.
func (l *nodeList) add(text string) string {
	name := base32Text.EncodeToString(crypto.Keccak256([]byte(text))[:16])
	l.texts[strings.ToLower(name)+"."+l.domain] = text
	return name
}

func (l *nodeList) sign(entries, links string) {
	text := fmt.Sprintf("enrtree-root:v1 e=%s l=%s seq=1", entries, links)
	signature, err := crypto.Sign(crypto.Keccak256([]byte(text)), l.key)
	if err != nil {
		panic(rowError{err})
	}
	l.texts[l.domain] = text + " sig=" + base64.RawURLEncoding.EncodeToString(signature)
}

func branchOf(names ...string) string { return "enrtree-branch:" + strings.Join(names, ",") }

// dnsLoops gives a node two lists that link to each other, one that multiplies its branches, and an
// honest one.
func dnsLoops(t *trial) {
	texts := map[string]string{}
	list := func(domain string) *nodeList { return &nodeList{domain, newKey(), texts} }
	one, two, bomb, good := list("one.test"), list("two.test"), list("bomb.test"), list("good.test")
	one.sign(one.add(branchOf()), one.add(branchOf(one.add(two.url()))))
	two.sign(two.add(branchOf()), two.add(branchOf(two.add(one.url()))))
	branch := bomb.add(branchOf())
	for depth := 0; depth < 12; depth++ {
		names := make([]string, 60)
		for i := range names {
			names[i] = branch
		}
		branch = bomb.add(branchOf(names...))
	}
	bomb.sign(branch, bomb.add(branchOf()))
	honest := t.plainNode("97.1.1.1", newKey())
	good.sign(good.add(branchOf(good.add(honest.local.Node().String()))), good.add(branchOf()))

	z := t.zone(texts)
	began := time.Now()
	f := seeker(t, "eth68,dnsdisc", nodeAddress, "--dnsdisc.servers", z.at,
		"--dnsdisc.lists", strings.Join([]string{one.url(), bomb.url(), good.url()}, ","))
	for end := began.Add(15 * time.Second); time.Now().Before(end) && len(f.node.peers()) == 0; {
		time.Sleep(50 * time.Millisecond)
	}
	f.note("the honest list's node is a peer after %.1f s", time.Since(began).Seconds())
	f.expect(len(f.node.peers()) == 1, "%d peers", len(f.node.peers()))
	queries, cpu := z.queries.Load(), f.node.usage().cpu
	time.Sleep(3 * time.Second)
	rate, busy := float64(z.queries.Load()-queries)/3, (f.node.usage().cpu-cpu).Seconds()/3
	f.note("%d queries, then %.1f a second; %.0f %% of a core", queries, rate, 100*busy)
	f.expect(rate <= 5, "%.1f queries a second go on", rate)
	f.expect(busy <= cpuSlack, "%.0f %% of a core", 100*busy)
	t.finish(f)
}

// plainNode is a node of the plain chain that responds to discv4, shakes hands with whoever connects,
// and serves nothing.
type plainNode struct {
	local *enode.LocalNode
	key   *ecdsa.PrivateKey
	udp   *net.UDPConn
	told  func() []v4wire.Node // what it names to those who ask
	shown *enr.Record          // in place of its own record
	unmet *atomic.Int64        // if set, the requests that it counts and does not respond to
}

func (t *trial) plainNode(address string, key *ecdsa.PrivateKey) *plainNode {
	listener, err := net.Listen("tcp4", address+":0")
	t.must(err)
	port := listener.Addr().(*net.TCPAddr).Port
	udp, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.ParseIP(address), Port: port})
	t.must(err)
	t.open = append(t.open, udp, closing{listener})
	n := &plainNode{recordOf(key, net.ParseIP(address), port), key, udp, func() []v4wire.Node { return nil }, nil, nil}
	go n.discover()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go n.meet(conn)
		}
	}()
	return n
}

// closing lets a row close a listener with its connections.
type closing struct{ net.Listener }

func (c closing) Read([]byte) (int, error)         { return 0, net.ErrClosed }
func (c closing) Write([]byte) (int, error)        { return 0, net.ErrClosed }
func (c closing) LocalAddr() net.Addr              { return c.Addr() }
func (c closing) RemoteAddr() net.Addr             { return c.Addr() }
func (c closing) SetDeadline(time.Time) error      { return nil }
func (c closing) SetReadDeadline(time.Time) error  { return nil }
func (c closing) SetWriteDeadline(time.Time) error { return nil }

func (n *plainNode) wire() v4wire.Node {
	node := n.local.Node()
	return v4wire.Node{IP: node.IP(), UDP: uint16(node.UDP()), TCP: uint16(node.TCP()), ID: v4wire.EncodePubkey(node.Pubkey())}
}

func (n *plainNode) discover() {
	buffer := make([]byte, 2048)
	send := func(packet v4wire.Packet, to *net.UDPAddr) {
		if data, _, err := v4wire.Encode(n.key, packet); err == nil {
			n.udp.WriteToUDP(data, to)
		}
	}
	for {
		size, from, err := n.udp.ReadFromUDP(buffer)
		if err != nil {
			return
		}
		packet, _, hash, err := v4wire.Decode(buffer[:size])
		if err != nil {
			continue
		}
		to := v4wire.NewEndpoint(from.AddrPort(), uint16(from.Port))
		if n.unmet != nil && (packet.Kind() == v4wire.FindnodePacket || packet.Kind() == v4wire.ENRRequestPacket) {
			n.unmet.Add(1)
			continue
		}
		switch packet.(type) {
		case *v4wire.Ping:
			send(&v4wire.Pong{To: to, ReplyTok: hash, Expiration: soonExpired()}, from)
			own := v4wire.NewEndpoint(n.udp.LocalAddr().(*net.UDPAddr).AddrPort(), uint16(n.local.Node().TCP()))
			send(&v4wire.Ping{Version: 4, From: own, To: to, Expiration: soonExpired()}, from)
		case *v4wire.Findnode:
			send(&v4wire.Neighbors{Nodes: n.told(), Expiration: soonExpired()}, from)
		case *v4wire.ENRRequest:
			record := n.shown
			if record == nil {
				record = n.local.Node().Record()
			}
			send(&v4wire.ENRResponse{ReplyTok: hash, Record: *record}, from)
		}
	}
}

// meet stays connected as long as the other side likes.
func (n *plainNode) meet(conn net.Conn) {
	defer conn.Close()
	c := rlpx.NewConn(conn, nil)
	if _, err := c.Handshake(n.key); err != nil {
		return
	}
	c.Write(0, encode(helloOf(n.key, ethCaps(68)...)))
	if code, _, _, err := c.Read(); err != nil || code != 0 {
		return
	}
	c.SetSnappy(true)
	c.Write(baseCodes+msgStatus, encode(plainChain(0, 0, 1, "").status(68)))
	for {
		code, _, _, err := c.Read()
		if err != nil || code == 1 {
			return
		}
		if code == 2 {
			c.Write(3, []byte{0xc0})
		}
	}
}

// some is a choice of nodes, of the number that fits one packet.
func some(nodes []*plainNode, offset int) (chosen []v4wire.Node) {
	for i := 0; i < min(12, len(nodes)); i++ {
		chosen = append(chosen, nodes[(offset+i*7)%len(nodes)].wire())
	}
	return chosen
}

// crowd is a network of which nine in ten ids are those of two hosts.
func (t *trial) crowd() (false_, honest []*plainNode) {
	for i := 0; i < 180; i++ {
		false_ = append(false_, t.plainNode([]string{"99.1.1.1", "99.2.2.2"}[i%2], newKey()))
	}
	for i := 0; i < 20; i++ {
		honest = append(honest, t.plainNode(fmt.Sprintf("%d.7.7.7", 120+i), newKey()))
	}
	var turn atomic.Int64
	next := func() int { return int(turn.Add(1)) }
	for _, node := range false_ {
		node.told = func() []v4wire.Node { return some(false_, next()*13) }
	}
	for _, node := range honest {
		node.told = func() []v4wire.Node { return append(some(honest, next())[:3], some(false_, next()*13)[:9]...) }
	}
	return false_, honest
}

// friends waits until the node has so many honest peers of the crowd, and counts its peers.
func (n *node) friends(enough int, limit time.Duration) (honest, false_ int) {
	for end := time.Now().Add(limit); time.Now().Before(end) && honest < enough; time.Sleep(200 * time.Millisecond) {
		honest, false_ = 0, 0
		for _, peer := range n.peers() {
			if strings.Contains(peer.Enode, "@99.") {
				false_++
			} else {
				honest++
			}
		}
	}
	return honest, false_
}

// falseFriends surrounds a node with the ids of two hosts: its bootnode is one, and nine in ten of the
// nodes that it hears of are theirs.
func falseFriends(t *trial) {
	false_, honest := t.crowd()
	f := seeker(t, "eth68,discv4", nodeAddress, "--discv4.bootnodes",
		false_[0].local.Node().URLv4()+","+honest[0].local.Node().URLv4(), "--max-peers", "16")
	began := time.Now()
	others, mine := f.node.friends(12, 25*time.Second)
	f.note("%d honest and %d false peers after %.0f s", others, mine, time.Since(began).Seconds())
	f.expect(mine <= 2, "%d of the peers are ids of two hosts", mine)
	f.expect(others >= 12, "%d honest peers", others)
	t.finish(f)
}

// eclipseAtRestart kills a node that has honest peers, and lets it start among the ids of two hosts
// alone: its bootnode is theirs, they fill its table, and they connect before anybody else.
func eclipseAtRestart(t *trial) {
	false_, honest := t.crowd()
	options := []string{"--max-peers", "16", "--nodestore.save-interval", "1s", "--discv4.bootnodes"}
	f := seeker(t, "eth68,discv4", nodeAddress, append(options, honest[0].local.Node().URLv4())...)
	before, _ := f.node.friends(12, 25*time.Second)
	f.expect(before >= 12, "%d honest peers before the restart", before)
	time.Sleep(4 * time.Second) // a peer is remembered after two seconds, and that written each second
	arguments := f.node.command.Args[1:]
	f.node.command.Process.Kill()
	<-f.node.exited
	for _, node := range honest {
		node.told = func() []v4wire.Node { return nil }
	}
	arguments[slices.Index(arguments, "--discv4.bootnodes")+1] = false_[0].local.Node().URLv4()
	restarted, err := startNode(t.program, f.node.dir, arguments[:len(arguments)-4]...)
	t.must(err)
	f.node = restarted
	began := time.Now()
	f.claims = plainChain(0, 0, 1, "")
	for i := 0; i < 20; i++ {
		f.joinedFrom([]string{"99.1.1.1", "99.2.2.2"}[i%2])
	}
	others, mine := restarted.friends(8, 25*time.Second)
	f.note("%d honest peers, killed; %d honest and %d false ones %.0f s after the start", before, others, mine, time.Since(began).Seconds())
	f.expect(others >= 8, "%d honest peers", others)
	f.expect(mine <= 4, "%d of the peers are ids of two hosts", mine)
	t.finish(f)
}

// silentSix floods a node with silent connections from one /48 of IPv6, and joins from others.
func silentSix(t *trial) {
	if _, err := os.Stat("/proc/net/if_inet6"); err != nil {
		t.note("the system has no IPv6")
		return
	}
	f := seeker(t, "eth68", "::", "--no-dial")
	connect := func(source string) (net.Conn, error) {
		dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(source)}, Timeout: patience}
		conn, err := dialer.Dial("tcp6", fmt.Sprintf("[2a02:9:9::1]:%d", f.node.enode.TCP()))
		if err == nil {
			f.open = append(f.open, conn)
		}
		return conn, err
	}
	longest, opened := time.Duration(0), 0
	for i := 0; i < 400; i++ {
		if _, err := connect(fmt.Sprintf("2a01:1:1:%x::5", i+1)); err == nil {
			opened++
		}
		time.Sleep(8 * time.Millisecond)
		if i%80 != 79 {
			continue
		}
		began, in := time.Now(), false
		for time.Since(began) < 2*time.Second && !in {
			if conn, err := connect(fmt.Sprintf("2a01:%x:1::5", 100+i)); err == nil {
				key := newKey()
				if w, err := handshake(conn, key, f.node.key); err == nil {
					_, err = w.exchangeHello(helloOf(key, ethCaps(68)...))
					in = err == nil
				}
			}
		}
		f.expect(in, "a newcomer does not get in within 2 s")
		longest = max(longest, time.Since(began))
	}
	f.note("%d silent connections of one /48; newcomers wait %d ms at most", opened, longest.Milliseconds())
	f.expect(opened >= 100, "only %d connections could be opened", opened)
	t.finish(f)
}

// withheld holds 25 of the slots of a syncing node with peers that claim the head, serve what is old
// and announce each new block first, but never deliver it.
func withheld(t *trial) {
	const old, fresh = 300, 6
	whole := plainChain(old+fresh, old+fresh, 1, "")
	known := plainChain(old, old, 1, "")
	claim := func(status []any) { copy(status, known.status(68)) }
	f := follower(t, nil)
	var attackers []*session
	for i := 0; i < 25; i++ {
		attackers = append(attackers, f.offers(68, known, "withholder", nil, nil))
	}
	honest := f.offers(68, whole, "honest", claim, nil)
	f.reaches(old, 15*time.Second)
	longest := time.Duration(0)
	for number := old + 1; number <= old+fresh; number++ {
		news := encode([]any{[]any{whole.hashes[number], uint64(number)}})
		for _, attacker := range attackers {
			attacker.post(msgNewBlockHashes, news)
		}
		began := time.Now()
		time.Sleep(50 * time.Millisecond)
		honest.post(msgNewBlockHashes, news)
		for time.Since(began) < 5*time.Second && f.head() < number {
			time.Sleep(20 * time.Millisecond)
		}
		longest = max(longest, time.Since(began))
		f.expect(f.head() >= number, "at block %d, not %d, after 5 s", f.head(), number)
	}
	score, found := f.node.score(honest.id())
	lost := 0
	for _, attacker := range attackers {
		if theirs, connected := f.node.score(attacker.id()); !connected || theirs < score {
			lost++
		}
	}
	f.note("each of %d new blocks within %d ms; the honest peer has score %d, %d of 25 withholders less", fresh, longest.Milliseconds(), score, lost)
	f.expect(found, "the honest peer is gone")
	f.expect(lost > 0, "no withholder is worth less than the honest peer")
	t.finish(f)
}

var eclipseRows = []row{
	{group: "discv5", name: "NODES without end", bare: true, input: "each FindNode gets 255 packets of nodes at distances not asked for, totals of 255 and of 0, and NODES to no request", want: "bounded; no node that was not asked for is contacted", attack: nodesFlood},
	{group: "discv4", name: "odd answers", bare: true, input: "a bootnode names local, multicast and unspecified endpoints; eight nodes show records of another key, of sequence 2^64-1, at loopback, private, shared and unspecified addresses", want: "no packet and no connection goes there; the honest node becomes a peer", attack: oddAnswers},
	{group: "discv4", name: "requests that expire together", bare: true, input: "a bootnode names 36 nodes of 36 networks, which respond to Ping alone, and then an honest one", want: "36 requests and more expire; the honest node becomes a peer", attack: expiringRequests},
	{group: "DNS lists", name: "DNS loops", bare: true, input: "two lists that link to each other, one of 60^12 repeated branches, and an honest one", want: "the honest list's node is dialled; queries end", attack: dnsLoops},
	{group: "Eclipse and isolation", name: "silent IPv6 connections of one /48", bare: true, input: "100 connections a second for 4 s, each from a /64 of its own, silent", want: "newcomers from elsewhere get in within 2 s", attack: silentSix},
	{group: "Eclipse and isolation", name: "false friends", bare: true, input: "two hosts with 180 ids, one of them a bootnode, are nine in ten of what a node hears of; 20 honest nodes", want: "at most one dialled peer of each network, the other slots honest", attack: falseFriends},
	{group: "Eclipse and isolation", name: "eclipse at a restart", bare: true, input: "kill -9 with honest peers; then the bootnode and all ids of the DHT are those of two hosts, which connect 20 times at the start", want: "the honest peers come back from the node's memory", attack: eclipseAtRestart},
	{group: "Eclipse and isolation", name: "fresh blocks withheld", bare: true, input: "25 peers claim the head, serve what is old, announce each new block first and never deliver it (Gethlighting)", want: "the head follows through one honest peer; the withholders are worth less", attack: withheld},
}
