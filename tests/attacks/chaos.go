package main

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	mrand "math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// chaos is a run of the table of bad machines, with the tools of the attacks.
type chaos struct {
	rounds int
	random *mrand.Rand
	faults string // the library that is loaded before the C library
}

var bad chaos

// ready builds the library and prints the seed, with which the moments are the same again.
func (c *chaos) ready(source, work string, rounds int, seed int64) error {
	if seed == 0 {
		var bytes [4]byte
		rand.Read(bytes[:])
		seed = int64(binary.BigEndian.Uint32(bytes[:]))
	}
	fmt.Printf("seed %d\n", seed)
	*c = chaos{rounds, mrand.New(mrand.NewSource(seed)), filepath.Join(work, "faults.so")}
	text, err := exec.Command("cc", "-O1", "-shared", "-fPIC", "-o", c.faults, source, "-ldl").CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %s", source, text)
	}
	return nil
}

// moment is a random time up to a limit.
func (c *chaos) moment(limit time.Duration) time.Duration {
	return time.Duration(c.random.Int63n(int64(limit)))
}

// storeOptions of a plain chain whose store is in a folder.
func (t *trial) storeOptions(folder string) []string {
	genesis := plainGenesis(t.path("plain.json"), nil)
	return []string{"--plugins", "devnet,chainstore", "--devnet.genesis", genesis, "--data-dir", folder}
}

// plainFile writes a chain as `geth export` does.
func (t *trial) plainFile(name string, c *chain) string {
	var data []byte
	for i := 1; i < len(c.headers); i++ {
		data = append(data, listOf(c.headers[i], []byte{0xc0}, []byte{0xc0})...)
	}
	return t.write(name, data)
}

// storedHead opens the store as an operator would, and returns the number of its last block.
func (t *trial) storedHead(folder string) int {
	text, code := t.command(append([]string{"digest"}, t.storeOptions(folder)...)...)
	fields := strings.Fields(text)
	if code != 0 || len(fields) < 2 {
		t.expect(false, "the store does not open: %s (exit code %d)", text, code)
		return -1
	}
	number, err := strconv.Atoi(fields[1])
	if err != nil {
		t.expect(false, "digest says %s", text)
	}
	return number
}

func (t *trial) opens(folder string) bool {
	_, code := t.command(append([]string{"digest"}, t.storeOptions(folder)...)...)
	return code == 0
}

// sound checks every block.
func (t *trial) sound(folder string) {
	text, code := t.command(append([]string{"verify"}, t.storeOptions(folder)...)...)
	t.expect(code == 0, "verify: %s (exit code %d)", lastLine(text), code)
}

// killed runs a command and kills it after a while, unless it has ended.
func (t *trial) killed(after time.Duration, environment []string, arguments ...string) {
	command := exec.Command(t.program, arguments...)
	command.Env = append(os.Environ(), environment...)
	t.must(command.Start())
	timer := time.AfterFunc(after, func() { command.Process.Kill() })
	command.Wait()
	timer.Stop()
}

const longChain = 30_000

