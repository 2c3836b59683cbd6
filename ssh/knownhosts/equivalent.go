package knownhosts

import "strings"

// A Guest is the user of another host who wants to be one of this host's, without
// further proof (sshd(8), ~/.shosts and hosts.equiv).
type Guest struct {
	Host, Addr string // names of the user's host, in any case, and its address
	User       string // the user's name there
	As         string // and here
}

// maxEquivalent is how long a line may be, in bytes.
const maxEquivalent = 1023

// Equivalent reports whether the text of a file like hosts.equiv or .shosts lets a guest
// in. A line names a host, and a user there; without one it is the user of the same name
// as here. The first line that fits decides:
//
//	client.example          ann of client.example may be ann
//	client.example bob      bob of client.example may be the one whose .shosts this is
//	-client.example         nobody of client.example
//	client.example -bob     bob of client.example may not
//
// A + alone, which would stand for all, counts for nothing; so do netgroups, +@name and
// -@name, which are not looked up.
func Equivalent(text []byte, g Guest) bool {
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		switch {
		case len(line) > maxEquivalent, len(words) == 0, words[0][0] == '#', strings.HasPrefix(words[0], "NO_PLUS"), len(words) > 2:
			continue
		case len(words) == 1:
			words = append(words, g.As)
		}
		host, noHost := unsigned(words[0])
		user, noUser := unsigned(words[1])
		if host == "" || user == "" || host[0] == '@' || user[0] == '@' {
			continue
		}
		if lower(host) != lower(g.Host) && host != g.Addr || user != g.User {
			continue
		}
		return !noHost && !noUser
	}
	return false
}

// unsigned takes the + or - off a name; negated says that it was a -.
func unsigned(word string) (name string, negated bool) {
	if rest, ok := strings.CutPrefix(word, "-"); ok {
		return rest, true
	}
	return strings.TrimPrefix(word, "+"), false
}
