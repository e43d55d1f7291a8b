package peerkit

import (
	"bufio"
	"io"
	"strconv"
	"strings"
)

// Obey runs commands, one a line with an optional count, until the input ends or says "quit".
func Obey(input io.Reader, command func(name string, count int) error, quit func()) {
	lines := bufio.NewScanner(input)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		if words[0] == "quit" {
			quit()
			return
		}
		count := 1
		if len(words) > 1 {
			count, _ = strconv.Atoi(words[1])
		}
		if err := command(words[0], count); err != nil {
			Emit("error", Fields{"command": lines.Text(), "reason": err.Error()})
		}
	}
}
