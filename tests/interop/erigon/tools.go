//go:build tools

// What go.mod requires: Erigon's programs, which cases.sh builds.
package tools

import (
	_ "github.com/erigontech/erigon/cmd/erigon"
)
