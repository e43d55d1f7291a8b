package main

import (
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/p2p"

	"plexus/interop/peerkit"
)

// start runs a peer in this process until the test ends.
func start(t *testing.T, arguments ...string) (*node, *p2p.Server) {
	t.Helper()
	o, err := parse(arguments)
	if err != nil {
		t.Fatal(err)
	}
	n, err := newNode(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.stop)
	server, err := listen(n, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	t.Cleanup(peerkit.Watch(server, n.report))
	return n, server
}

func TestAPeerFetchesFromItsLike(t *testing.T) {
	for _, chain := range []string{"pow", "pos"} {
		for _, version := range []string{"69", "70"} {
			t.Run(chain+" "+version, func(t *testing.T) {
				folder := filepath.Join("../../../data", chain)
				genesis := "--genesis=" + filepath.Join(folder, "genesis.json")
				_, served := start(t, genesis, "--versions="+version,
					"--chain="+filepath.Join(folder, "chain.rlp"))
				n, _ := start(t, genesis, "--fetch="+served.Self().URLv4())
				if err := n.fetchOne(peerkit.Life{}); err != nil {
					t.Error(err)
				}
			})
		}
	}
}
