// A network of go-ethereum's discv4 nodes in one process, on addresses of 127.7.0.0/16, and at the
// same time a walker of go-ethereum through it. Prints JSON lines: the bootnode, and how many nodes
// the walker has found after how long.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
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
	settle := flag.Duration("settle", 20*time.Second, "how long they get to know each other")
	limit := flag.Duration("time", 30*time.Second, "how long the walker walks")
	flag.Parse()
	log.SetDefault(log.NewLogger(log.NewTerminalHandlerWithLevel(os.Stderr, log.LevelError, false)))
	_, first := start(0, nil)
	boot := []*enode.Node{first.Node()}
	for number := 1; number < *count; number++ {
		start(number, boot)
	}
	time.Sleep(*settle)
	out(map[string]any{"boot": first.Node().URLv4()})
	// Both begin when the line says `go`.
	var line string
	fmt.Scanln(&line)
	walk(*count, boot, *limit)
	fmt.Scanln(&line)
}
