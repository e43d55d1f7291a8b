package main

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"github.com/ethereum/go-ethereum/trie"
	"github.com/holiman/uint256"
)

func u256(value int64) *uint256.Int { return uint256.NewInt(uint64(value)) }

// blobHash is the versioned hash of a commitment. @spec EIP-4844
func blobHash(commitment []byte) common.Hash {
	hash := sha256.Sum256(commitment)
	hash[0] = 1
	return hash
}

// mask hides a discv5 header. @spec discv5-wire, "masked-header"
func mask(to enode.ID, iv, header []byte) {
	block, err := aes.NewCipher(to[:16])
	if err != nil {
		panic(err)
	}
	cipher.NewCTR(block, iv).XORKeyStream(header, header)
}

func plainHash(header []byte) common.Hash { return crypto.Keccak256Hash(header) }

func newTrie() types.ListHasher { return trie.NewStackTrie(nil) }
