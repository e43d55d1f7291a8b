// A network of go-ethereum's discv4 nodes in one process, on addresses of 127.7.0.0/16, and at the
// same time a walker of go-ethereum through it. Prints JSON lines: the bootnode once the network knows
// itself, and how many nodes the walker has found after how long.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/log"
	"github.com/ethereum/go-ethereum/p2p/discover"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"github.com/ethereum/go-ethereum/p2p/enr"
	"github.com/ethereum/go-ethereum/rlp"
)

func out(event map[string]any) {
	text, _ := json.Marshal(event)
	fmt.Println(string(text))
}

// start opens a node at the number-th address; its record names a chain that is nobody's.
func start(number int, boot []*enode.Node) (*discover.UDPv4, *enode.LocalNode) {
	ip := net.IPv4(127, 7, byte(number/200), byte(number%200+1))
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: ip})
	if err != nil {
		panic(err)
	}
	port := conn.LocalAddr().(*net.UDPAddr).Port
	key, _ := crypto.GenerateKey()
	db, _ := enode.OpenDB("")
	local := enode.NewLocalNode(db, key)
	local.SetStaticIP(ip)
	local.SetFallbackUDP(port)
	local.Set(enr.TCP(port))
	local.Set(enr.WithEntry("eth", rlp.RawValue{0xc7, 0xc6, 0x84, 1, 2, 3, 4, 0x80}))
	node, err := discover.ListenV4(conn, local, discover.Config{PrivateKey: key, Bootnodes: boot})
	if err != nil {
		panic(err)
	}
	return node, local
}

// A node counts as known to its network once so many others name it. They name whom they have checked.
const fewestNamers = 3

// named counts the nodes of the network that are known to it.
func named(network []*discover.UDPv4) int {
	namers := map[enode.ID]int{}
	for _, node := range network {
		for _, bucket := range node.TableBuckets() {
			for _, entry := range bucket {
				if entry.Live {
					namers[entry.Node.ID()]++
				}
			}
		}
	}
	count := 0
	for _, node := range network {
		if namers[node.Self().ID()] >= fewestNamers {
			count++
		}
	}
	return count
}

// meet lets the nodes look up random targets, a few at a time, until nearly all are known to the
// network, as the dialler of a whole node does from its start on: otherwise a young network names few
// of its nodes, and no walker can hear of the others.
func meet(network []*discover.UDPv4, settle time.Duration) int {
	var over atomic.Bool
	var next atomic.Int64
	for worker := 0; worker < 8; worker++ {
		go func() {
			for !over.Load() {
				target, _ := crypto.GenerateKey()
				network[int(next.Add(1))%len(network)].LookupPubkey(&target.PublicKey)
			}
		}()
	}
	begin, known := time.Now(), 0
	for known*100 < len(network)*99 && time.Since(begin) < settle {
		time.Sleep(time.Second)
		known = named(network)
	}
	over.Store(true)
	return known
}

// walk looks up random targets as go-ethereum's dialler does, until the time is over.
func walk(number int, boot []*enode.Node, limit time.Duration) {
	node, _ := start(number, boot)
	begin := time.Now()
	seen := map[enode.ID]bool{}
	nodes := node.RandomNodes()
	time.AfterFunc(limit, nodes.Close)
	for nodes.Next() {
		id := nodes.Node().ID()
		if seen[id] {
			continue
		}
		seen[id] = true
		out(map[string]any{"walker": len(seen), "ms": time.Since(begin).Milliseconds()})
	}
	out(map[string]any{"walker_done": len(seen)})
}

func main() {
	count := flag.Int("nodes", 150, "nodes in the network")
	settle := flag.Duration("settle", time.Minute, "how long they get to know each other at most")
	pace := flag.Duration("pace", 100*time.Millisecond, "between the starts of two nodes")
	limit := flag.Duration("time", 30*time.Second, "how long the walker walks")
	flag.Parse()
	log.SetDefault(log.NewLogger(log.NewTerminalHandlerWithLevel(os.Stderr, log.LevelError, false)))
	bootnode, first := start(0, nil)
	boot := []*enode.Node{first.Node()}
	network := []*discover.UDPv4{bootnode}
	for number := 1; number < *count; number++ {
		node, _ := start(number, boot)
		network = append(network, node)
		// The bootnode is the only one that all begin with.
		time.Sleep(*pace)
	}
	known := meet(network, *settle)
	out(map[string]any{"boot": first.Node().URLv4(), "known": known})
	// Both begin when the line says `go`.
	var line string
	fmt.Scanln(&line)
	walk(*count, boot, *limit)
	fmt.Scanln(&line)
}
