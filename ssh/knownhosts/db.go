package knownhosts

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/glassh/glassh/ssh/keys"
)

// A DB is a list of known_hosts files. It reads them anew at each question, so that
// it sees what other programs have added. It may be used from several goroutines.
type DB struct {
	// Warn, where set before the first use, is told of each malformed line, once,
	// as a *LineError. The line is ignored.
	Warn func(error)
	// CAAlgorithms are the algorithms by which authorities may sign certificates; nil
	// stands for those of [keys.CASignatureAlgorithms].
	CAAlgorithms []string
	// Command, where set, has more lines for a host, which count behind those of the
	// files; an error is one of Check and Algorithms. Lookup does not ask it.
	Command func(Query) ([]byte, error)

	files  []string
	mu     sync.Mutex      // guards warned, and calls of Warn
	warned map[string]bool // the texts that Warn has got
}

// Open returns the DB of files, whose order is that of preference. It does not read
// them yet; one that does not exist is like an empty one.
func Open(files ...string) *DB { return &DB{files: slices.Clone(files)} }

// Files returns the names given to [Open].
func (db *DB) Files() []string { return slices.Clone(db.files) }

// entries reads all files. An error that hides what a file says is not passed over:
// a revoked key could be in it.
func (db *DB) entries() ([]Entry, error) {
	var all []Entry
	for _, file := range db.files {
		text, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("knownhosts: %w", err)
		}
		entries, bad := Parse(file, text)
		db.warn(bad)
		all = append(all, entries...)
	}
	return all, nil
}

func (db *DB) warn(bad []error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	for _, err := range bad {
		text := err.Error()
		if db.Warn == nil || db.warned[text] {
			continue
		}
		if db.warned == nil {
			db.warned = make(map[string]bool)
		}
		db.warned[text] = true
		db.Warn(err)
	}
}

// Lookup returns the entries for a host at a port, marked ones included. A port of
// 0 stands for 22.
func (db *DB) Lookup(host string, port int) ([]Entry, error) {
	all, err := db.entries()
	if err != nil {
		return nil, err
	}
	name := Name(host, port)
	return slices.DeleteFunc(all, func(e Entry) bool { return !e.Matches(name) }), nil
}

// Check looks for key among the keys of a host at a port. It returns where it
// stands, or
//
//   - *RevokedError: the key is marked @revoked for the host,
//   - *ChangedError: the host is known, with other keys,
//   - *UnknownError: the host is not known,
//   - any other error: a file could not be read.
//
// A key that is known for the host at port 22 is accepted at any other port, as
// ssh does: it is the same machine.
//
// A certificate is accepted if a line marked @cert-authority for the host holds its
// authority, and it is good for the host by that name, now: the place is that
// line's. Otherwise it is the key that it certifies which is looked for; the error
// then says in Certificate why the certificate of a known authority did not count.
// Lines marked @cert-authority say nothing of plain keys. @revoked forbids the key,
// with or without a certificate, and all that an authority has signed.
func (db *DB) Check(host string, port int, key *keys.PublicKey) (Place, error) {
	return db.check(Hostname, host, port, key)
}

// newSearch makes the question for a key of a host.
func (db *DB) newSearch(host string, port int, key *keys.PublicKey) *search {
	s := &search{name: Name(host, port), bare: Name(host, 22), key: key.Plain(), cert: key.Certificate()}
	s.blob = s.key.Blob()
	if s.cert != nil {
		s.authority = s.cert.CA.Blob()
		s.use = keys.CertificateUse{
			Kind: keys.HostCertificate, Names: []string{s.bare}, Time: uint64(time.Now().Unix()), CAAlgorithms: db.CAAlgorithms,
		}
	}
	return s
}

// Algorithms returns the signature algorithms that the known keys of a host make,
// with and without certificates; and those of all certificates, where an authority
// is known for it. A client that offers those first gets the key that it knows, and
// not another of the host's, which would look like a changed one.
func (db *DB) Algorithms(host string, port int) ([]string, error) {
	all, err := db.entries()
	if err == nil {
		all, err = db.ask(all, Query{Reason: Order, Host: Name(host, 0)})
	}
	if err != nil {
		return nil, err
	}
	var names []string
	for _, name := range []string{Name(host, port), Name(host, 22)} {
		for i := range all {
			e := &all[i]
			if e.Marker == Revoked || !e.Matches(name) {
				continue
			}
			of := keys.SupportedCertificates()
			if e.Marker == NoMarker {
				of = append(slices.Clone(keys.Algorithms(e.Type)), keys.CertificateAlgorithms(e.Type)...)
			}
			for _, a := range of {
				if !slices.Contains(names, a) {
					names = append(names, a)
				}
			}
		}
		if len(names) > 0 {
			break // what is known without the port matters only where nothing else is
		}
	}
	return names, nil
}

// A search is one question to all entries.
type search struct {
	name, bare string // with its port, and without
	key        *keys.PublicKey
	blob       []byte

	// Of a certificate, which is nil for a plain key.
	cert      *keys.Certificate
	authority []byte // its blob
	use       keys.CertificateUse
}

func (s *search) run(all []Entry) (Place, error) {
	var authority *Entry                  // the certificate's
	var exact, atBare *Entry              // the key itself, under the name and without the port
	var sameType, otherType, same []Entry // other keys of the host; other names of the key
	for i := range all {
		e := &all[i]
		isKey := bytes.Equal(e.Blob, s.blob)
		named := e.Matches(s.name)
		switch {
		case e.Marker == Revoked:
			isAuthority := s.cert != nil && e.holds(s.authority)
			if (isAuthority || e.holds(s.blob)) && (named || e.Matches(s.bare)) {
				return Place{}, &RevokedError{Place: e.Place, Host: s.name, Key: s.key, Authority: isAuthority}
			}
		case e.Marker == CertAuthority:
			if authority == nil && s.cert != nil && bytes.Equal(e.Blob, s.authority) && (named || e.Matches(s.bare)) {
				authority = e
			}
		case isKey && named:
			if exact == nil {
				exact = e
			}
		case isKey:
			if atBare == nil && e.Matches(s.bare) {
				atBare = e
			}
			same = append(same, *e)
		case named && e.Type == s.key.Type():
			sameType = append(sameType, *e)
		case named:
			otherType = append(otherType, *e)
		}
	}
	var cert error
	if authority != nil {
		if cert = s.cert.Check(s.use); cert == nil {
			return authority.Place, nil
		}
	}
	switch {
	case exact != nil:
		return exact.Place, nil
	case len(sameType) > 0:
		return Place{}, &ChangedError{Host: s.name, Key: s.key, Entries: sameType, Certificate: cert}
	case atBare != nil:
		return atBare.Place, nil
	case len(otherType) > 0:
		return Place{}, &ChangedError{Host: s.name, Key: s.key, Entries: otherType, OtherType: true, OtherNames: same, Certificate: cert}
	}
	return Place{}, &UnknownError{Host: s.name, Key: s.key, OtherNames: same, Certificate: cert}
}

// holds reports whether the entry's key is the one of that blob, or a certificate
// of it.
func (e *Entry) holds(blob []byte) bool {
	if bytes.Equal(e.Blob, blob) {
		return true
	}
	k, err := keys.ParsePublicKey(e.Blob)
	return err == nil && bytes.Equal(k.Plain().Blob(), blob)
}
