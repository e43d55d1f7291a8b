package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/core/types"
)

// says checks what a command printed and how it ended.
func (t *trial) says(text string, code, want int, words ...string) {
	line := lastLine(text)
	t.note("%s (exit code %d)", strings.ReplaceAll(line, t.work, "…"), code)
	t.expect(code == want, "exit code %d: %s", code, line)
	for _, word := range words {
		t.expect(strings.Contains(text, word), "no word of %q: %s", word, line)
	}
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

const exitUsage = 2 // exit code

var fileRows = []row{
	{group: "Files", name: "a block of more than 8 MiB", bare: true, input: "a legal block whose one transaction has 8,448,000 bytes, in a block file", want: "stored or refused in one line, at once", attack: func(t *trial) {
		genesis := plainGenesis(t.path("large.json"), nil)
		transaction := encode([]any{uint64(0), uint64(1), uint64(1e12), make([]byte, 20), uint64(0), bytes.Repeat([]byte{7}, 8_448_000), uint64(27), uint64(1), uint64(1)})
		header := plainHeader(plainChain(0, 0, 1, "").hashes[0], 1, 1, "")
		header.GasLimit = 1e13
		header.TxHash = types.DeriveSha(rawList{transaction}, newTrie())
		block := listOf(encode(header), listOf(transaction), []byte{0xc0})
		text, code := t.command("import", t.write("large.rlp", block), "--plugins", "devnet,chainstore", "--devnet.genesis", genesis, "--data-dir", t.path("large"))
		t.note("%s (exit code %d)", strings.ReplaceAll(lastLine(text), t.work, "…"), code)
		t.expect(code == 0 || strings.Count(text, "\n") < 4, "exit code %d: %s", code, text)
	}},
	{group: "Files", name: "a store that was copied in part", bare: true, input: "chain/data.mdb cut to a half", want: "one line, exit code 2, no signal", attack: func(t *trial) {
		genesis := filepath.Join(t.data, "pow", "genesis.json")
		options := []string{"--plugins", "devnet,chainstore", "--devnet.genesis", genesis, "--data-dir", t.path("cut")}
		t.command(append([]string{"import", filepath.Join(t.data, "pow", "chain.rlp")}, options...)...)
		file := filepath.Join(t.path("cut"), "chain", "data.mdb")
		info, err := os.Stat(file)
		t.must(err)
		t.must(os.Truncate(file, info.Size()/2))
		text, code := t.command(append([]string{"digest"}, options...)...)
		t.says(text, code, exitUsage)
	}},
	{group: "Files", name: "block files of noise", bare: true, input: "a length of 2^56, 100,000 levels, a cut block, text, an empty file, a gzip bomb's head", want: "one line, not 0 unless it is empty, no signal", attack: func(t *trial) {
		genesis := filepath.Join(t.data, "pow", "genesis.json")
		whole, err := os.ReadFile(filepath.Join(t.data, "pow", "chain.rlp"))
		t.must(err)
		for i, data := range [][]byte{{0xff, 1, 0, 0, 0, 0, 0, 0, 0}, nested(100_000), whole[:5000], []byte("{}"), {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xed}} {
			text, code := t.command("import", t.write(fmt.Sprintf("noise%d", i), data), "--plugins", "devnet,chainstore", "--devnet.genesis", genesis, "--data-dir", t.path("noise"))
			t.expect(code == 1 || code == exitUsage, "file %d: exit code %d: %s", i, code, lastLine(text))
		}
		t.note("one line each, exit code 1 or 2")
	}},
	{group: "Files", name: "a genesis file with fields of later forks", bare: true, input: "amsterdamTime at the genesis block", want: "go-ethereum's hash", attack: func(t *trial) {
		genesis := filepath.Join(t.data, "amsterdam", "genesis.json")
		text, code := t.command("forkid", "--plugins", "devnet", "--devnet.genesis", genesis)
		t.says(text, code, 0)
	}},
	{group: "Files", name: "genesis files of noise", bare: true, input: "an empty file, 100,000 brackets, numbers of 1,000 digits, wrong types", want: "one line, exit code 2", attack: func(t *trial) {
		for i, data := range []string{"", strings.Repeat("[", 100_000), `{"config":{"chainId":` + strings.Repeat("9", 1000) + `}}`,
			`{"config":[],"difficulty":{}}`, `{"config":{"chainId":1},"difficulty":"0x` + strings.Repeat("f", 100) + `","gasLimit":"0x1","alloc":{}}`} {
			text, code := t.command("forkid", "--plugins", "devnet", "--devnet.genesis", t.write(fmt.Sprintf("genesis%d", i), []byte(data)))
			t.expect(code == exitUsage && strings.Count(text, "\n") < 3, "file %d: exit code %d: %.200s", i, code, lastLine(text))
		}
		t.note("one line each, exit code 2")
	}},
	{group: "Files", name: "key files as other places write them", bare: true, input: "0x and a line break; group-readable; 63 digits; all zero", want: "read, or one line that names the remedy", attack: func(t *trial) {
		digits := strings.Repeat("0", 63) + "7"
		text, code := t.command("key", "--key-file", t.write("besu", []byte("0x"+digits+"\n")), "--data-dir", t.path("keys"))
		t.says(text, code, 0)
		shared := t.write("shared", []byte(digits))
		t.must(os.Chmod(shared, 0o640))
		text, code = t.command("key", "--key-file", shared, "--data-dir", t.path("keys"))
		t.expect(code == 0, "0640: exit code %d: %s", code, lastLine(text))
		for _, bad := range []string{digits[1:], strings.Repeat("0", 64), strings.Repeat("f", 64)} {
			text, code := t.command("key", "--key-file", t.write("bad", []byte(bad)), "--data-dir", t.path("keys"))
			t.expect(code == exitUsage, "%s: exit code %d: %s", bad, code, lastLine(text))
		}
	}},
}

// rawList is what a trie is made of.
type rawList [][]byte

func (l rawList) Len() int                           { return len(l) }
func (l rawList) EncodeIndex(i int, w *bytes.Buffer) { w.Write(l[i]) }
