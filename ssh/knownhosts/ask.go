package knownhosts

import (
	"fmt"

	"github.com/glassh/glassh/ssh/keys"
)

// A Query is what a [DB] asks its Command.
type Query struct {
	Reason Reason
	Host   string          // as [Name] makes it; for Order, without the port, as OpenSSH asks
	Key    *keys.PublicKey // the one that the server has sent; nil for Order
}

// A Reason is why a [DB] asks its Command (ssh_config(5), TOKENS, %I).
type Reason uint8

// Reasons.
const (
	Order    Reason = iota // which keys of a host are known, to ask it for these
	Hostname               // whether a key is that of a host
	Address                // whether it is that of an address
)

// String returns ORDER, HOSTNAME or ADDRESS.
func (r Reason) String() string { return [...]string{"ORDER", "HOSTNAME", "ADDRESS"}[r] }

// CommandFile is the File of the places of what a Command has said.
const CommandFile = "KnownHostsCommand"

// ask adds what the command knows to all.
func (db *DB) ask(all []Entry, q Query) ([]Entry, error) {
	if db.Command == nil {
		return all, nil
	}
	text, err := db.Command(q)
	if err != nil {
		return nil, fmt.Errorf("knownhosts: %w", err)
	}
	entries, bad := Parse(CommandFile, text)
	db.warn(bad)
	return append(all, entries...), nil
}

// check is Check of a name, or of an address.
func (db *DB) check(reason Reason, host string, port int, key *keys.PublicKey) (Place, error) {
	s := db.newSearch(host, port, key)
	all, err := db.entries()
	if err == nil {
		all, err = db.ask(all, Query{reason, s.name, key})
	}
	if err != nil {
		return Place{}, err
	}
	return s.run(all)
}
