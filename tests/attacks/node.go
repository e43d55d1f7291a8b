package main

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/ethereum/go-ethereum/p2p/enode"
)

// node is the program under attack.
type node struct {
	command *exec.Cmd
	dir     string
	log     string
	enode   *enode.Node
	key     *ecdsa.PublicKey
	metrics string
	exited  chan error
}

const (
	startLimit = 20 * time.Second
	mostToStop = 10 * time.Second
)

// startNode runs the program until it has said who it is.
func startNode(program, dir string, arguments ...string) (*node, error) {
	n := &node{dir: dir, log: dir + ".log", exited: make(chan error, 1)}
	log, err := os.Create(n.log)
	if err != nil {
		return nil, err
	}
	arguments = append(arguments, "--data-dir", dir, "--log-level", "info,peers=debug")
	n.command = exec.Command(program, arguments...)
	n.command.Stdout, n.command.Stderr = log, log
	if err := n.command.Start(); err != nil {
		return nil, err
	}
	go func() { n.exited <- n.command.Wait(); log.Close() }()
	url := n.await(`this node enode=(\S+)`, startLimit)
	if url == "" {
		return nil, fmt.Errorf("the node did not start:\n%s", n.text())
	}
	if n.enode, err = enode.ParseV4(url); err != nil {
		return nil, err
	}
	n.key = n.enode.Pubkey()
	n.metrics = n.await(`serving metrics endpoint=(\S+)`, time.Second)
	return n, nil
}

func (n *node) text() string {
	text, _ := os.ReadFile(n.log)
	return string(text)
}

// await waits for a line in the log and returns the first group of the match.
func (n *node) await(pattern string, limit time.Duration) string {
	expression := regexp.MustCompile(pattern)
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if match := expression.FindStringSubmatch(n.text()); match != nil {
			return match[len(match)-1]
		}
		if !n.alive() {
			return ""
		}
	}
	return ""
}

func (n *node) alive() bool {
	select {
	case err := <-n.exited:
		n.exited <- err
		return false
	default:
		return true
	}
}

// stop ends the node as an operator does.
func (n *node) stop() (code int, took time.Duration) {
	began := time.Now()
	n.command.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-n.exited:
		n.exited <- err
	case <-time.After(15 * time.Second):
		n.command.Process.Kill()
		err := <-n.exited
		n.exited <- err
	}
	return n.command.ProcessState.ExitCode(), time.Since(began)
}

func (n *node) address() string { return fmt.Sprintf("%s:%d", n.enode.IP(), n.enode.TCP()) }

// call sends a request over the control socket.
func (n *node) call(method string, result any, parameters ...any) error {
	conn, err := net.Dial("unix", filepath.Join(n.dir, "control.sock"))
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(5 * time.Second))
	if parameters == nil {
		parameters = []any{}
	}
	request, _ := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters})
	if _, err := conn.Write(append(request, '\n')); err != nil {
		return err
	}
	line, err := bufio.NewReaderSize(conn, 1<<20).ReadBytes('\n')
	if err != nil {
		return err
	}
	var response struct {
		Result json.RawMessage
		Error  *struct{ Message string }
	}
	if err := json.Unmarshal(line, &response); err != nil {
		return err
	}
	if response.Error != nil {
		return fmt.Errorf("%s: %s", method, response.Error.Message)
	}
	return json.Unmarshal(response.Result, result)
}

// peer is what the node says of a peer.
type peer struct {
	Enode, Name string
	Plexus      struct{ Score, Requests, Failures int }
}

func (n *node) peers() []peer {
	var peers []peer
	n.call("admin_peers", &peers)
	return peers
}

// score of a peer that is connected.
func (n *node) score(id []byte) (int, bool) {
	for _, peer := range n.peers() {
		if strings.HasPrefix(peer.Enode, fmt.Sprintf("enode://%x@", id)) {
			return peer.Plexus.Score, true
		}
	}
	return 0, false
}

// banned tells whether the node refuses that identity for a time.
func (n *node) banned(id []byte) bool {
	var bans []struct{ Target string }
	n.call("admin_bans", &bans)
	for _, ban := range bans {
		if strings.Contains(ban.Target, fmt.Sprintf("%x", id)[:16]) {
			return true
		}
	}
	return false
}

// counts reads all metrics.
func (n *node) counts() map[string]float64 {
	counts := map[string]float64{}
	response, err := http.Get("http://" + n.metrics + "/metrics")
	if err != nil {
		return counts
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	for line := range bytes.Lines(text) {
		name, value, found := strings.Cut(strings.TrimSpace(string(line)), " ")
		if number, err := strconv.ParseFloat(value, 64); found && err == nil && name[0] != '#' {
			counts[name] = number
		}
	}
	return counts
}

// pooled is the memory of the pending transactions that the node keeps.
func (n *node) pooled() int64 { return int64(n.counts()["plexus_relay_transactions_bytes"]) }

// usage is what the node takes of the machine.
type usage struct {
	memory      int64 // bytes
	mapped      int64 // bytes of memory that are files'
	descriptors int
	cpu         time.Duration // since the start
}

func bytesOf(pages string) int64 {
	count, _ := strconv.ParseInt(pages, 10, 64)
	return count * int64(os.Getpagesize())
}

const clockTick = 10 * time.Millisecond // Linux: USER_HZ is 100 everywhere

func (n *node) usage() (u usage) {
	proc := fmt.Sprintf("/proc/%d/", n.command.Process.Pid)
	statm, _ := os.ReadFile(proc + "statm")
	if fields := strings.Fields(string(statm)); len(fields) > 2 {
		u.memory, u.mapped = bytesOf(fields[1]), bytesOf(fields[2])
	}
	if entries, err := os.ReadDir(proc + "fd"); err == nil {
		u.descriptors = len(entries)
	}
	stat, _ := os.ReadFile(proc + "stat")
	if at := bytes.LastIndexByte(stat, ')'); at > 0 {
		fields := strings.Fields(string(stat[at+1:]))
		user, _ := strconv.ParseInt(fields[11], 10, 64)
		system, _ := strconv.ParseInt(fields[12], 10, 64)
		u.cpu = time.Duration(user+system) * clockTick
	}
	return u
}
