package main

import (
	"encoding/json"
	"os"
	"sync"
)

// fields are the members of one event beside its name.
type fields map[string]interface{}

var output sync.Mutex

// emit prints one event as a line of JSON; members are in alphabetical order.
func emit(event string, members fields) {
	line := fields{"event": event}
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
