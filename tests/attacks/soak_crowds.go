package main

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rlp"
)

// crowds are the peers of a soak, and the chain that all of them follow: processes of tests/soak, and nodes of this
// build.
type crowds struct {
	*suite
	tools   string
	running []*exec.Cmd
	own     []*node
	turn    int

	writing sync.Mutex
	inputs  []io.Writer // of the crowds

	lock    sync.Mutex // never held while a crowd is waited for
	head    uint64
	failure error
	over    bool // what the node does from then on is no fault of it
	joined  int
	full    int // times that a peer was let go because there was no place
	lost    []string
}

// sizes of the crowds; go-ethereum's takes the place of BSC's where that was not built.
var sizes = map[string]int{"gethcrowd": 14, "bsccrowd": 28}

const firstByte = 46 // of a crowd's addresses; ownPeers follow

// start begins the chain, and then the crowds, which dial and are found from then on.
func (c *crowds) start() error {
	counts := map[string]int{}
	for name, count := range sizes {
		if _, err := os.Stat(filepath.Join(c.tools, name)); err != nil {
			name = "gethcrowd"
		}
		counts[name] += count
	}
	for name, count := range counts {
		command := c.tool(name, "-genesis", c.beginning("genesis.json"), "-chain", c.beginning("chain.rlp"), "-node",
			c.node.enode.URLv4(), "-prefix", strconv.Itoa(firstByte+len(c.inputs)), "-members", strconv.Itoa(count))
		input, err := command.StdinPipe()
		if err != nil {
			return err
		}
		c.inputs = append(c.inputs, input)
		if err := c.launch(command, c.hear); err != nil {
			return err
		}
		fmt.Printf("%d peers of %s\n", count, name)
	}
	for i := 0; i < ownPeers; i++ {
		peer, err := c.startOwn(i)
		if err != nil {
			return err
		}
		c.own = append(c.own, peer)
	}
	fmt.Printf("%d peers of this build\n", ownPeers)
	return c.launch(c.tool("soakchain", "-from", c.beginning("")), c.pass)
}

func (c *crowds) beginning(name string) string { return filepath.Join(c.data, "pow", name) }

func (c *crowds) tool(name string, arguments ...string) *exec.Cmd {
	command := exec.Command(filepath.Join(c.tools, name), arguments...)
	command.Stderr = os.Stderr
	return command
}

// launch starts a process and hands over its lines.
func (c *crowds) launch(command *exec.Cmd, take func(line string) error) error {
	output, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	c.running = append(c.running, command)
	go func() {
		for reader := bufio.NewReaderSize(output, 1<<20); ; {
			line, err := reader.ReadString('\n')
			if err == nil {
				err = take(strings.TrimSpace(line))
			}
			if err != nil {
				c.fail(fmt.Errorf("%s: %w", filepath.Base(command.Path), err))
				return
			}
		}
	}()
	return nil
}

// pass hands a line of the chain to all crowds, and notes its head.
func (c *crowds) pass(line string) error {
	name, value, _ := strings.Cut(line, " ")
	if name == "block" {
		data, err := hex.DecodeString(value)
		if err != nil {
			return err
		}
		var block types.Block
		if err := rlp.DecodeBytes(data, &block); err != nil {
			return err
		}
		c.lock.Lock()
		c.head = block.NumberU64()
		c.lock.Unlock()
		if err := c.held.put(&block); err != nil {
			return err
		}
	}
	return c.tell(line)
}

func (c *crowds) tell(line string) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	for _, input := range c.inputs {
		if _, err := io.WriteString(input, line+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// hear takes what a crowd says of its members' sessions.
func (c *crowds) hear(line string) error {
	event, rest, _ := strings.Cut(line, " ")
	c.lock.Lock()
	defer c.lock.Unlock()
	switch {
	case c.over:
	case event == "joined":
		c.joined++
	case strings.Contains(rest, "too many peers"):
		c.full++
	case event == "left" || event == "refused":
		c.lost = append(c.lost, line)
		fmt.Println(line)
	default:
		return errors.New(line)
	}
	return nil
}

// replace loses one peer and gets another: one crowd after the other.
func (c *crowds) replace() {
	c.turn++
	go func(input io.Writer) {
		c.writing.Lock()
		defer c.writing.Unlock()
		io.WriteString(input, "replace\n")
	}(c.inputs[c.turn%len(c.inputs)])
}

func (c *crowds) fail(err error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.failure == nil {
		c.failure = err
	}
}

func (c *crowds) sound() bool {
	c.lock.Lock()
	defer c.lock.Unlock()
	return c.failure == nil
}

// told is the number of the newest block.
func (c *crowds) told() uint64 {
	c.lock.Lock()
	defer c.lock.Unlock()
	return c.head
}

// end says that the node is about to stop.
func (c *crowds) end() {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.over = true
}

func (c *crowds) stop() {
	for _, command := range c.running {
		command.Process.Kill()
		command.Wait()
	}
	for _, peer := range c.own {
		peer.stop()
	}
}
