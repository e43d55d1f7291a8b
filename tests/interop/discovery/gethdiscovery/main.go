// A go-ethereum discovery peer: -v4, -v5 or both on one port. Prints JSON lines; commands on stdin.
package main

import (
	"bufio"
	"crypto/ecdsa"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/log"
	"github.com/ethereum/go-ethereum/p2p/discover"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"github.com/ethereum/go-ethereum/p2p/enr"
	"github.com/ethereum/go-ethereum/rlp"
)

func out(v any) { b, _ := json.Marshal(v); fmt.Println(string(b)) }

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "")
	keyhex := flag.String("key", "", "")
	boot := flag.String("boot", "", "")
	v4 := flag.Bool("v4", true, "")
	v5 := flag.Bool("v5", true, "")
	ping := flag.Duration("ping", 200*time.Millisecond, "")
	trace := flag.Bool("trace", false, "")
	flag.Parse()
	lvl := log.LevelInfo
	if *trace {
		lvl = log.LevelTrace
	}
	log.SetDefault(log.NewLogger(log.NewTerminalHandlerWithLevel(os.Stderr, lvl, false)))
	var key *ecdsa.PrivateKey
	if *keyhex != "" {
		key, _ = crypto.HexToECDSA(*keyhex)
	} else {
		key, _ = crypto.GenerateKey()
	}
	ua, _ := net.ResolveUDPAddr("udp", *addr)
	conn, err := net.ListenUDP("udp", ua)
	if err != nil {
		panic(err)
	}
	la := conn.LocalAddr().(*net.UDPAddr)
	db, _ := enode.OpenDB("")
	ln := enode.NewLocalNode(db, key)
	ln.SetStaticIP(la.IP)
	ln.SetFallbackUDP(la.Port)
	ln.Set(enr.TCP(la.Port))
	ln.Set(enr.WithEntry("eth", rlp.RawValue{0xc7, 0xc6, 0x84, 1, 2, 3, 4, 0x80}))
	var boots []*enode.Node
	for _, s := range strings.Split(*boot, ",") {
		if s != "" {
			boots = append(boots, enode.MustParse(s))
		}
	}
	cfg := discover.Config{PrivateKey: key, Bootnodes: boots, PingInterval: *ping}
	var sconn discover.UDPConn = conn
	var d4 *discover.UDPv4
	var d5 *discover.UDPv5
	if *v4 {
		c := cfg
		if *v5 {
			u := make(chan discover.ReadPacket, 100)
			c.Unhandled = u
			sconn = &discover.SharedUDPConn{UDPConn: conn, Unhandled: u}
		}
		if d4, err = discover.ListenV4(conn, ln, c); err != nil {
			panic(err)
		}
	}
	if *v5 {
		if d5, err = discover.ListenV5(sconn, ln, cfg); err != nil {
			panic(err)
		}
		d5.RegisterTalkHandler("echo", func(n *enode.Node, a *net.UDPAddr, b []byte) []byte { return append([]byte("echo:"), b...) })
	}
	out(map[string]any{"enr": ln.Node().String(), "enode": ln.Node().URLv4(), "id": ln.ID().String()})
	sc := bufio.NewScanner(os.Stdin)
	for sc.Scan() {
		f := strings.Fields(sc.Text())
		if len(f) == 0 {
			continue
		}
		t0 := time.Now()
		res := map[string]any{"cmd": sc.Text()}
		switch f[0] {
		case "ping5":
			p, err := d5.Ping(enode.MustParse(f[1]))
			res["pong"], res["err"] = p, fmt.Sprint(err)
		case "find5":
			var ds []uint
			for _, x := range f[2:] {
				var d uint
				fmt.Sscan(x, &d)
				ds = append(ds, d)
			}
			ns, err := d5.Findnode(enode.MustParse(f[1]), ds)
			var ids []string
			for _, n := range ns {
				ids = append(ids, n.String())
			}
			res["nodes"], res["err"] = ids, fmt.Sprint(err)
		case "talk5":
			b, err := d5.TalkRequest(enode.MustParse(f[1]), f[2], []byte(f[3]))
			res["resp"], res["err"] = string(b), fmt.Sprint(err)
		case "ping4":
			_, err := d4.Ping(enode.MustParse(f[1]))
			res["err"] = fmt.Sprint(err)
		case "enr4":
			n, err := d4.RequestENR(enode.MustParse(f[1]))
			res["node"], res["err"] = fmt.Sprint(n), fmt.Sprint(err)
		case "table5":
			var l []string
			for _, b := range d5.Nodes() {
				for _, n := range b {
					l = append(l, fmt.Sprintf("%s live=%v checks=%d", n.Node.ID().TerminalString(), n.Live, n.Checks))
				}
			}
			res["nodes"] = l
		case "lookup5":
			var id enode.ID
			copy(id[:], crypto.Keccak256([]byte(f[1])))
			res["n"] = len(d5.Lookup(id))
		case "quit":
			return
		}
		res["ms"] = time.Since(t0).Milliseconds()
		out(res)
	}
}
