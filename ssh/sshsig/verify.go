package sshsig

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh/keys"
)

// A Claim is what [AllowedSigners.Verify] is to find out about a signature.
type Claim struct {
	Principal string    // whose it is to be; not empty
	Namespace string    // what it is to be for; not empty
	Time      time.Time // when it is to have been valid: now, or when the message was seen first

	// Revoked, where set, returns an error for a key that must not be accepted any
	// more, or if it cannot tell.
	Revoked func(*keys.PublicKey) error
}

// Verify reports whether s is the signature of message that c says, by a key that the
// file allows. A nil error is a yes; any other says why not.
func (a AllowedSigners) Verify(s *Signature, message io.Reader, c Claim) error {
	if c.Principal == "" {
		return errors.New("sshsig: the principal is empty: it says whose signature it should be")
	}
	if err := s.Verify(message, c.Namespace); err != nil {
		return err
	}
	if c.Revoked != nil {
		if err := c.Revoked(s.Key); err != nil {
			return err
		}
	}
	_, err := a.Allow(s.Key, c.Principal, c.Namespace, c.Time)
	return err
}

// A NotAllowedError says that no line of the file allows a key to sign.
type NotAllowedError struct {
	Principal string // not escaped
	Key       *keys.PublicKey
	// Why says why a line does not apply that has both the principal and the key, or
	// the key that signed its certificate; nil if there is none.
	Why *keys.LineError
}

// Error names the principal and the key.
func (e *NotAllowedError) Error() string {
	text := fmt.Sprintf("sshsig: %s has no key %s %s", shown(e.Principal), e.Key.Label(), e.Key.Fingerprint())
	if e.Why != nil {
		text += " that is allowed to sign this: " + e.Why.Error()
	}
	return text
}

// Allow returns the first line that allows a principal to sign with key in a
// namespace at a time. Where there is none, the error is a *NotAllowedError.
func (a AllowedSigners) Allow(key *keys.PublicKey, principal, namespace string, at time.Time) (*AllowedSigner, error) {
	e := &NotAllowedError{Principal: principal, Key: key}
	for i := range a {
		line := &a[i]
		if !keys.MatchList(line.Principals, principal) || !line.holds(key) {
			continue
		}
		err := line.covers(namespace, at)
		if err == nil && line.CertAuthority {
			err = checkCertificate(key, principal, at)
		}
		if err == nil {
			return line, nil
		}
		if e.Why == nil {
			e.Why = &keys.LineError{Line: line.Line, Err: err}
		}
	}
	return nil, e
}

// holds reports whether the line is about key: has it, or the key that signed it as
// a certificate. A certificate is not its plain key, nor the other way round.
func (s *AllowedSigner) holds(key *keys.PublicKey) bool {
	if !s.CertAuthority {
		return s.Key.Equal(key)
	}
	return s.Key.Equal(authority(key))
}

func (s *AllowedSigner) covers(namespace string, at time.Time) error {
	if s.Namespaces != nil && !keys.MatchList(s.Namespaces, namespace) {
		return fmt.Errorf("the key is not for namespace %s", shown(namespace))
	}
	return s.validAt(at)
}

func (s *AllowedSigner) validAt(at time.Time) error {
	const layout = "2006-01-02T15:04:05Z07:00"
	switch {
	case !s.ValidAfter.IsZero() && at.Before(s.ValidAfter):
		return errors.New("the key is not valid before " + s.ValidAfter.Format(layout))
	case !s.ValidBefore.IsZero() && at.After(s.ValidBefore):
		return errors.New("the key is not valid after " + s.ValidBefore.Format(layout))
	}
	return nil
}

// FindPrincipals returns whose signature s may be at that time: the patterns of the
// first line that has its key or, for a certificate, those of the certificate's
// principals that the line of its authority admits. It verifies nothing, and does
// not look at namespaces: it finds the principal to ask [AllowedSigners.Verify]
// about.
func (a AllowedSigners) FindPrincipals(s *Signature, at time.Time) []string {
	for i := range a {
		line := &a[i]
		if !line.holds(s.Key) || line.validAt(at) != nil {
			continue
		}
		if !line.CertAuthority {
			return line.Principals
		}
		var found []string
		for _, name := range certificatePrincipals(s.Key, at) {
			if keys.MatchList(line.Principals, name) {
				found = append(found, name)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// MatchPrincipals returns the principals of each line that has one for that name, as
// they stand there.
func (a AllowedSigners) MatchPrincipals(name string) []string {
	var found []string
	for i := range a {
		if keys.MatchList(a[i].Principals, name) {
			found = append(found, strings.Join(a[i].Principals, ","))
		}
	}
	return found
}
