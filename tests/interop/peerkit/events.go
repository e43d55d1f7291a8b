// Package peerkit is what the real peers of the suite have in common, whichever release of
// go-ethereum or BSC they are made of: command line, server, events, commands.
package peerkit

import (
	"encoding/json"
	"os"
	"sync"
	"time"
)

// Fields are the members of one event beside its name.
type Fields map[string]interface{}

var (
	output  sync.Mutex
	stamped bool // each event says when it happened: --stamp
)

// Emit prints one event as a line of JSON; members are in alphabetical order.
func Emit(event string, members Fields) {
	line := Fields{"event": event}
	if stamped {
		line["unix_us"] = time.Now().UnixMicro()
	}
	for name, value := range members {
		line[name] = value
	}
	text, err := json.Marshal(line)
	if err != nil {
		panic(err)
	}
	output.Lock()
	defer output.Unlock()
	os.Stdout.Write(append(text, '\n'))
}
