package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/glassh/glassh/primitives/blowfish"
	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
)

// passwords are what a server compares passwords with: a file of users and hashes,
// a password for this run that lets every user in, or both.
//
//	alice:$2b$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW
//	user   bcrypt hash; empty lines, and lines that start with #, are skipped
type passwords struct {
	hashes map[string][]byte
	cost   int    // the highest of hashes
	oneOff []byte // nil if there is none
}

// parsePasswords reads the text of a password file.
func parsePasswords(text []byte) (*passwords, error) {
	p := &passwords{hashes: make(map[string][]byte)}
	n := 0
	for line := range bytes.Lines(text) {
		n++
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		user, hash, ok := bytes.Cut(line, []byte(":"))
		if !ok || len(user) == 0 {
			return nil, fmt.Errorf("line %d is not of the form user:hash", n)
		}
		if _, twice := p.hashes[string(user)]; twice {
			return nil, fmt.Errorf("line %d: %q has a line already", n, user)
		}
		cost, err := blowfish.Cost(hash)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w (glassh serve --hash-password makes one)", n, err)
		}
		p.hashes[string(user)] = bytes.Clone(hash)
		p.cost = max(p.cost, cost)
	}
	if n := len(p.hashes); n == 0 {
		return nil, errors.New("there is no user in it")
	}
	return p, nil
}

// loadPasswords makes what a server needs for the options: hashes from a file, a
// password from rand. Both are optional.
func loadPasswords(file string, oneOff bool, rand io.Reader) (*passwords, error) {
	p := new(passwords)
	if file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if p, err = parsePasswords(text); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	if oneOff {
		var err error
		if p.oneOff, err = newOneOff(rand); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// right reports whether a user may log in with a password. How long that takes does
// not tell whether the user exists.
func (p *passwords) right(user string, password []byte) bool {
	right := ct.Choice(0)
	if p.oneOff != nil {
		right |= ct.Equal(p.oneOff, password) // its length is no secret: it is always the same
	}
	if p.hashes != nil {
		right |= p.inFile(user, password)
	}
	return right.Public()
}

// inFile compares with the hash of a user. The work is that of the highest cost in
// the file, for every user and for those who have no line:
//
//	2^c + (2^c + 2^(c+1) + … + 2^(cost-1)) = 2^cost
func (p *passwords) inFile(user string, password []byte) ct.Choice {
	hash, known := p.hashes[user]
	if !known {
		blowfish.ComparePassword(noPassword(p.cost), password)
		return 0
	}
	err := blowfish.ComparePassword(hash, password)
	cost, _ := blowfish.Cost(hash) // parsePasswords has read it
	for c := cost; c < p.cost; c++ {
		blowfish.ComparePassword(noPassword(c), password)
	}
	if err != nil {
		return 0
	}
	return 1
}

// noPassword returns a hash of that cost that has no password, as far as anyone can
// know.
func noPassword(cost int) []byte {
	return fmt.Appendf(nil, "$2b$%02d$%s", cost, strings.Repeat(".", 22+31))
}

// oneOffLength characters of 5 bits each: 100 bits.
const oneOffLength = 20

// newOneOff makes a password from the letters and digits that are hard to mistake
// for one another: none of l, o, 0 and 1.
func newOneOff(rand io.Reader) ([]byte, error) {
	password := make([]byte, oneOffLength)
	if _, err := io.ReadFull(rand, password); err != nil {
		return nil, err
	}
	for i, b := range password {
		v := uint64(b) & 31
		letter := 'a' + v + uint64(ct.Less(v, 11).Not()) + uint64(ct.Less(v, 13).Not()) // over l and o
		password[i] = byte(ct.Select(ct.Less(v, 24), letter, '2'+v-24))
	}
	return password, nil
}

// hashCost takes some tens of milliseconds, as OpenBSD's default for passwords.
const hashCost = 10

// printPasswordHash is glassh serve --hash-password: it asks twice on the terminal,
// or reads a line of standard input where that is not one.
func printPasswordHash(e *env) error {
	password, err := newPassword(e)
	if err != nil {
		return err
	}
	defer mem.Wipe(password)
	if len(password) == 0 {
		return errors.New("an empty password is none")
	}
	hash, err := blowfish.HashPassword(password, hashCost, rand.Reader)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "%s\n", hash)
	return nil
}

func newPassword(e *env) ([]byte, error) {
	if f, ok := e.stdin.(*os.File); !ok || !isTerminal(f) {
		return readLine(e.stdin)
	}
	password, err := askPassword("Password: ")
	if err != nil {
		return nil, err
	}
	again, err := askPassword("Password again: ")
	if err != nil {
		return nil, err
	}
	defer mem.Wipe(again)
	if !ct.Equal(password, again).Public() {
		mem.Wipe(password)
		return nil, errors.New("these were two different passwords")
	}
	return password, nil
}
