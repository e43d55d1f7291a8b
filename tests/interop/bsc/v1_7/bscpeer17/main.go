// Command bscpeer17 is a peer of bnb-chain/bsc v1.7.3: eth/68, bsc/1 to bsc/3.
package main

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"

	"plexus/interop/bsckit/modern"
)

func main() {
	modern.Main(modern.Release{Name: "v1.7.3", AskReceipts: func(peer *eth.Peer, hashes []common.Hash,
		_, _ []uint64, sink chan *eth.Response) (*eth.Request, error) {
		return peer.RequestReceipts(hashes, sink)
	}})
}
