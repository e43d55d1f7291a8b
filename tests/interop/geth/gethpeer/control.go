package main

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"plexus/interop/geth/chain"
)

// obey runs commands, one a line, until the input ends or says "quit".
func (n *node) obey(input io.Reader, quit func()) {
	lines := bufio.NewScanner(input)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		if words[0] == "quit" {
			quit()
			return
		}
		count := 1
		if len(words) > 1 {
			count, _ = strconv.Atoi(words[1])
		}
		if err := n.command(words[0], count); err != nil {
			emit("error", fields{"command": lines.Text(), "reason": err.Error()})
		}
	}
}

func (n *node) command(name string, count int) error {
	switch name {
	case "relay", "announce":
		return n.grow(count, name == "relay")
	case "transactions":
		hashes := n.release(count)
		for _, peer := range n.peers() {
			peer.AsyncSendTransactions(hashes)
		}
		emit("sent", fields{"what": name, "hashes": hashes, "peers": len(n.peers())})
	case "hashes":
		hashes := n.release(count)
		for _, peer := range n.peers() {
			peer.AsyncSendPooledTransactionHashes(hashes)
		}
		emit("sent", fields{"what": name, "hashes": hashes, "peers": len(n.peers())})
	default:
		return fmt.Errorf("known are relay, announce, transactions, hashes and quit")
	}
	return nil
}

// grow takes the next blocks of the file and tells all peers: whole blocks, or hashes only.
func (n *node) grow(count int, whole bool) error {
	for i := 0; i < count; i++ {
		if len(n.later) == 0 {
			return fmt.Errorf("the file has no more blocks")
		}
		block := n.later[0]
		n.later = n.later[1:]
		if err := chain.Insert(n.chain, []*types.Block{block}); err != nil {
			return err
		}
		_, td := n.head()
		peers := n.peers()
		for _, peer := range peers {
			if whole {
				peer.AsyncSendNewBlock(block, td)
			} else {
				peer.AsyncSendNewBlockHash(block)
			}
		}
		emit("sent", fields{"what": "block", "whole": whole, "hash": block.Hash(),
			"number": block.NumberU64(), "td": td.String(), "peers": len(peers)})
	}
	return nil
}

// release puts the first transactions of blocks still to come into the pool.
func (n *node) release(count int) []common.Hash {
	var coming []*types.Transaction
	for _, block := range n.later {
		for _, tx := range block.Transactions() {
			if len(coming) == count {
				return n.pool.add(coming)
			}
			coming = append(coming, tx)
		}
	}
	return n.pool.add(coming)
}
