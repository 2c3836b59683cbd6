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
	k.Key, k.Comment, err = ParseKeyFields(fields)
	return k, err
}

// A Visit says when and from where a key is used. Times are texts, as this package
// has no clock: time.Time's Format with [TimeLayout] makes them.
type Visit struct {
	From  netip.Addr // invalid where the client has no address
	Local string     // the time now, in the zone that the file is written for
	UTC   string     // the time now in UTC
}

// TimeLayout is the layout, in the terms of package time, of the times in [Visit]
// and [Options]: 14 digits, whose order is that of time.
const TimeLayout = "20060102150405"

// Authorized returns the first line that lets key in on that visit, or nil. It is
// the one place that decides, so that no restriction is forgotten: a line for a
// certificate authority never admits a plain key, and from= and expiry-time= are
// applied; where the visit lacks what they compare, they admit nobody. What the
// session may do is in the line's Options, which the caller enforces.
func Authorized(list []AuthorizedKey, key *PublicKey, visit Visit) *AuthorizedKey {
	for i := range list {
		l := &list[i]
		if l.Key.Equal(key) && !l.Options.CertAuthority && l.Options.admits(visit) {
			return l
		}
	}
	return nil
}

// admits applies the options that say when and from where a key may be used.
func (o *Options) admits(v Visit) bool {
	for _, expiry := range o.Expiry {
		now := v.Local
		expiry, utc := strings.CutSuffix(expiry, "Z")
		if utc {
			now = v.UTC
		}
		if len(now) != len(TimeLayout) || now >= expiry {
			return false
		}
	}
	return o.From == nil || matchAddrs(o.From, v.From)
}
