//go:build unix

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/glassh/glassh/ssh"
)

// A link in the place of the file leads nowhere, and what it leads to stays as it is.
func TestGuessesFollowNoLinks(t *testing.T) {
	dir := t.TempDir()
	other := write(t, filepath.Join(dir, "other"), "precious\n")
	file := filepath.Join(dir, "glassh", "guesses")
	if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(other, file); err != nil {
		t.Fatal(err)
	}
	if list, err := readGuesses(file); err == nil {
		t.Errorf("read %v", list)
	}
	if err := (&guesses{file: file, name: "box"}).write(ssh.Guess{Kex: "a", HostKey: "b"}); err != nil {
		t.Fatal(err)
	}
	if got := read(t, other); got != "precious\n" {
		t.Errorf("the other file is %q", got)
	}
	if list, err := readGuesses(file); err != nil || len(list) != 1 {
		t.Errorf("got %v, %v", list, err)
	}
}

// In a directory of somebody else, as sudo may leave it, nothing is kept.
func TestGuessesOfOthersAreLeftAlone(t *testing.T) {
	dir := t.TempDir()
	if file, err := guessFile(dir); err != nil || file != filepath.Join(dir, "glassh", "guesses") {
		t.Errorf("one's own: %s, %v", file, err)
	}
	if os.Getuid() != 0 {
		dir = "/"
	} else if err := os.Chown(dir, 65534, -1); err != nil {
		t.Fatal(err)
	}
	if file, err := guessFile(dir); err == nil {
		t.Errorf("that of somebody else: %s", file)
	}
}
