// A go-ethereum node that takes no connections: it begins with one bootnode, and dials whom its own
// discovery finds and whose record it can fetch, as go-ethereum's eth service does. Prints a JSON line
// for each record of the bootnode that names an address, and for each node that it has dialled.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/log"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/enode"
)

func out(event map[string]any) {
	text, _ := json.Marshal(event)
	fmt.Println(string(text))
}

func main() {
	addr := flag.String("addr", "", "where it asks from")
	boot := flag.String("boot", "", "the enode it begins with")
	flag.Parse()
	log.SetDefault(log.NewLogger(log.NewTerminalHandlerWithLevel(os.Stderr, log.LevelDebug, false)))
	first := enode.MustParse(*boot)
	key, _ := crypto.GenerateKey()
	candidates := enode.NewFairMix(0)
	server := &p2p.Server{Config: p2p.Config{
		PrivateKey: key, MaxPeers: 10, Name: "dialler", DiscoveryV4: true, DiscAddr: *addr,
		BootstrapNodes: []*enode.Node{first},
		Protocols: []p2p.Protocol{{Name: "eth", Version: 68, Length: 17, DialCandidates: candidates,
			Run: func(peer *p2p.Peer, rw p2p.MsgReadWriter) error {
				if !peer.Inbound() {
					out(map[string]any{"dialled": peer.ID().String(), "client": peer.Fullname()})
				}
				for {
					message, err := rw.ReadMsg()
					if err != nil {
						return err
					}
					message.Discard()
				}
			}}}}}
	if err := server.Start(); err != nil {
		panic(err)
	}
	// As eth/backend.go, setupDiscovery: nobody is dialled whose record cannot be fetched.
	resolve := func(_ context.Context, node *enode.Node) *enode.Node {
		found, err := server.DiscoveryV4().RequestENR(node)
		if err != nil {
			return nil
		}
		return found
	}
	candidates.AddSource(enode.AsyncFilter(server.DiscoveryV4().RandomNodes(), resolve, 16))

	begin, told := time.Now(), ""
	for ; ; time.Sleep(200 * time.Millisecond) {
		record, err := server.DiscoveryV4().RequestENR(first)
		if err != nil || record.IP() == nil || record.String() == told {
			continue
		}
		told = record.String()
		out(map[string]any{"resolved": record.IP().String(), "udp": record.UDP(), "tcp": record.TCP(),
			"ms": time.Since(begin).Milliseconds()})
	}
}
