// Package crowd is many nodes of one code base in one process: each has a p2p server of its own, and all
// serve one chain and one pool. It is compiled against each release that takes part in a soak.
package crowd

import (
	"bufio"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/big"
	"math/rand"
	"os"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"github.com/ethereum/go-ethereum/rlp"

	"plexus/interop/peerkit"
)

// Release is what differs from one code base to the next.
type Release interface {
	Name() string
	Open(genesis *core.Genesis) (Chain, error)
	Protocols(member *Member) []p2p.Protocol
}

// Chain is what both code bases' chains have in common, and a crowd needs.
type Chain interface {
	GetTd(hash common.Hash, number uint64) *big.Int
	InsertChain(blocks types.Blocks) (int, error)
	CurrentBlock() *types.Header
	Stop()
}

// networks is how many networks (/16) a crowd has addresses in; a member that is replaced gets the next one.
const networks = 250

// Crowd is the nodes, and what they know.
type Crowd struct {
	release Release
	node    *enode.Node
	chain   Chain
	Pool    Pool

	prefix  int // first byte of the members' addresses
	started int
	members []*Member
}

// Head is the newest block, and the total difficulty up to it.
func (c *Crowd) Head() (*types.Header, *big.Int) {
	head := c.chain.CurrentBlock()
	return head, c.chain.GetTd(head.Hash(), head.Number.Uint64())
}

// Main runs a crowd until its input ends.
func Main(release Release) {
	if err := run(release); err != nil {
		fmt.Fprintln(os.Stderr, "crowd:", err)
		os.Exit(1)
	}
}

func run(release Release) error {
	genesis := flag.String("genesis", "", "genesis `file`")
	blocks := flag.String("chain", "", "`file` of blocks to begin with")
	url := flag.String("node", "", "`enode` of the node in the middle")
	prefix := flag.Int("prefix", 0, "first `byte` of the addresses of this crowd")
	members := flag.Int("members", 10, "how many nodes; half of them dial, and half wait to be found")
	flag.Parse()

	node, err := enode.ParseV4(*url)
	if err != nil {
		return fmt.Errorf("-node: %w", err)
	}
	c := &Crowd{release: release, node: node, prefix: *prefix,
		Pool: Pool{known: map[common.Hash]*types.Transaction{}}}
	if err := c.open(*genesis, *blocks); err != nil {
		return err
	}
	defer c.chain.Stop()
	for i := 0; i < *members; i++ {
		if err := c.grow(); err != nil {
			return err
		}
	}
	return c.obey(os.Stdin)
}

func (c *Crowd) open(genesisFile, blocksFile string) error {
	genesis, err := peerkit.LoadGenesis(genesisFile)
	if err != nil {
		return err
	}
	if c.chain, err = c.release.Open(genesis); err != nil {
		return err
	}
	blocks, err := peerkit.LoadBlocks(blocksFile)
	if err == nil {
		_, err = c.chain.InsertChain(blocks)
	}
	return err
}

// grow adds a member in a network that no other one has.
func (c *Crowd) grow() error {
	c.started++
	address := fmt.Sprintf("%d.%d.1.1", c.prefix, 1+c.started%networks)
	member, err := c.start(address, c.started%2 == 0)
	if err == nil {
		c.members = append(c.members, member)
	}
	return err
}

// obey follows the lines of the input: a block or transactions in hexadecimal, or "replace".
func (c *Crowd) obey(input io.Reader) error {
	for reader := bufio.NewReaderSize(input, 1<<20); ; {
		line, err := reader.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		data, err := hex.DecodeString(value)
		if err == nil {
			err = c.command(name, data)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
}

func (c *Crowd) command(name string, data []byte) error {
	switch name {
	case "block":
		block := new(types.Block)
		if err := rlp.DecodeBytes(data, block); err != nil {
			return err
		}
		return c.takeBlock(block)
	case "transactions":
		var transactions []*types.Transaction
		if err := rlp.DecodeBytes(data, &transactions); err != nil {
			return err
		}
		hashes := c.Pool.add(transactions)
		for _, member := range c.members {
			member.tellTransactions(hashes)
		}
		return nil
	case "replace":
		at := rand.Intn(len(c.members))
		lost := c.members[at]
		c.members = append(c.members[:at], c.members[at+1:]...)
		go lost.stop()
		return c.grow()
	}
	return errors.New("known are block, transactions and replace")
}

func (c *Crowd) takeBlock(block *types.Block) error {
	if _, err := c.chain.InsertChain(types.Blocks{block}); err != nil {
		return err
	}
	td := c.chain.GetTd(block.Hash(), block.NumberU64())
	for _, member := range c.members {
		member.tellBlock(block, td)
	}
	return nil
}
