package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/knownhosts"
)

func TestGuessesOfAFile(t *testing.T) {
	a, b := knownhosts.Hashed("a"), knownhosts.Hashed("b")
	good := a + " curve25519-sha256 ssh-ed25519\n" + b + " curve448-sha512 ssh-ed448\n"
	for name, text := range map[string]string{
		"as it is written": good,
		"damaged lines":    "\x00\n" + a + "\n" + a + " x,y z\n" + a + " x y z\nbox x y\n" + good + b + " cur",
		"without its end":  strings.TrimSuffix(good, "\n"),
	} {
		if got := formatGuesses(parseGuesses(text)); got != good {
			t.Errorf("%s: want %q, got %q", name, good, got)
		}
	}
	if got := parseGuesses(strings.Repeat(good, maxGuessFile/len(good)+1)); got != nil {
		t.Errorf("a file that is too long has %d lines", len(got))
	}
	var many []guessLine
	for i := range maxGuesses + 5 {
		many = append(many, guessLine{a, ssh.Guess{Kex: fmt.Sprint("kex", i), HostKey: "key"}})
	}
	text := formatGuesses(many)
	if diff := cmp.Diff(many[5:], parseGuesses(text), cmp.AllowUnexported(guessLine{})); diff != "" {
		t.Errorf("the newest stay (-want +got):\n%s", diff)
	}
	longest := strings.Repeat("x", maxGuessedName)
	for i := range many {
		many[i].guess = ssh.Guess{Kex: longest, HostKey: longest}
	}
	if n := len(formatGuesses(many)); n > maxGuessFile {
		t.Errorf("%d bytes are written, and %d are read", n, maxGuessFile)
	}
}

// FuzzGuesses reads files: what was read is read again as it is written.
func FuzzGuesses(f *testing.F) {
	f.Add(knownhosts.Hashed("a") + " curve25519-sha256 ssh-ed25519\n")
	f.Add("|1|x y z")
	f.Add("\n\n|1| a b\n")
	f.Fuzz(func(t *testing.T, text string) {
		list := parseGuesses(text)
		if len(list) > maxGuesses {
			t.Fatalf("%d lines", len(list))
		}
		if diff := cmp.Diff(list, parseGuesses(formatGuesses(list)), cmp.AllowUnexported(guessLine{})); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestProgramsThatRememberAtTheSameTime: the file is always whole, and the last one is in it.
func TestProgramsThatRememberAtTheSameTime(t *testing.T) {
	file := filepath.Join(t.TempDir(), "glassh", "guesses")
	guess := ssh.Guess{Kex: "curve25519-sha256", HostKey: "ssh-ed25519"}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 20 {
				if err := (&guesses{file: file, name: fmt.Sprint("host", i)}).write(guess); err != nil {
					t.Error(err)
				}
				if list, err := readGuesses(file); err != nil || len(list) == 0 || len(list) > 8 || list[0].guess != guess {
					t.Errorf("%d lines, %v", len(list), err)
				}
			}
		})
	}
	all.Wait()
	last := &guesses{file: file, name: "last"}
	if err := last.write(guess); err != nil {
		t.Fatal(err)
	}
	list, _ := readGuesses(file)
	if len(list) < 2 || !knownhosts.MatchHashed(list[len(list)-1].host, "last") {
		t.Errorf("got %v", list)
	}
	if rest, err := os.ReadDir(filepath.Dir(file)); err != nil || len(rest) != 1 {
		t.Errorf("the directory has %v, %v", rest, err)
	}
}
