package knownhosts

import (
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// An UnknownError says that no file has an entry for the host.
type UnknownError struct {
	Host       string // as [Name] makes it
	Key        *keys.PublicKey
	OtherNames []Entry // where the same key stands for other hosts

	Certificate error // why its certificate by a known authority does not count; or nil
}

// Error names the host and the key.
func (e *UnknownError) Error() string {
	return fmt.Sprintf("knownhosts: host %s is not known; its key is %s%s", shown(e.Host), describe(e.Key), uncertified(e.Certificate))
}

// uncertified says why a certificate does not count.
func uncertified(err error) string {
	if err == nil {
		return ""
	}
	return "; " + strings.TrimPrefix(err.Error(), "keys: ")
}

// A ChangedError says that the host is known with other keys than the one that it
// has sent: it has a new key, or another host answers for it.
type ChangedError struct {
	Host      string // as [Name] makes it
	Key       *keys.PublicKey
	Entries   []Entry // the keys known for the host, of Key's type unless OtherType
	OtherType bool    // no key of Key's type is known for the host

	OtherNames []Entry // where the same key stands for other hosts; with OtherType only

	Certificate error // as in UnknownError
}

// Error names the host, the key, and the first entry that contradicts it.
func (e *ChangedError) Error() string {
	known := &e.Entries[0]
	what := "has changed"
	if e.OtherType {
		what = "is of a type not known for it"
	}
	return fmt.Sprintf("knownhosts: the key of host %s %s: it is %s, and %v has %s %s%s",
		shown(e.Host), what, describe(e.Key), known.Place, keys.Label(known.Type), known.Fingerprint(), uncertified(e.Certificate))
}

// A RevokedError says that a line marked @revoked forbids the key, or the authority
// of its certificate.
type RevokedError struct {
	Place
	Host      string // as [Name] makes it
	Key       *keys.PublicKey
	Authority bool // it is the authority that is forbidden
}

// Error names the host, the key and the line.
func (e *RevokedError) Error() string {
	if e.Authority {
		return fmt.Sprintf("knownhosts: the authority of the certificate of host %s is revoked at %v", shown(e.Host), e.Place)
	}
	return fmt.Sprintf("knownhosts: the key of host %s is revoked at %v: %s", shown(e.Host), e.Place, describe(e.Key))
}

// A RefusedError is what a [Policy] answers to a key that it does not accept.
type RefusedError struct {
	Host string // as [Name] makes it
	Err  error  // why: one of the errors of this package, or that of reading a file
	Note string // what the policy has to add; may be ""
}

// Error starts with the words that ssh ends with in this case, on which scripts
// rely.
func (e *RefusedError) Error() string {
	text := "Host key verification failed: " + strings.TrimPrefix(strings.TrimPrefix(e.Err.Error(), "knownhosts: "), "krl: ")
	if e.Note != "" {
		text += " (" + e.Note + ")"
	}
	return text
}

// Unwrap returns Err.
func (e *RefusedError) Unwrap() error { return e.Err }

// describe returns a key as people compare it: "ED25519 SHA256:…".
func describe(k *keys.PublicKey) string { return k.Label() + " " + k.Fingerprint() }

// shown escapes a host name, which may come from a link or a file.
func shown(host string) string { return wire.Escape([]byte(host)) }
