package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math/big"
	"os"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rlp"
)

// chain is what a peer claims to hold: headers and bodies by number, and what Status says of it.
type chain struct {
	headers [][]byte
	bodies  [][]byte
	hashes  []common.Hash
	total   []*big.Int
	numbers map[common.Hash]int

	genesis common.Hash
	network uint64
	forkID  [4]byte
	head    common.Hash // of a chain that is not held
	number  uint64
	weight  *big.Int

	upgrades bool // of BSC: UpgradeStatus follows Status on eth/67 and eth/68
}

func (c *chain) append(header []byte, difficulty *big.Int, body []byte) {
	sum := new(big.Int).Set(difficulty)
	if n := len(c.total); n > 0 {
		sum.Add(sum, c.total[n-1])
	}
	hash := crypto.Keccak256Hash(header)
	c.numbers[hash] = len(c.headers)
	c.headers, c.bodies = append(c.headers, header), append(c.bodies, body)
	c.hashes, c.total = append(c.hashes, hash), append(c.total, sum)
	c.head, c.number, c.weight = hash, uint64(len(c.headers)-1), sum
}

// truncate leaves so many blocks.
func (c *chain) truncate(count int) {
	for _, hash := range c.hashes[count:] {
		delete(c.numbers, hash)
	}
	c.headers, c.bodies, c.hashes, c.total = c.headers[:count], c.bodies[:count], c.hashes[:count], c.total[:count]
}

var emptyBody = []byte{0xc2, 0xc0, 0xc0}

// plainHeader has no transactions, no uncles, and nothing that a devnet node could object to.
func plainHeader(parent common.Hash, number int, difficulty int64, salt string) *types.Header {
	return &types.Header{ParentHash: parent, UncleHash: types.EmptyUncleHash, Root: types.EmptyRootHash,
		TxHash: types.EmptyTxsHash, ReceiptHash: types.EmptyReceiptsHash, Difficulty: big.NewInt(difficulty),
		Number: big.NewInt(int64(number)), GasLimit: 8_000_000, Time: uint64(number) * 10, Extra: []byte(salt)}
}

// plainChain has n empty blocks above the genesis of plainGenesis, the first `shared` of them
// without the salt.
func plainChain(n, shared int, difficulty int64, salt string) *chain {
	c := &chain{numbers: map[common.Hash]int{}, network: plainNetwork}
	for i := 0; i <= n; i++ {
		parent, words, weight := common.Hash{}, "", int64(1)
		if i > 0 {
			parent = c.hashes[i-1]
		}
		if i > shared {
			words, weight = salt, difficulty
		}
		c.append(encode(plainHeader(parent, i, weight, words)), big.NewInt(weight), emptyBody)
	}
	c.genesis = c.hashes[0]
	sum := crc32.ChecksumIEEE(c.genesis[:])
	c.forkID = [4]byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)}
	return c
}

const plainNetwork = 1337

// plainGenesis writes the genesis file of plainChain.
func plainGenesis(path string, config map[string]any) string {
	rules := map[string]any{"chainId": plainNetwork}
	for _, fork := range []string{"homestead", "eip150", "eip155", "eip158", "byzantium", "constantinople",
		"petersburg", "istanbul", "berlin"} {
		rules[fork+"Block"] = 0
	}
	for name, value := range config {
		rules[name] = value
	}
	text, _ := json.Marshal(map[string]any{"config": rules, "difficulty": "0x1", "gasLimit": "0x7a1200",
		"timestamp": "0x0", "alloc": map[string]any{}})
	os.WriteFile(path, text, 0o644)
	return path
}

// storedChain is the test chain that the node under attack serves; a peer only claims it.
func storedChain(folder string) (*chain, error) {
	text, err := os.ReadFile(filepath.Join(folder, "chain.json"))
	if err != nil {
		return nil, err
	}
	var about struct {
		NetworkID             uint64
		GenesisHash, HeadHash common.Hash
		HeadNumber            uint64
		HeadTotalDifficulty   string
		ForkIDs               []struct{ Hash string }
	}
	if err := json.Unmarshal(text, &about); err != nil {
		return nil, err
	}
	c := &chain{network: about.NetworkID, genesis: about.GenesisHash, head: about.HeadHash,
		number: about.HeadNumber, numbers: map[common.Hash]int{}}
	c.weight, _ = new(big.Int).SetString(about.HeadTotalDifficulty, 10)
	last := about.ForkIDs[len(about.ForkIDs)-1].Hash
	id, err := hex.DecodeString(strings.TrimPrefix(last, "0x"))
	if err != nil || len(id) != 4 {
		return nil, fmt.Errorf("%s: fork id %q", folder, last)
	}
	copy(c.forkID[:], id)
	return c, nil
}

// blockHashes of a block file, in its order.
func blockHashes(file string) ([]common.Hash, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var hashes []common.Hash
	for len(data) > 0 {
		block, rest, err := rlp.SplitList(data)
		if err != nil {
			return nil, err
		}
		header, _, _, err := splitWhole(block)
		if err != nil {
			return nil, err
		}
		hashes, data = append(hashes, crypto.Keccak256Hash(header)), rest
	}
	return hashes, nil
}

// splitWhole returns the first item with its prefix.
func splitWhole(data []byte) (whole, content, rest []byte, err error) {
	_, content, rest, err = rlp.Split(data)
	if err != nil {
		return nil, nil, nil, err
	}
	return data[:len(data)-len(rest)], content, rest, nil
}
