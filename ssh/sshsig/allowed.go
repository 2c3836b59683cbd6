package sshsig

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh/keys"
)

// An AllowedSigner is one line of an allowed_signers file:
//
//	principals         [options]                type        base64 of the key
//	alice@example.org                           ssh-ed25519 AAAAC3NzaC1lZDI1…
//	*@example.org,!x*  cert-authority           ssh-ed25519 AAAAC3NzaC1lZDI1…
//	"The Builder"      namespaces="file,git"    ssh-ed25519 AAAAC3NzaC1lZDI1…
//	bob                valid-before="20270101"  ssh-ed25519 AAAAC3NzaC1lZDI1…
type AllowedSigner struct {
	Line          int      // counted from 1
	Principals    []string // patterns of whose the key is
	CertAuthority bool     // the key signs the certificates of the principals, and nothing else
	Namespaces    []string // patterns of what the key is for; nil is anything
	ValidAfter    time.Time
	ValidBefore   time.Time // each is zero where there is no such limit; both limits are within the validity
	Key           *keys.PublicKey
	Comment       string // as it stands in the file; escape it before showing it
}

// AllowedSigners is an allowed_signers file. The order of its lines is that of the
// search.
type AllowedSigners []AllowedSigner

// ParseAllowedSigners reads an allowed_signers file. Times in it that are not marked
// as UTC are in that zone. Empty lines and lines that start with # are skipped. A
// line with an unknown option, a malformed or unsupported key, or a length above
// [keys.MaxLine] is left out, with a *keys.LineError.
func ParseAllowedSigners(file []byte, zone *time.Location) (AllowedSigners, []error) {
	var list AllowedSigners
	var errs []error
	number := 0
	for line := range strings.Lines(string(file)) {
		number++
		line = strings.Trim(line, blanks+"\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		s, err := parseAllowedSigner(line, zone)
		if err != nil {
			errs = append(errs, &keys.LineError{Line: number, Err: err})
			continue
		}
		s.Line = number
		list = append(list, s)
	}
	return list, errs
}

const blanks = " \t"

func parseAllowedSigner(line string, zone *time.Location) (s AllowedSigner, err error) {
	if len(line) > keys.MaxLine {
		return s, fmt.Errorf("sshsig: line of %d bytes is longer than %d", len(line), keys.MaxLine)
	}
	if strings.ContainsAny(line, "\x00\r") {
		return s, errors.New("sshsig: line holds a NUL or a line end")
	}
	principals, rest, err := cutPrincipals(line)
	if err != nil {
		return s, err
	}
	s.Principals = strings.Split(principals, ",")
	if startsWithOptions(rest) {
		if rest, err = s.parseOptions(rest, zone); err != nil {
			return s, err
		}
	}
	if !s.ValidBefore.IsZero() && !s.ValidAfter.Before(s.ValidBefore) {
		return s, errors.New("sshsig: valid-before is not later than valid-after")
	}
	s.Key, s.Comment, err = keys.ParseKeyFields(rest)
	return s, err
}

// cutPrincipals takes the first field off a line. In quotes it may hold blanks.
func cutPrincipals(line string) (field, rest string, err error) {
	quoted, ok := strings.CutPrefix(line, `"`)
	if !ok {
		i := strings.IndexAny(line, blanks)
		if i < 0 {
			return "", "", errors.New(`sshsig: not a line of allowed signers: it has the form "principals [options] type base64"`)
		}
		return line[:i], strings.TrimLeft(line[i:], blanks), nil
	}
	field, rest, ok = strings.Cut(quoted, `"`)
	switch {
	case !ok:
		return "", "", errors.New("sshsig: the closing quote of the principals is missing")
	case field == "":
		return "", "", errors.New("sshsig: the principals are empty")
	case rest == "" || !strings.ContainsRune(blanks, rune(rest[0])):
		return "", "", errors.New("sshsig: text after the closing quote of the principals")
	}
	return field, strings.TrimLeft(rest, blanks), nil
}

// startsWithOptions tells options from a key's type, in which no such character
// occurs.
func startsWithOptions(fields string) bool {
	word, _, _ := strings.Cut(strings.ReplaceAll(fields, "\t", " "), " ")
	return strings.ContainsAny(word, `=,"`) || strings.EqualFold(word, "cert-authority")
}

// parseOptions takes the options off the front of a line: separated by commas, and
// ended by a blank that is not inside quotes.
func (s *AllowedSigner) parseOptions(line string, zone *time.Location) (rest string, err error) {
	for {
		end := strings.IndexAny(line, "=,"+blanks)
		if end < 0 {
			end = len(line)
		}
		name, value, hasValue := line[:end], "", false
		line = line[end:]
		if quoted, ok := strings.CutPrefix(line, `="`); ok {
			if value, line, hasValue = strings.Cut(quoted, `"`); !hasValue {
				return "", fmt.Errorf("sshsig: option %s: the closing quote is missing", shown(name))
			}
		}
		if err := s.set(strings.ToLower(name), value, hasValue, zone); err != nil {
			return "", err
		}
		switch {
		case line == "":
			return "", errors.New("sshsig: there is no key after the options")
		case strings.ContainsRune(blanks, rune(line[0])):
			return strings.TrimLeft(line, blanks), nil
		case line[0] != ',':
			return "", fmt.Errorf("sshsig: option %s: its value is not in quotes, or there is text behind it", shown(name))
		}
		line = line[1:]
	}
}

// set applies one option. A name that is not known is an error: it may be a
// restriction.
func (s *AllowedSigner) set(name, value string, hasValue bool, zone *time.Location) (err error) {
	given := false
	switch name {
	case "cert-authority":
		if hasValue {
			return errors.New("sshsig: option cert-authority takes no value")
		}
		s.CertAuthority = true
		return nil
	case "namespaces":
		given = s.Namespaces != nil
		s.Namespaces = strings.Split(value, ",")
	case "valid-after":
		given = !s.ValidAfter.IsZero()
		s.ValidAfter, err = ParseTime(value, zone)
	case "valid-before":
		given = !s.ValidBefore.IsZero()
		s.ValidBefore, err = ParseTime(value, zone)
	default:
		return fmt.Errorf("sshsig: option %s is not known", shown(name))
	}
	switch {
	case given:
		return fmt.Errorf("sshsig: option %s is given twice", name)
	case !hasValue:
		return fmt.Errorf("sshsig: option %s needs a value in quotes", name)
	case err != nil:
		return fmt.Errorf("sshsig: option %s: %w", name, err)
	}
	return nil
}

// ParseTime reads YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS: in that zone, or in UTC
// with Z behind it. It is the form of times in ssh-keygen(1).
func ParseTime(text string, zone *time.Location) (time.Time, error) {
	digits, utc := strings.CutSuffix(text, "Z")
	if utc {
		zone = time.UTC
	}
	if strings.Trim(digits, "0123456789") == "" {
		const layout = "20060102150405"
		switch n := len(digits); n {
		case 8, 12, 14:
			if at, err := time.ParseInLocation(layout[:n], digits, zone); err == nil {
				return at, nil
			}
		}
	}
	return time.Time{}, fmt.Errorf("%s is not a time of the form YYYYMMDD[HHMM[SS]][Z]", shown(text))
}
