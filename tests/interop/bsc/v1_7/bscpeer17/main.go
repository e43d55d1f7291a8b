// Command bscpeer17 is a peer of bnb-chain/bsc v1.7.8: eth/68, bsc/1 and bsc/2.
package main

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/eth/protocols/eth"

	"plexus/interop/bsckit/modern"
)

func main() {
	modern.Main(modern.Release{Name: "v1.7.8", AskReceipts: func(peer *eth.Peer, hashes []common.Hash,
		_, _ []uint64, sink chan *eth.Response) (*eth.Request, error) {
		return peer.RequestReceipts(hashes, sink)
	}})
}