var chaosRows = []row{
	{name: "kill -9 while importing", bare: true, attack: func(t *trial) { importKilled(t, nil, nil) }},
	{name: "loss of power while importing", bare: true, attack: func(t *trial) {
		undo := t.path("undo")
		environment := []string{"LD_PRELOAD=" + bad.faults, "CHAOS_FOLDER=data.mdb", "CHAOS_UNDO=" + undo,
			"CHAOS_SLOW=4"} // so that many a kill falls between a write and its sync
		taken := 0
		importKilled(t, environment, func(folder string) { taken += takeBack(t, undo, filepath.Join(folder, "chain", "data.mdb")) })
		t.note("%d unsynced writes taken back", taken)
	}},
	{name: "kill -9 while syncing, with reorganisations", bare: true, attack: func(t *trial) { syncEnded(t, syscall.SIGKILL) }},
	{name: "SIGTERM while syncing, with reorganisations", bare: true, attack: func(t *trial) { syncEnded(t, syscall.SIGTERM) }},
	{name: "kill -9 while pruning", bare: true, attack: func(t *trial) {
		file := t.plainFile("prune.rlp", plainChain(3000, 3000, 1, ""))
		folder := t.path("prune")
		options := append(t.storeOptions(folder), "--chainstore.keep", "64")
		for i := 0; i < bad.rounds; i++ {
			t.killed(bad.moment(200*time.Millisecond), nil, append([]string{"import", file}, options...)...)
			text, code := t.command(append([]string{"digest"}, options...)...)
			t.expect(code == 0, "round %d: %s", i, lastLine(text))
		}
		text, code := t.command(append([]string{"import", file}, options...)...)
		t.expect(code == 0, "the last import: %s", lastLine(text))
		t.note("%d kills", bad.rounds)
	}},
	{name: "kill -9 while the node book is written", bare: true, attack: bookKilled},
	{name: "EIO from a random write on", bare: true, attack: func(t *trial) {
		file := t.plainFile("eio.rlp", plainChain(3000, 3000, 1, ""))
		folder := t.path("eio")
		before := 0
		for i := 0; i < bad.rounds; i++ {
			command := exec.Command(t.program, append([]string{"import", file}, t.storeOptions(folder)...)...)
			command.Env = append(os.Environ(), "LD_PRELOAD="+bad.faults, "CHAOS_FOLDER=data.mdb", fmt.Sprintf("CHAOS_EIO=%d", 1+bad.random.Intn(60)))
			text, _ := command.CombinedOutput()
			t.expect(command.ProcessState.Exited(), "round %d: %v", i, command.ProcessState)
			t.expect(len(text) < 4096, "round %d: %d bytes of output", i, len(text))
			now := t.storedHead(folder)
			t.expect(now >= before, "round %d: head %d → %d", i, before, now)
			before = max(before, now)
		}
		t.sound(folder)
		t.note("%d rounds, head %d", bad.rounds, before)
	}},
	{name: "a disk that takes 10 ms a write", bare: true, attack: func(t *trial) {
		file := t.plainFile("slow.rlp", plainChain(2000, 2000, 1, ""))
		folder := t.path("slow")
		command := exec.Command(t.program, append([]string{"import", file}, t.storeOptions(folder)...)...)
		command.Env = append(os.Environ(), "LD_PRELOAD="+bad.faults, "CHAOS_FOLDER=data.mdb", "CHAOS_SLOW=10")
		began := time.Now()
		text, err := command.CombinedOutput()
		t.expect(err == nil, "%v: %s", err, lastLine(string(text)))
		t.note("2,000 blocks in %.1f s", time.Since(began).Seconds())
	}},
	{name: "a full disk", bare: true, attack: func(t *trial) {
		disk := t.disk("full", "2m")
		file := t.plainFile("full.rlp", plainChain(longChain, longChain, 1, ""))
		text, code := t.command(append([]string{"import", file}, t.storeOptions(disk)...)...)
		t.says(text, code, exitUsage, "the store has the blocks up to")
		full := t.storedHead(disk)
		t.must(syscall.Mount("", disk, "", syscall.MS_REMOUNT, "size=200m"))
		text, code = t.command(append([]string{"import", file}, t.storeOptions(disk)...)...)
		t.expect(code == 0 && t.storedHead(disk) == longChain, "after there is room: %s (exit code %d)", lastLine(text), code)
		t.note("stopped at block %d, went on when there was room", full)
	}},
	{name: "a read-only disk", bare: true, attack: func(t *trial) {
		disk := t.disk("readonly", "50m")
		t.must(syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
		text, code := t.command(append([]string{"import", t.plainFile("readonly.rlp", plainChain(3, 3, 1, ""))}, t.storeOptions(disk)...)...)
		t.says(text, code, exitUsage)
	}},
	{name: "64 descriptors", bare: true, attack: func(t *trial) {
		f := starved(t, "--nofile=64")
		honest := f.offers(68, plainChain(300, 300, 1, ""), "honest", nil, nil)
		f.reaches(300, 15*time.Second)
		for i := 0; i < 100; i++ {
			f.from(f.source())
		}
		time.Sleep(300 * time.Millisecond)
		t.serves(honest)
		for _, conn := range f.open[1:] {
			conn.Close()
		}
		time.Sleep(6 * time.Second)
		newcomer := f.offers(68, plainChain(300, 300, 1, ""), "newcomer", nil, nil)
		t.serves(honest, newcomer)
		t.finish(f)
	}},
	{name: "256 MiB of memory", bare: true, attack: func(t *trial) {
		f := starved(t, fmt.Sprintf("--data=%d", 256<<20))
		honest := f.offers(68, plainChain(5000, 5000, 1, ""), "honest", nil, nil)
		f.reaches(5000, 20*time.Second)
		f.kept(honest)
		t.finish(f)
	}},
	{name: "the clock jumps by a year", bare: true, attack: func(t *trial) {
		clock := t.write("clock", []byte("0"))
		os.Setenv("LD_PRELOAD", bad.faults)
		os.Setenv("CHAOS_CLOCK", clock)
		f := follower(t, nil)
		os.Unsetenv("LD_PRELOAD")
		os.Unsetenv("CHAOS_CLOCK")
		honest := f.offers(68, plainChain(300, 300, 1, ""), "honest", nil, nil)
		f.reaches(300, 10*time.Second)
		for _, jump := range []int{31_536_000, -31_536_000} {
			t.write("clock", []byte(strconv.Itoa(jump)))
			time.Sleep(time.Second)
			f.kept(honest)
			newcomer := f.offers(68, plainChain(310, 300, 1, strconv.Itoa(jump)), "newcomer", nil, nil)
			response := newcomer.request(msgGetBlockHeaders, headersFrom(1, 1, 0, false), patience)
			f.expect(items(response) == 1, "a newcomer is not served after %d s", jump)
		}
		t.finish(f)
	}},
}

// importKilled imports again and again; after each end the store opens, and its head never falls.
func importKilled(t *trial, environment []string, lose func(folder string)) {
	file := t.plainFile("import.rlp", plainChain(longChain, longChain, 1, ""))
	folder := t.path(strings.ReplaceAll(t.row.name, " ", "-"))
	before, kills := 0, 0
	for i := 0; i < bad.rounds && before < longChain; i++ {
		t.killed(bad.moment(150*time.Millisecond), environment, append([]string{"import", file}, t.storeOptions(folder)...)...)
		kills++
		if lose != nil {
			lose(folder)
		}
		if _, err := os.Stat(filepath.Join(folder, "chain", "data.mdb")); err != nil {
			continue // killed before there was anything
		}
		if before == 0 && !t.opens(folder) {
			// The file was cut off while it was made: nothing was confirmed, and nothing is lost.
			t.note("a store that had confirmed nothing did not open")
			t.must(os.RemoveAll(folder))
			continue
		}
		now := t.storedHead(folder)
		t.expect(now >= before, "round %d: head %d → %d", i, before, now)
		before = max(before, now)
	}
	text, code := t.command(append([]string{"import", file}, t.storeOptions(folder)...)...)
	t.expect(code == 0 && t.storedHead(folder) == longChain, "the last import: %s", lastLine(text))
	t.sound(folder)
	t.note("%d kills, head %d before the last import", kills, before)
}

// takeBack undoes a random part of the writes that no sync had confirmed, the latest first.
func takeBack(t *trial, journal, file string) (taken int) {
	data, err := os.ReadFile(journal)
	if err != nil || len(data) == 0 {
		return 0
	}
	type write struct {
		at  int64
		old []byte
	}
	var writes []write
	for len(data) >= 16 {
		at, size := binary.LittleEndian.Uint64(data), binary.LittleEndian.Uint64(data[8:])
		if uint64(len(data)) < 16+size {
			break
		}
		writes, data = append(writes, write{int64(at), data[16 : 16+size]}), data[16+size:]
	}
	store, err := os.OpenFile(file, os.O_WRONLY, 0)
	t.must(err)
	defer store.Close()
	for i := len(writes) - 1; i >= 0; i-- {
		if bad.random.Intn(2) == 0 {
			store.WriteAt(writes[i].old, writes[i].at)
			taken++
		}
	}
	os.Remove(journal)
	return taken
}

// syncEnded ends a follower at random moments, while peers take turns on two branches.
func syncEnded(t *trial, signal syscall.Signal) {
	folder, slowest := "", time.Duration(0)
	branches := []*chain{plainChain(1200, 1200, 1, ""), plainChain(1210, 1100, 2, "heavier")}
	for i := 0; i < 30; i++ {
		branches = append(branches, plainChain(1210+i, 1100+i, int64(3+i), strconv.Itoa(i)))
	}
	genesis := plainGenesis(t.path("plain.json"), nil)
	for i := 0; i < bad.rounds; i++ {
		folder = t.path("synced-" + signal.String())
		n, err := startNode(t.program, folder, "--plugins", "eth68,devnet,chainstore,sync,metrics", "--devnet.genesis", genesis, "--listen-address", nodeAddress,
			"--port", "0", "--metrics.http-port", "0", "--no-dial", "--sync.receipts=false")
		if err != nil {
			t.expect(false, "round %d: %v", i, err)
			return
		}
		own := *t.suite
		own.node = n
		child := &trial{suite: &own, row: t.row, begun: t.begun}
		child.offers(68, branches[i%len(branches)], "honest", nil, nil)
		time.Sleep(bad.moment(300 * time.Millisecond))
		began := time.Now()
		n.command.Process.Signal(signal)
		select {
		case err := <-n.exited:
			n.exited <- err
		case <-time.After(12 * time.Second):
			t.expect(false, "round %d: still there after 12 s", i)
			n.command.Process.Kill()
			<-n.exited
		}
		slowest = max(slowest, time.Since(began))
		if signal == syscall.SIGTERM {
			code := n.command.ProcessState.ExitCode()
			t.expect(code == 0 && time.Since(began) < 10*time.Second, "round %d: exit code %d after %v", i, code, time.Since(began))
		}
		child.close()
		t.sources = child.sources
		t.storedHead(folder)
	}
	t.sound(folder)
	t.note("%d ends, the slowest after %d ms, head %d", bad.rounds, slowest.Milliseconds(), t.storedHead(folder))
}

// bookKilled kills a node that writes its book each second, and reads the book after it.
func bookKilled(t *trial) {
	folder := t.path("book")
	genesis := plainGenesis(t.path("plain.json"), nil)
	for i := 0; i < min(bad.rounds, 10); i++ {
		n, err := startNode(t.program, folder, "--plugins", "eth68,discv4,devnet,metrics", "--devnet.genesis", genesis, "--listen-address", nodeAddress,
			"--port", "0", "--metrics.http-port", "0", "--no-dial", "--nodestore.save-interval", "1s")
		t.must(err)
		line := n.await(`known nodes read (.*)`, time.Second)
		t.expect(strings.HasSuffix(line, "bad_lines=0"), "round %d: %s", i, line)
		own := *t.suite
		own.node = n
		child := &trial{suite: &own, row: t.row}
		for j := 0; j < 5; j++ {
			child.offers(68, plainChain(0, 0, 1, ""), "known", nil, nil)
		}
		time.Sleep(900*time.Millisecond + bad.moment(300*time.Millisecond))
		n.command.Process.Kill()
		<-n.exited
		child.close()
		t.sources = child.sources
	}
	t.note("%d kills", min(bad.rounds, 10))
}

// disk is a small file system in memory.
func (t *trial) disk(name, size string) string {
	folder := t.path(name)
	t.must(os.MkdirAll(folder, 0o700))
	t.must(syscall.Mount("tmpfs", folder, "tmpfs", 0, "size="+size))
	return folder
}

// serves checks that peers are served; the control socket needs a descriptor too.
func (t *trial) serves(peers ...*session) {
	for _, s := range peers {
		response := s.request(msgGetBlockHeaders, headersFrom(1, 1, 0, false), patience)
		t.expect(items(response) == 1, "a peer is not served: %v", s.over.Load())
	}
}

// starved is a follower under a limit of prlimit(1).
func starved(t *trial, limit string) *trial {
	program := t.program
	defer func() { t.suite.program = program }()
	script := t.write("starved", []byte("#!/bin/sh\nexec prlimit "+limit+" "+program+" \"$@\"\n"))
	t.must(os.Chmod(script, 0o700))
	t.suite.program = script
	return follower(t, nil)
}
