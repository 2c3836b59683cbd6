package knownhosts

import (
	"context"
	"errors"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/glassh/glassh/ssh/keys"
)

// A Policy decides whether a client accepts a host key. Its zero value, with a DB,
// accepts known keys only, as it has nobody to ask. It is not changed by its
// methods, and may be used from several goroutines if its functions may.
type Policy struct {
	DB   *DB
	Mode Mode
	// File is where accepted keys are added; "" is the DB's first file, and if that
	// has none, they are not remembered.
	File string
	// Hash hashes the names that are added.
	Hash bool
	// Alias, if set, is looked up and added instead of the host and its port.
	Alias string
	// Fingerprint is the form in which keys are shown, and may be answered; nil is
	// [keys.Fingerprint].
	Fingerprint func(blob []byte) string
	// CheckAddr checks the host's address as well, which is known by itself, and adds one
	// that is not.
	CheckAddr bool
	// Prompt shows a question, whose last line has no line end, and returns the
	// line that is answered; an error counts as no. Without it, mode Ask refuses.
	Prompt func(ctx context.Context, question string) (answer string, err error)
	// Revoked, where set, returns an error for a key or certificate that must not be
	// accepted, or if it cannot tell. It is asked first, in every mode.
	Revoked func(key *keys.PublicKey) error
	// Warn shows lines of text, the last one with its line end.
	Warn func(text string)
}

// A Verdict is how a key came to be accepted.
type Verdict struct {
	Known    Place // where it stands; zero if it was not known
	Added    bool  // it is now remembered
	Insecure bool  // it contradicts a known key, and mode No let it pass: nothing secret should be sent
}

// Check decides on the key of host, which is host:port or a host at port 22, whose
// address is remote. It has the form of a client's HostKey hook. A key that is
// refused gives a *RefusedError.
func (p *Policy) Check(ctx context.Context, host string, remote net.Addr, key *keys.PublicKey) error {
	host, port := splitHost(host)
	addr := ""
	if remote != nil {
		if a, _, err := net.SplitHostPort(remote.String()); err == nil {
			addr = a
		}
	}
	_, err := p.Decide(ctx, host, port, addr, key)
	return err
}

// Order returns the signature algorithms in names with those first that the known
// keys of host make; host is as for Check. See [DB.Algorithms].
func (p *Policy) Order(host string, names []string) []string {
	return Prefer(p.Algorithms(host), names)
}

// Algorithms is [DB.Algorithms] of host, which is as for Check; nil if there is an error:
// Check will say what is wrong.
func (p *Policy) Algorithms(host string) []string {
	host, port := p.target(splitHost(host))
	known, _ := p.DB.Algorithms(host, port)
	return known
}

// Prefer returns names with the known ones first.
func Prefer(known, names []string) []string {
	first := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !slices.Contains(known, n) })
	rest := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(known, n) })
	return append(first, rest...)
}

// Decide is Check with its parts apart, and with how the key came to be accepted.
// addr is the host's address as text, for the question; it may be "".
func (p *Policy) Decide(ctx context.Context, host string, port int, addr string, key *keys.PublicKey) (Verdict, error) {
	d := decision{Policy: p, ctx: ctx, key: key.Plain(), addr: addr, shownPort: port}
	d.host, d.port = p.target(host, port)
	v, err := d.name(key)
	if err == nil && p.CheckAddr && addr != "" && lower(addr) != lower(d.host) && !v.Insecure && key.Certificate() == nil {
		if err := d.address(v); err != nil {
			return Verdict{}, err
		}
	}
	return v, err
}

// name decides on the key as that of the host's name.
func (d *decision) name(key *keys.PublicKey) (Verdict, error) {
	p := d.Policy
	if p.Revoked != nil {
		if err := p.Revoked(key); err != nil {
			return Verdict{}, d.refuse(err, "")
		}
	}
	place, err := p.DB.Check(d.host, d.port, key)
	if err == nil {
		return Verdict{Known: place}, nil
	}
	d.uncertified(err)
	var revoked *RevokedError
	var changed *ChangedError
	var unknown *UnknownError
	switch {
	case errors.As(err, &revoked):
		d.warn(d.revokedText(revoked))
		return Verdict{}, d.refuse(err, "")
	case errors.As(err, &changed) && !changed.OtherType:
		d.warn(d.changedText(changed))
		if p.Mode == No {
			return Verdict{Insecure: true}, nil
		}
		return Verdict{}, d.refuse(err, "")
	case errors.As(err, &changed):
		return d.unknown(err, changed.OtherNames, changed.Entries)
	case errors.As(err, &unknown):
		return d.unknown(err, unknown.OtherNames, nil)
	}
	return Verdict{}, d.refuse(err, "")
}

