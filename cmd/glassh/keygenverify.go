package main

import (
	"fmt"
	"io"
	"time"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/krl"
	"github.com/glassh/glassh/ssh/sshsig"
	"github.com/glassh/glassh/wire"
)

// verifySignature is -Y verify.
func verifySignature(e *env, o *keygenOptions, _ []string) error {
	return o.verify(e, func(s *sshsig.Signature, message io.Reader, so sigOptions) error {
		list, err := o.allowedSigners(e)
		if err != nil {
			return err
		}
		claim := sshsig.Claim{Principal: o.identity, Namespace: o.principals, Time: so.time}
		if o.record != "" {
			claim.Revoked = func(key *keys.PublicKey) error { return krl.CheckFile(o.record, key) }
		}
		return list.Verify(s, message, claim)
	}, " for "+wire.Escape([]byte(o.identity)))
}

// checkSignature is -Y check-novalidate: that the signature is that of its key, which
// anybody may have made.
func checkSignature(e *env, o *keygenOptions, _ []string) error {
	return o.verify(e, func(s *sshsig.Signature, message io.Reader, _ sigOptions) error {
		return s.Verify(message, o.principals)
	}, "")
}

// verify reads the signature, lets check decide on it, and says what comes of it.
func (o *keygenOptions) verify(e *env, check func(*sshsig.Signature, io.Reader, sigOptions) error, whose string) error {
	so, err := o.sigOptions()
	if err != nil {
		return err
	}
	s, err := readSignature(o.signer)
	if err == nil {
		err = check(s, e.stdin, so)
	}
	if err != nil {
		if !o.quiet {
			fmt.Fprintln(e.stdout, "Could not verify signature.")
		}
		return o.sigFailed(e, err)
	}
	if !o.quiet {
		fmt.Fprintf(e.stdout, "Good \"%s\" signature%s with %s key %s\n",
			wire.Escape([]byte(s.Namespace)), whose, s.Key.Label(), s.Key.Fingerprint())
	}
	if so.printPublic {
		fmt.Fprintln(e.stdout, s.Key)
	}
	return nil
}

func readSignature(file string) (*sshsig.Signature, error) {
	text, err := readKeyFile(file)
	if err != nil {
		return nil, err
	}
	s, err := sshsig.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return s, nil
}

// allowedSigners reads the file of -f, and warns of lines that do not count.
func (o *keygenOptions) allowedSigners(e *env) (sshsig.AllowedSigners, error) {
	text, err := readKeyFile(o.file)
	if err != nil {
		return nil, err
	}
	list, bad := sshsig.ParseAllowedSigners(text, time.Local)
	for _, err := range bad {
		o.say(e, "%s: %v", o.file, err)
	}
	return list, nil
}

// findPrincipals is -Y find-principals: whose signature it may be.
func findPrincipals(e *env, o *keygenOptions, _ []string) error {
	so, err := o.sigOptions()
	if err != nil {
		return err
	}
	s, err := readSignature(o.signer)
	if err != nil {
		return o.sigFailed(e, err)
	}
	list, err := o.allowedSigners(e)
	if err != nil {
		return o.sigFailed(e, err)
	}
	return o.printPrincipals(e, list.FindPrincipals(s, so.time))
}

// matchPrincipals is -Y match-principals: the principals of the lines that have one
// for the name of -I.
func matchPrincipals(e *env, o *keygenOptions, _ []string) error {
	if _, err := o.sigOptions(); err != nil {
		return err
	}
	list, err := o.allowedSigners(e)
	if err != nil {
		return o.sigFailed(e, err)
	}
	return o.printPrincipals(e, list.MatchPrincipals(o.identity))
}

func (o *keygenOptions) printPrincipals(e *env, found []string) error {
	for _, name := range found {
		fmt.Fprintln(e.stdout, wire.Escape([]byte(name)))
	}
	if len(found) == 0 {
		fmt.Fprintln(e.stderr, "No principal matched.")
		return statusError(255)
	}
	return nil
}
