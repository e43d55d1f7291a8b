package modern

import (
	"crypto/rand"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/crypto/kzg4844"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/trie"
	"github.com/holiman/uint256"
)

// compose makes blocks of BSC's present form with a blob transaction each, one upon the other and the
// first upon the genesis block, and sends them with their sidecars. Nobody here executes them.
func (n *node) compose(count int) error {
	for i := 0; i < count; i++ {
		block, err := n.composeOne()
		if err != nil {
			return err
		}
		n.composed = block
		// Each is in turn, with a difficulty of 2; that of the genesis block is 1.
		td := new(big.Int).SetUint64(2*block.NumberU64() + 1)
		n.pass(block, td, true)
	}
	return nil
}

func (n *node) composeOne() (*types.Block, error) {
	parent := n.chain.Genesis().Header()
	if n.composed != nil {
		parent = n.composed.Header()
	}
	tx, blobs, err := n.blobTransaction()
	if err != nil {
		return nil, err
	}
	blobGas, excess := uint64(params.BlobTxBlobGasPerBlob), uint64(0)
	root, requests := common.Hash{}, types.EmptyRequestsHash
	header := &types.Header{ParentHash: parent.Hash(), Number: new(big.Int).Add(parent.Number, common.Big1),
		Time: uint64(time.Now().Unix()), Difficulty: big.NewInt(2), GasLimit: parent.GasLimit,
		GasUsed: params.TxGas, Extra: make([]byte, 97), BaseFee: new(big.Int),
		BlobGasUsed: &blobGas, ExcessBlobGas: &excess, ParentBeaconRoot: &root,
		RequestsHash: &requests}
	body := &types.Body{Transactions: []*types.Transaction{tx}, Withdrawals: []*types.Withdrawal{}}
	receipts := []*types.Receipt{{Type: types.BlobTxType, Status: types.ReceiptStatusSuccessful,
		CumulativeGasUsed: params.TxGas}}
	block := types.NewBlock(header, body, receipts, trie.NewStackTrie(nil))
	return block.WithSidecars(types.BlobSidecars{{BlobTxSidecar: *blobs, BlockNumber: block.Number(),
		BlockHash: block.Hash(), TxIndex: 0, TxHash: tx.Hash()}}), nil
}

// blobTransaction has a blob whose commitment nobody has computed: the network only counts.
func (n *node) blobTransaction() (*types.Transaction, *types.BlobTxSidecar, error) {
	blobs := &types.BlobTxSidecar{Blobs: make([]kzg4844.Blob, 1),
		Commitments: make([]kzg4844.Commitment, 1), Proofs: make([]kzg4844.Proof, 1)}
	for _, field := range [][]byte{blobs.Blobs[0][:1024], blobs.Commitments[0][:], blobs.Proofs[0][:]} {
		if _, err := rand.Read(field); err != nil {
			return nil, nil, err
		}
	}
	key, err := crypto.GenerateKey()
	if err != nil {
		return nil, nil, err
	}
	tx, err := types.SignNewTx(key, types.NewCancunSigner(n.chain.Config().ChainID), &types.BlobTx{
		ChainID: uint256.MustFromBig(n.chain.Config().ChainID), Gas: params.TxGas,
		GasTipCap: uint256.NewInt(params.GWei), GasFeeCap: uint256.NewInt(params.GWei),
		BlobFeeCap: uint256.NewInt(params.GWei), BlobHashes: blobs.BlobHashes()})
	return tx, blobs, err
}
