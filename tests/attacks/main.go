// Command attacks runs hostile peers against the real node: one row each, while an honest peer stays
// connected. See README.md.
package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
)

// rows is the table, in the order in which it is run.
func rows() []row {
	return slices.Concat(handshakeRows, helloRows, frameRows, requestRows, messageRows, gossipRows,
		discoveryRows, eclipseRows, syncRows, fileRows)
}

func main() {
	program := flag.String("program", "", "the plexus `program`")
	data := flag.String("data", "", "`folder` of the test chains")
	work := flag.String("work", "", "empty `folder` to work in")
	only := flag.String("only", "", "run only rows whose name matches this `regexp`")
	report := flag.String("report", "", "write the table into this `file`")
	faults := flag.String("chaos", "", "bad machines in place of attacks: the `source` of the faults")
	rounds := flag.Int("rounds", 20, "how often each row of chaos strikes")
	seed := flag.Int64("seed", 0, "of the moments of chaos; 0: a new one")
	var weeks plan
	flag.DurationVar(&weeks.length, "soak", 0, "run attacks among real peers for this long, and sample")
	flag.StringVar(&weeks.csv, "csv", "soak.csv", "the `file` for the samples of a soak")
	flag.StringVar(&weeks.tools, "tools", "", "`folder` of the programs of tests/soak")
	flag.Parse()
	s := &suite{program: *program, data: *data, work: *work}
	if *faults != "" {
		if err := bad.ready(*faults, *work, *rounds, *seed); err != nil {
			fmt.Fprintln(os.Stderr, "attacks:", err)
			os.Exit(2)
		}
		finish(s.all(chaosRows, regexp.MustCompile(*only)))
	}
	if weeks.length > 0 {
		weeks.only = regexp.MustCompile(*only)
		if err := s.soak(weeks); err != nil {
			fmt.Println("FAILED ", err)
			os.Exit(1)
		}
		return
	}
	if err := s.serve(servingPlugins, "--bind", "plexus.chain.reader=chainstore", "--no-dial"); err != nil {
		fmt.Fprintln(os.Stderr, "attacks:", err)
		os.Exit(2)
	}
	trials := s.all(rows(), regexp.MustCompile(*only))
	code, took := s.node.stop()
	if code != 0 || took > mostToStop {
		fmt.Printf("FAILED  the node stopped with %d after %v\n", code, took)
		os.Exit(1)
	}
	if *report != "" {
		if err := writeReport(*report, trials); err != nil {
			fmt.Fprintln(os.Stderr, "attacks:", err)
			os.Exit(2)
		}
	}
	finish(trials)
}

// finish prints the closing line and ends the program.
func finish(trials []*trial) {
	failed, open := 0, 0
	for _, trial := range trials {
		if len(trial.problems) > 0 && trial.row.open != "" {
			open++
		} else if len(trial.problems) > 0 {
			failed++
		}
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", len(trials)-failed-open, failed, open)
	if failed > 0 {
		os.Exit(1)
	}
	os.Exit(0)
}

func (s *suite) all(rows []row, only *regexp.Regexp) (trials []*trial) {
	for _, row := range rows {
		if !only.MatchString(row.name) {
			continue
		}
		t := s.run(&row)
		if len(t.problems) > 0 && row.open == "" && s.sound() {
			// The machine may have been busy with something else: once more, and then it counts.
			t = s.run(&row)
		}
		t.print()
		trials = append(trials, t)
		if !s.sound() {
			fmt.Println("the honest peer is gone: no further rows")
			break
		}
	}
	return trials
}

// sound tells whether the node lives and its honest peer is there; chaos has neither of its own.
func (s *suite) sound() bool {
	return s.node == nil || s.node.alive() && s.honest.over.Load() == nil
}

func (t *trial) print() {
	result := "ok     "
	if len(t.problems) > 0 && t.row.open != "" {
		result = "OPEN   "
	} else if len(t.problems) > 0 {
		result = "FAILED "
	}
	fmt.Printf("%s %s: %s (%.1f s)\n", result, t.row.name, t.result(), time.Since(t.begun).Seconds())
	for _, problem := range t.problems {
		fmt.Println("        " + problem)
	}
}

func (t *trial) result() string {
	text := strings.Join(t.did, "; ")
	if len(t.moved) > 0 {
		text += " [" + strings.Join(t.moved, ", ") + "]"
	}
	return text
}
