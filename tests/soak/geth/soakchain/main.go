// Command soakchain makes the chain of a soak: `soakchain -write FOLDER -length TIME` writes its beginning, and
// `soakchain -from FOLDER` goes on from there at BSC's rate. It prints a line for each block, and for the
// transactions of each twentieth of a second, as crowds take them.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	write := flag.String("write", "", "`folder` for the beginning of the chain")
	length := flag.Duration("length", 5*time.Minute, "how long the soak is")
	from := flag.String("from", "", "`folder` of the beginning to go on from")
	flag.Parse()
	var err error
	if *write != "" {
		err = writeBeginning(*write, *length)
	} else {
		err = goOn(*from)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "soakchain:", err)
		os.Exit(1)
	}
}