// uncertified warns of a certificate that did not count, though its authority is
// known: it is about the plain key from here on.
func (d *decision) uncertified(err error) {
	var changed *ChangedError
	var unknown *UnknownError
	var cert error
	if errors.As(err, &changed) {
		cert = changed.Certificate
	} else if errors.As(err, &unknown) {
		cert = unknown.Certificate
	}
	if cert != nil {
		d.warn("Warning: the certificate of host '" + shown(Name(d.host, d.port)) + "' does not count: " + strings.TrimPrefix(cert.Error(), "keys: ") + "\n")
	}
}

// target applies Alias, which has no port.
func (p *Policy) target(host string, port int) (string, int) {
	if p.Alias != "" {
		return p.Alias, 22
	}
	return host, port
}

// A decision is one call of Decide.
type decision struct {
	*Policy
	ctx       context.Context
	host      string // what is looked up
	port      int
	addr      string // what is shown beside it
	shownPort int
	key       *keys.PublicKey
}

// unknown decides on a key that nothing speaks against. others are the host's keys
// of other types. Meeting those, a person can judge; accept-new must not: a host
// that is known and comes with a key of another type is what an attacker makes it
// look like who lacks the right one.
func (d *decision) unknown(why error, names, others []Entry) (Verdict, error) {
	switch d.Mode {
	case No:
	case AcceptNew:
		if len(others) > 0 {
			return Verdict{}, d.refuse(why, "accept-new is for hosts never seen")
		}
	case Ask:
		if d.Prompt == nil {
			return Verdict{}, d.refuse(why, "there is nobody to ask")
		}
		if err := d.ask(names, others); err != nil {
			return Verdict{}, d.refuse(why, err.Error())
		}
	default:
		return Verdict{}, d.refuse(why, "only known keys are accepted")
	}
	return Verdict{Added: d.save()}, nil
}

// maxAsks bounds how often a question is put: a prompt that answers nonsense
// without a person behind it would go on for ever.
const maxAsks = 100

// ask puts the question until it is answered. A nil error is a yes.
func (d *decision) ask(names, others []Entry) error {
	question := d.question(names, others)
	for range maxAsks {
		if err := d.ctx.Err(); err != nil {
			return err
		}
		answer, err := d.Prompt(d.ctx, question)
		if err != nil {
			return err
		}
		answer = strings.TrimSpace(answer)
		switch {
		case strings.EqualFold(answer, "yes"), answer == d.print(d.key.Blob()):
			return nil
		case strings.EqualFold(answer, "no"), answer == "":
			return errDeclined
		}
		question = "Please type yes, no or the fingerprint: "
	}
	return errDeclined
}

var errDeclined = errors.New("not accepted")

// save remembers the key. A failure is not a reason to refuse it.
func (d *decision) save() bool {
	file := d.file()
	if file == "" {
		return false
	}
	name := shown(Name(d.host, d.port))
	if err := Add(file, d.host, d.port, d.key, d.Hash); err != nil {
		d.warn("Warning: the key of '" + name + "' could not be added to the list of known hosts: " + err.Error() + "\n")
		return false
	}
	d.warn("Warning: Permanently added '" + name + "' (" + d.key.Label() + ") to the list of known hosts.\n")
	return true
}

// file is where keys are added, or "".
func (d *decision) file() string {
	if d.File == "" && len(d.DB.files) > 0 {
		return d.DB.files[0]
	}
	return d.File
}

func (d *decision) refuse(err error, note string) error {
	return &RefusedError{Host: Name(d.host, d.port), Err: err, Note: note}
}

func (d *decision) warn(text string) {
	if d.Warn != nil {
		d.Warn(text)
	}
}

// splitHost takes host:port, [host]:port or host apart.
func splitHost(s string) (host string, port int) {
	if host, text, err := net.SplitHostPort(s); err == nil {
		if port, err := strconv.ParseUint(text, 10, 16); err == nil {
			return host, int(port)
		}
	}
	return strings.TrimSuffix(strings.TrimPrefix(s, "["), "]"), 22
}
