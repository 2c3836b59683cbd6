package keys

import (
	"fmt"
	"net/netip"
	"strings"
)

// An AuthorizedKey is one line of an authorized_keys file.
type AuthorizedKey struct {
	Line    int // counted from 1
	Key     *PublicKey
	Comment string // as it stands in the file; escape it before showing it
	Options Options
}

// A LineError says what is wrong with a line. That line lets nobody in; the others
// stand.
type LineError struct {
	Line int // counted from 1
	Err  error
}

// Error is the line's number and what is wrong with it.
func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap returns the error without the line's number.
func (e *LineError) Unwrap() error { return e.Err }

// ParseAuthorizedKeys reads an authorized_keys file (the section of that name in
// sshd(8)): one key a line, with options in front. Empty lines and lines that
// start with # are skipped. A line with an unknown option, a malformed or
// unsupported key, or a length above [MaxLine] is left out, with a *LineError.
func ParseAuthorizedKeys(file []byte) ([]AuthorizedKey, []error) {
	var list []AuthorizedKey
	var errs []error
	number := 0
	for line := range strings.Lines(string(file)) {
		number++
		line = strings.TrimLeft(trimLineEnd(line), " \t")
		if line == "" || line[0] == '#' {
			continue
		}
		k, err := parseAuthorizedLine(line)
		if err != nil {
			errs = append(errs, &LineError{number, err})
			continue
		}
		k.Line = number
		list = append(list, k)
	}
	return list, errs
}

func trimLineEnd(line string) string {
	return strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
}

func parseAuthorizedLine(line string) (k AuthorizedKey, err error) {
	if err := checkLine(line); err != nil {
		return k, err
	}
	fields := line
	if !startsWithKey(line) {
		if k.Options, fields, err = parseOptions(line); err != nil {
			return k, err
		}
	}
	if k.Key, k.Comment, err = ParseKeyFields(fields); err == nil && k.Key.cert != nil {
		err = malformed("a certificate stands where a key belongs: the line of an authority is cert-authority and its plain key")
	}
	return k, err
}

// A Visit says who uses a key, when and from where. This package has no clock, and
// does not know of time zones: time.Time's Format with [TimeLayout], and its Unix,
// make the times.
type Visit struct {
	User  string     // the name to log in with; for certificates
	From  netip.Addr // invalid where the client has no address
	Host  string     // the name of From, in lower case, that patterns of from= may mean; "" is unknown
	Local string     // the time now, in the zone that the file is written for
	UTC   string     // the time now in UTC
	Unix  uint64     // the time now, in seconds since 1970; for certificates
	// CAAlgorithms is as in [CertificateUse].
	CAAlgorithms []string
}

// TimeLayout is the layout, in the terms of package time, of the times in [Visit]
// and [Options]: 14 digits, whose order is that of time.
const TimeLayout = "20060102150405"

// Authorized returns the first line that lets key in on that visit, or nil. It is
// the one place that decides, so that no restriction is forgotten: a line for a
// certificate authority never admits a plain key, nor another line a certificate;
// from= and expiry-time= are applied, and what a certificate says; where the visit
// lacks what they compare, they admit nobody.
//
// What the session may do is in the Options of what is returned, which the caller
// enforces. With a certificate it is a copy of the authority's line, with what the
// certificate takes away in its Options.
//
// why holds a *LineError for each line that is about the key and does not admit it,
// up to the one that does.
func Authorized(list []AuthorizedKey, key *PublicKey, visit Visit) (line *AuthorizedKey, why []error) {
	for i := range list {
		l := &list[i]
		if !l.about(key) {
			continue
		}
		admitted, err := l.admit(key, &visit)
		if err == nil {
			return admitted, why
		}
		why = append(why, &LineError{l.Line, err})
	}
	return nil, why
}

// about reports whether the line holds the key, or its authority as an authority.
func (l *AuthorizedKey) about(key *PublicKey) bool {
	if key.cert != nil {
		return l.Options.CertAuthority && l.Key.Equal(key.cert.CA)
	}
	return !l.Options.CertAuthority && l.Key.Equal(key)
}

func (l *AuthorizedKey) admit(key *PublicKey, v *Visit) (*AuthorizedKey, error) {
	if err := l.Options.admits(v); err != nil {
		return nil, err
	}
	if key.cert == nil {
		if l.Options.Principals != nil {
			return nil, malformed("option principals is for lines with cert-authority")
		}
		return l, nil
	}
	names := []string{v.User}
	if l.Options.Principals != nil {
		names = l.Options.Principals
	}
	merged, err := key.cert.admit(&l.Options, names, v)
	if err != nil {
		return nil, err
	}
	admitted := *l
	admitted.Options = merged
	return &admitted, nil
}

// admits applies the options that say when and from where a key may be used.
func (o *Options) admits(v *Visit) error {
	for _, expiry := range o.Expiry {
		now := v.Local
		expiry, utc := strings.CutSuffix(expiry, "Z")
		if utc {
			now = v.UTC
		}
		if len(now) != len(TimeLayout) || now >= expiry {
			return malformed("its expiry-time has passed")
		}
	}
	if o.From != nil && !matchAddrs(o.From, v.From, v.Host) {
		return malformed("its option from does not allow that address")
	}
	return nil
}
