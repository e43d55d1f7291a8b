package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

const reportHead = `# What the node withstands

Written by ` + "`tests/attacks/run`" + ` from a run against the real program; [SECURITY.md](../SECURITY.md) says how to report what is
not here. Every row sends its input over real sockets, while an honest peer requests ten headers every 20 ms. A
row passes if the node does what the third column says and more: the honest peer stays and gets its response within twice its
quiet time (at least 25 ms, which a busy machine takes by itself), memory and descriptors are back to within 10 % (and
6 MiB, which caches take once) within 4 s, and the node is idle again.
`

const reportTail = `
## What it does not defend against

- **A flood that fills the line.** Packets are dropped cheaply, but they have come by then. Limit them before the host.
- **Somebody who owns many networks.** Limits count a /24 and a /16 (IPv6: /48 and /32). Whoever has addresses in hundreds of
  networks can hold most inbound slots; one slot in three stays with peers that the node has dialled itself.
- **A majority of what discovery tells.** Records are signed and addresses proved, but an id costs nothing. With static or trusted peers
  a node does not depend on discovery.
- **A chain whose rules a devnet does not check.** Seals are checked where the chain's plugin does (BSC's validators). A devnet
  profile follows the heavier chain that is shown, and anybody may make one.
- **Invalid state.** No transaction is executed; roots of bodies and receipts are checked, state roots are not.
- **Plugins, and whoever can write the data folder**: see [SECURITY.md](../SECURITY.md).
`

// writeReport writes the table of a run.
func writeReport(path string, trials []*trial) error {
	var text strings.Builder
	text.WriteString(reportHead)
	group := ""
	for _, t := range trials {
		if t.row.group != group {
			group = t.row.group
			fmt.Fprintf(&text, "\n## %s\n\n| attack | what is sent | what is right | what the node did | metrics | honest peer |\n|---|---|---|---|---|---|\n", group)
		}
		fmt.Fprintf(&text, "| %s | %s | %s | %s | %s | %s |\n", t.row.name, t.row.input, t.row.want,
			cell(strings.Join(t.did, "; ")), cell(strings.Join(t.moved, ", ")), t.served())
	}
	text.WriteString(excuses(trials))
	text.WriteString(reportTail)
	return os.WriteFile(path, []byte(text.String()), 0o644)
}

func cell(text string) string {
	if text == "" {
		return "-"
	}
	return strings.ReplaceAll(text, "|", `\|`)
}

// served tells how the honest peer fared; bare rows have one of their own, and say so themselves.
func (t *trial) served() string {
	result := ""
	if len(t.problems) > 0 {
		result = "**not held**: " + cell(strings.Join(t.problems, "; "))
	}
	if t.row.bare {
		return cell(result)
	}
	text := fmt.Sprintf("%v, quiet %v", t.during.Round(100*time.Microsecond), t.quiet.Round(100*time.Microsecond))
	if result != "" {
		text += "; " + result
	}
	return text
}

func excuses(trials []*trial) string {
	var text strings.Builder
	for _, t := range trials {
		if t.row.excuse != "" {
			fmt.Fprintf(&text, "\n*%s*: the honest peer may wait %v longer, because %s.\n", t.row.name, t.row.allowed, t.row.excuse)
		}
	}
	return text.String()
}
