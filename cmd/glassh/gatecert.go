package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// byAuthority lets a certificate in that an authority of TrustedUserCAKeys has
// signed; nil is for the authorized_keys files to decide.
//
// It must be for the user who logs in, or for a name in AuthorizedPrincipalsFile.
func (g *gate) byAuthority(ctx context.Context, a *admission, l ssh.Login, key *keys.PublicKey, visit keys.Visit) *keys.AuthorizedKey {
	if a.settings.userCAs == "" || key.Certificate() == nil {
		return nil
	}
	line, err := g.decide(ctx, a, l, key, visit)
	switch {
	case err != nil:
		g.log.Info("key refused", "user", wire.Escape([]byte(l.User)), "certificate", describe(key.Certificate()), "error", err)
	case line != nil:
		g.log.Info("key authorized", "user", wire.Escape([]byte(l.User)), "place", a.settings.userCAs,
			"fingerprint", key.Fingerprint(), "certificate", describe(key.Certificate()))
	}
	return line
}

func (g *gate) decide(ctx context.Context, a *admission, l ssh.Login, key *keys.PublicKey, visit keys.Visit) (*keys.AuthorizedKey, error) {
	authorities, bad, err := readAuthorities(a.settings.userCAs)
	if err != nil {
		return nil, err
	}
	g.ignore(a.settings.userCAs, bad)
	if !slices.ContainsFunc(authorities, key.Certificate().CA.Equal) {
		return nil, nil // a stranger's certificate does not even get AuthorizedPrincipalsCommand to run
	}
	// Without a file it is the certificate alone that says what its owner may do.
	principals := []keys.AuthorizedPrincipal{{Name: visit.User, Options: keys.Options{NoTouchRequired: true}}}
	if c := a.settings.principalsCommand; c.line != "" {
		text, err := c.run(ctx, g.e, a.account, certificateTokens(a.account, l, key))
		if err != nil {
			return nil, err
		}
		list, bad := keys.ParseAuthorizedPrincipals(text)
		g.ignore("AuthorizedPrincipalsCommand", bad)
		if line, err := keys.AuthorizedByCA(authorities, list, key, visit); line != nil || a.settings.principalsFile == "" {
			return line, err
		}
	}
	if a.settings.principalsFile != "" {
		file, err := a.settings.userFile(a.settings.principalsFile, a.account)
		if err != nil {
			return nil, err
		}
		text, err := a.account.readFile(file, maxKeysFile, a.settings.strict)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if principals, bad = keys.ParseAuthorizedPrincipals(text); len(bad) > 0 {
			g.ignore(file, bad)
		}
	}
	return keys.AuthorizedByCA(authorities, principals, key, visit)
}

// ignore tells of the lines of a file that do not count.
func (g *gate) ignore(file string, bad []error) {
	for _, err := range bad {
		g.log.Warn("ignored", "file", file, "error", err)
	}
}

// readAuthorities reads a file of TrustedUserCAKeys: a public key a line. Empty lines
// and those that start with # are skipped.
func readAuthorities(file string) (list []*keys.PublicKey, bad []error, err error) {
	text, err := readKeyFile(file)
	if err != nil {
		return nil, nil, fmt.Errorf("TrustedUserCAKeys: %w", err)
	}
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		if line = strings.Trim(line, blanks+"\r\n"); line == "" || line[0] == '#' {
			continue
		}
		key, _, err := keys.ParsePublicLine(line)
		if err == nil && key.Certificate() != nil {
			err = errors.New("an authority is a plain key, and not a certificate")
		}
		if err != nil {
			bad = append(bad, &keys.LineError{Line: number, Err: err})
			continue
		}
		list = append(list, key)
	}
	return list, bad, nil
}
