// Command parlia makes header sequences with private keys, good ones and bad, and prints what
// BSC's own consensus engine says of each. The first line is the schedule; see README.md.
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "parlia:", err)
		os.Exit(1)
	}
}
