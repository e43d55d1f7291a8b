// Command bscpeer18 is a peer of bnb-chain/bsc v1.8.0-alpha: eth/68 and BSC's eth/70, bsc/1 and bsc/2.
package main

import (
	"github.com/ethereum/go-ethereum/eth/protocols/eth"

	"plexus/interop/bsckit/modern"
)

func main() {
	modern.Main(modern.Release{Name: "v1.8.0-alpha", AskReceipts: (*eth.Peer).RequestReceipts})
}
