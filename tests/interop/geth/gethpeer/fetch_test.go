package main

import (
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/p2p"

	"plexus/interop/peerkit"
)

func folder(name string) string {
	return filepath.Join("../../../data", name)
}

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
	for _, chain := range []string{"pow", "pos", "blobs"} {
		for _, version := range []string{"66", "67", "68"} {
			t.Run(chain+" "+version, func(t *testing.T) {
				genesis := "--genesis=" + filepath.Join(folder(chain), "genesis.json")
				_, served := start(t, genesis, "--versions="+version,
					"--chain="+filepath.Join(folder(chain), "chain.rlp"))
				n, _ := start(t, genesis, "--fetch="+served.Self().URLv4())
				if err := n.fetchOne(peerkit.Life{}); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestAPeerOfAnotherChainIsRefused(t *testing.T) {
	_, served := start(t, "--genesis="+filepath.Join(folder("pos"), "genesis.json"))
	n, _ := start(t, "--genesis="+filepath.Join(folder("pow"), "genesis.json"),
		"--fetch="+served.Self().URLv4())
	if err := n.fetchOne(peerkit.Life{}); err == nil {
		t.Error("the handshake passed")
	}
}
