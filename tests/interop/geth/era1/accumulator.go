package era1

import (
	"crypto/sha256"
	"encoding/binary"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
)

// depth is the height of the tree over MaxBlocks leaves: 2^13 = 8192.
const depth = 13

// record is the SSZ container {block-hash: Bytes32, total-difficulty: Uint256}.
type record struct {
	hash common.Hash
	td   [32]byte
}

// accumulate is SSZ's hash_tree_root of List[record, MaxBlocks].
func accumulate(records []record) common.Hash {
	layer := make([][32]byte, len(records))
	for i, r := range records {
		layer[i] = pair(r.hash, r.td)
	}
	var zero [32]byte
	for level := 0; level < depth; level++ {
		if len(layer)%2 == 1 {
			layer = append(layer, zero)
		}
		for i := 0; i < len(layer)/2; i++ {
			layer[i] = pair(layer[2*i], layer[2*i+1])
		}
		layer = layer[:len(layer)/2]
		zero = pair(zero, zero)
	}
	root := zero
	if len(layer) > 0 {
		root = layer[0]
	}
	var length [32]byte
	binary.LittleEndian.PutUint64(length[:], uint64(len(records)))
	return pair(root, length)
}

func pair(left, right [32]byte) [32]byte {
	return sha256.Sum256(append(left[:], right[:]...))
}

func littleEndian(value *big.Int) (bytes [32]byte) {
	value.FillBytes(bytes[:])
	for i, j := 0, len(bytes)-1; i < j; i, j = i+1, j-1 {
		bytes[i], bytes[j] = bytes[j], bytes[i]
	}
	return bytes
}
