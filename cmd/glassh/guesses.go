package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/knownhosts"
)

// RememberKeyExchange: a file keeps what hosts have chosen in their key exchanges, so that
// the next connection begins with it, and takes a round trip less (RFC 4253 §7). A line is a
// host, hashed as in known_hosts, so that the file does not tell where one went, and the
// two names:
//
//	|1|salt|hash mlkem768x25519-sha256 ssh-ed25519
//
// The newest stand last. Nothing depends on the file: what is damaged, missing or too long
// counts as not there, and of programs that write at the same time the last one wins.

const (
	maxGuesses     = 256     // lines
	maxGuessFile   = 1 << 16 // bytes
	maxGuessedName = 64      // bytes, RFC 4251 §6
)

// A guessLine is one host of the file.
type guessLine struct {
	host  string // hashed
	guess ssh.Guess
}

// parseGuesses reads a file, without what is no line of one.
func parseGuesses(text string) (list []guessLine) {
	if len(text) > maxGuessFile {
		return nil
	}
	for line := range strings.Lines(text) {
		words := strings.Split(strings.TrimSuffix(line, "\n"), " ")
		if len(words) == 3 && strings.HasPrefix(words[0], "|1|") && algorithmName(words[1]) && algorithmName(words[2]) {
			list = append(list, guessLine{words[0], ssh.Guess{Kex: words[1], HostKey: words[2]}})
		}
	}
	return list[max(0, len(list)-maxGuesses):]
}

// algorithmName reports whether a word may be the name of an algorithm.
func algorithmName(s string) bool {
	return s != "" && len(s) <= maxGuessedName && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == ',' })
}

// formatGuesses writes the file, without its oldest lines if there are too many.
func formatGuesses(list []guessLine) string {
	var b strings.Builder
	for _, l := range list[max(0, len(list)-maxGuesses):] {
		fmt.Fprintf(&b, "%s %s %s\n", l.host, l.guess.Kex, l.guess.HostKey)
	}
	return b.String()
}

// guesses is what one connection has to do with the file.
type guesses struct {
	d    *dialer
	file string // "" if none is kept
	name string // what the host is called there, before it is hashed
	addr string // and in hosts
	was  ssh.Guess

	hosts ssh.GuessCache
}

// recall looks up what the host chose last. A guess goes to the front of the client's lists:
// it must not be of a host key that would be asked for in the place of a known one, nor
// against an order of the user's, so that one is remembered with the order.
func (d *dialer) recall(addr string, known []string) *guesses {
	g := &guesses{d: d, addr: addr}
	o := d.o
	if !o.remember || d.e.cache == "" {
		return g
	}
	file, err := guessFile(d.e.cache)
	if err != nil {
		d.log.Info("what hosts choose is not remembered", "error", err)
		return g
	}
	g.file = file
	if g.name = knownhosts.Name(o.hostName, o.port); o.hostKeyAlias != "" {
		g.name = knownhosts.Name(o.hostKeyAlias, 0)
	}
	if o.given["kexalgorithms"] {
		g.name += " kex " + strings.Join(o.algorithms.Kex, ",")
	}
	if o.given["hostkeyalgorithms"] {
		g.name += " key " + strings.Join(o.algorithms.HostKey, ",")
	}
	list, err := readGuesses(g.file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.log.Info("what hosts chose before is not known", "error", err)
	}
	for _, l := range slices.Backward(list) {
		if knownhosts.MatchHashed(l.host, g.name) {
			g.was = l.guess
			break
		}
	}
	if len(known) == 0 || slices.Contains(known, g.was.HostKey) {
		g.hosts.Set(addr, g.was)
	}
	return g
}

// guessFile is the file of a user's cache directory, if that is the user's. With sudo it may be
// somebody else's, who could no more use what root has made there, and could lead root
// elsewhere by links.
func guessFile(cache string) (string, error) {
	dir := filepath.Join(cache, "glassh")
	for _, name := range []string{cache, dir} {
		info, err := os.Stat(name)
		if err == nil && runtime.GOOS != "windows" && !isMine(info) {
			return "", fmt.Errorf("%s belongs to somebody else", name)
		}
	}
	return filepath.Join(dir, "guesses"), nil
}

// cache is what the connection is to know.
func (g *guesses) cache() *ssh.GuessCache {
	if g.file == "" {
		return nil
	}
	return &g.hosts
}

// keep writes down what the host has chosen this time, if it is something else.
func (g *guesses) keep() {
	now := g.hosts.Get(g.addr)
	if g.file == "" || now == g.was {
		return
	}
	if err := g.write(now); err != nil {
		g.d.log.Info("what the host has chosen is not remembered", "error", err)
		return
	}
	g.was = now
}

// write puts the host at the end of the file, or takes it out. The directory for what may be
// lost is the user's to make.
func (g *guesses) write(guess ssh.Guess) error {
	list, _ := readGuesses(g.file)
	list = slices.DeleteFunc(list, func(l guessLine) bool { return knownhosts.MatchHashed(l.host, g.name) })
	if guess != (ssh.Guess{}) {
		list = append(list, guessLine{knownhosts.Hashed(g.name), guess})
	}
	if err := os.Mkdir(filepath.Dir(g.file), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return placeFile(g.file, []byte(formatGuesses(list)), 0o600)
}

// readGuesses reads the file, if it is one.
func readGuesses(file string) ([]guessLine, error) {
	switch info, err := os.Lstat(file); {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular(): // others may never end
		return nil, fmt.Errorf("%s is no file", file)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxGuessFile+1))
	if err != nil {
		return nil, err
	}
	return parseGuesses(string(text)), nil
}
