// Package era1 writes blocks with their receipts as an era1 archive.
//
// Format: github.com/eth-clients/e2store-format-specs, formats/era1.md and types/.
package era1

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rlp"
	"github.com/golang/snappy"
)

// Entry types as they stand in the file.
var (
	typeVersion         = [2]byte{0x65, 0x32}
	typeHeader          = [2]byte{0x03, 0x00}
	typeBody            = [2]byte{0x04, 0x00}
	typeReceipts        = [2]byte{0x05, 0x00}
	typeTotalDifficulty = [2]byte{0x06, 0x00}
	typeAccumulator     = [2]byte{0x07, 0x00}
	typeBlockIndex      = [2]byte{0x66, 0x32}
)

// MaxBlocks is the capacity of one archive, set by the accumulator's list.
const MaxBlocks = 8192

// Writer puts down one archive. Blocks are added in rising order without gaps.
type Writer struct {
	out     io.Writer
	written int64
	first   uint64
	offsets []int64
	records []record
}

// NewWriter starts an archive with its version entry.
func NewWriter(out io.Writer) (*Writer, error) {
	w := &Writer{out: out}
	return w, w.entry(typeVersion, nil)
}

// Add appends a block. The total difficulty includes the block's own.
func (w *Writer) Add(block *types.Block, receipts types.Receipts, td *big.Int) error {
	if len(w.offsets) == MaxBlocks {
		return fmt.Errorf("an era1 archive holds %d blocks", MaxBlocks)
	}
	if len(w.offsets) == 0 {
		w.first = block.NumberU64()
	}
	w.offsets = append(w.offsets, w.written)
	w.records = append(w.records, record{block.Hash(), littleEndian(td)})

	if err := w.compressed(typeHeader, block.Header()); err != nil {
		return err
	}
	if err := w.compressed(typeBody, block.Body()); err != nil {
		return err
	}
	if err := w.compressed(typeReceipts, receipts); err != nil {
		return err
	}
	total := littleEndian(td)
	return w.entry(typeTotalDifficulty, total[:])
}

// Close appends the accumulator and the index, and returns the accumulator's root.
func (w *Writer) Close() (common.Hash, error) {
	root := accumulate(w.records)
	if err := w.entry(typeAccumulator, root[:]); err != nil {
		return common.Hash{}, err
	}
	// Every offset counts from the beginning of the index entry.
	index := binary.LittleEndian.AppendUint64(nil, w.first)
	for _, offset := range w.offsets {
		index = binary.LittleEndian.AppendUint64(index, uint64(offset-w.written))
	}
	index = binary.LittleEndian.AppendUint64(index, uint64(len(w.offsets)))
	return root, w.entry(typeBlockIndex, index)
}

func (w *Writer) compressed(kind [2]byte, value interface{}) error {
	plain, err := rlp.EncodeToBytes(value)
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	frames := snappy.NewBufferedWriter(&packed)
	if _, err := frames.Write(plain); err != nil {
		return err
	}
	if err := frames.Close(); err != nil {
		return err
	}
	return w.entry(kind, packed.Bytes())
}

// entry writes type, length (four bytes, then two reserved zero ones) and data.
func (w *Writer) entry(kind [2]byte, data []byte) error {
	head := binary.LittleEndian.AppendUint32(kind[:], uint32(len(data)))
	head = append(head, 0, 0)
	n, err := w.out.Write(append(head, data...))
	w.written += int64(n)
	return err
}
