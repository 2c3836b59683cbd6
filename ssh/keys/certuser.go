package keys

import (
	"slices"
	"strings"
)

// A user's certificate lets in where its authority is trusted for that: by a line
// of authorized_keys with cert-authority, or by the server at large, which may go by
// files of principals for each user (sshd_config(5), TrustedUserCAKeys and
// AuthorizedPrincipalsFile).

// admit returns what the certificate's owner may do on that visit under the options
// of a line that trusts the authority for certificates of one of names.
func (c *Certificate) admit(line *Options, names []string, v *Visit) (Options, error) {
	err := c.Check(CertificateUse{
		Kind: UserCertificate, Names: names, Time: v.Unix, From: v.From, CAAlgorithms: v.CAAlgorithms,
	})
	if err != nil {
		return Options{}, err
	}
	own, _, err := c.permissions()
	if err != nil {
		return Options{}, err
	}
	return line.with(&own)
}

// with returns the options that hold where both o and those of a certificate do:
// what either takes away is taken away. Two different commands cannot both be run.
func (o *Options) with(cert *Options) (Options, error) {
	m := *o
	if cert.ForceCommand {
		if m.ForceCommand && m.Command != cert.Command {
			return Options{}, malformed("the certificate's force-command is another than the line's command")
		}
		m.ForceCommand, m.Command = true, cert.Command
	}
	m.NoPTY = m.NoPTY || cert.NoPTY
	m.NoPortForwarding = m.NoPortForwarding || cert.NoPortForwarding
	m.NoAgentForwarding = m.NoAgentForwarding || cert.NoAgentForwarding
	m.NoX11Forwarding = m.NoX11Forwarding || cert.NoX11Forwarding
	m.NoUserRC = m.NoUserRC || cert.NoUserRC
	m.NoTouchRequired = m.NoTouchRequired && cert.NoTouchRequired
	m.VerifyRequired = m.VerifyRequired || cert.VerifyRequired
	return m, nil
}

// An AuthorizedPrincipal is one line of an AuthorizedPrincipalsFile: a name that
// certificates may be for, with the options that go with it.
type AuthorizedPrincipal struct {
	Line    int // counted from 1
	Name    string
	Options Options
}

// ParseAuthorizedPrincipals reads an AuthorizedPrincipalsFile (sshd_config(5)): one
// name a line, with options as in authorized_keys in front. Empty lines, and what
// stands behind a # that is not inside quotes, are skipped. A line with an unknown
// option, with one for authorities, or too long, is left out, with a *LineError.
func ParseAuthorizedPrincipals(file []byte) (list []AuthorizedPrincipal, errs []error) {
	number := 0
	for line := range strings.Lines(string(file)) {
		number++
		line = strings.Trim(uncomment(trimLineEnd(line)), " \t")
		if line == "" {
			continue
		}
		p, err := parsePrincipalLine(line)
		if err != nil {
			errs = append(errs, &LineError{number, err})
			continue
		}
		p.Line = number
		list = append(list, p)
	}
	return list, errs
}

func parsePrincipalLine(line string) (p AuthorizedPrincipal, err error) {
	if err := checkLine(line); err != nil {
		return p, err
	}
	p.Name = line
	if strings.ContainsAny(line, " \t") {
		if p.Options, p.Name, err = parseOptions(line); err != nil {
			return p, err
		}
		p.Name = strings.TrimLeft(p.Name, " \t")
	}
	if p.Name == "" || strings.ContainsAny(p.Name, " \t") {
		return p, malformed("one name is to stand behind the options")
	}
	if p.Options.CertAuthority || p.Options.Principals != nil {
		return p, malformed("options cert-authority and principals have no place here")
	}
	return p, nil
}

// uncomment cuts a line off at its first # outside of quotes.
func uncomment(line string) string {
	quoted := false
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\' && i+1 < len(line) && line[i+1] == '"': // as in cutOption
			i++
		case line[i] == '"':
			quoted = !quoted
		case line[i] == '#' && !quoted:
			return line[:i]
		}
	}
	return line
}

// AuthorizedByCA decides on the certificate key, signed by one of authorities, which
// the server trusts. It must be for one of principals: those of the user's file, or
// the user's name alone. What it returns is like a line of authorized_keys, with the
// authority as its Key and the number of the principal's line; nil without an error
// says that key is no certificate of theirs. Everything holds that [Authorized]
// says.
func AuthorizedByCA(authorities []*PublicKey, principals []AuthorizedPrincipal, key *PublicKey, visit Visit) (*AuthorizedKey, error) {
	c := key.cert
	if c == nil || !slices.ContainsFunc(authorities, c.CA.Equal) {
		return nil, nil
	}
	var err error
	names := []string{} // of all lines, for the error where none is right
	for i := range principals {
		p := &principals[i]
		if !slices.Contains(c.Principals, p.Name) {
			names = append(names, p.Name)
			continue
		}
		if err = p.Options.admits(&visit); err != nil {
			continue
		}
		var merged Options
		if merged, err = c.admit(&p.Options, []string{p.Name}, &visit); err == nil {
			return &AuthorizedKey{Line: p.Line, Key: c.CA, Options: merged}, nil
		}
	}
	if err == nil {
		_, err = c.admit(&Options{}, names, &visit)
	}
	return nil, err
}
