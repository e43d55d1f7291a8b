package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// data is where the chains are kept.
const data = "../../../data"

func TestAnotherRunGivesTheSameBytes(t *testing.T) {
	for name, recipe := range recipes {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), name)
			if err := run(recipe, folder); err != nil {
				t.Fatal(err)
			}
			for _, file := range []string{genesisFile, exportFile, era1File, factsFile} {
				kept, err := os.ReadFile(filepath.Join(data, name, file))
				if err != nil {
					t.Fatal(err)
				}
				made, err := os.ReadFile(filepath.Join(folder, file))
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(kept, made) {
					t.Errorf("%s differs", file)
				}
			}
		})
	}
}
