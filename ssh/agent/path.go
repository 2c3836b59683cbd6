package agent

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// A hop is an SSH session that a connection to the agent is bound to.
type hop struct {
	host      *keys.PublicKey // has signed sessionID
	sessionID []byte
	forwarded bool // the agent is forwarded through it; otherwise it is for logging in
}

// Why paths are refused.
var (
	errBindLogin  = errors.New("agent: the connection is already bound for a login")
	errBindKey    = errors.New("agent: the session is bound already, with another host key")
	errBindMany   = fmt.Errorf("agent: the connection is bound to %d sessions already", MaxSessions)
	errBindFailed = errors.New("agent: the connection was not bound to its session: the key has destinations")
	errUnbound    = errors.New("agent: the key has destinations, and the connection is not bound to a session")
	errNoLogin    = errors.New("agent: the key has destinations, and what it is to sign is no login with it")
	errForwarding = errors.New("agent: the key is to sign where the agent is only forwarded")
	errThrough    = errors.New("agent: the connection comes through a session that was for a login")
	errOtherID    = errors.New("agent: the login is in another session than the one that the connection is bound to")
	errOtherHost  = errors.New("agent: the login is at another host than the one that the connection is bound to")
	errNoHost     = errors.New("agent: the login through another host does not name its own")
	errNotThere   = errors.New("agent: the key's destinations do not allow that hop")
)

// bind is session-bind@openssh.com. The host has proved by its signature that the
// session is with it, so that a client at the end of a path cannot make another path
// of it. What is once bound for a login stays so.
func (c *session) bind(contents []byte) error {
	c.triedBind = true
	var m SessionBind
	if err := m.Parse(contents); err != nil {
		return err
	}
	host, err := keys.ParsePublicKey(m.HostKey)
	if err != nil {
		return fmt.Errorf("agent: %w", err)
	}
	if err := verifyAny(host, m.SessionID, m.Signature); err != nil {
		return fmt.Errorf("agent: %w", err)
	}
	for i := range c.bound {
		b := &c.bound[i]
		switch {
		case !b.forwarded:
			return errBindLogin
		case !bytes.Equal(b.sessionID, m.SessionID):
		case !b.host.Equal(host):
			return errBindKey
		default:
			return nil // once more the same
		}
	}
	if len(c.bound) == MaxSessions {
		return errBindMany
	}
	c.bound = append(c.bound, hop{host, bytes.Clone(m.SessionID), m.Forwarding})
	return nil
}

// verifyAny verifies a signature by whichever of the key's algorithms it names. SHA-1
// is none of them.
func verifyAny(key *keys.PublicKey, message, signature []byte) error {
	r := wire.NewNamedReader("signature", signature)
	name := r.At("algorithm").Text()
	if err := r.Err(); err != nil {
		return err
	}
	key = key.Plain() // by which name the signature goes, certificate or not
	for _, algorithm := range key.Algorithms() {
		if algorithm == name {
			return key.Verify(algorithm, message, signature)
		}
	}
	return fmt.Errorf("a key of type %s does not sign with %s", key.Type(), wire.Escape([]byte(name)))
}

// visible reports why the key is not to be seen or changed through this connection.
func (c *session) visible(id *identity) error { return c.permit(id, nil) }

// permitLogin reports whether a key with destinations may sign data here, and whom and
// where that logs in.
func (c *session) permitLogin(id *identity, data []byte) (user, host string, err error) {
	if len(c.bound) == 0 {
		return "", "", errUnbound
	}
	login, ok := parseLogin(data, id.blob)
	if !ok {
		return "", "", errNoLogin
	}
	if err := c.permit(id, &login.user); err != nil {
		return "", "", err
	}
	// The session was bound just now, so that it is the last one.
	last := &c.bound[len(c.bound)-1]
	switch {
	case !bytes.Equal(login.sessionID, last.sessionID):
		return "", "", errOtherID
	case login.hostKey == nil && len(c.bound) > 1:
		return "", "", errNoHost // on the first hop, servers may lack the method for it
	case login.hostKey != nil && !bytes.Equal(login.hostKey, last.host.Blob()):
		return "", "", errOtherHost
	}
	return login.user, c.hostName(id, last), nil
}

// permit reports why the path of this connection is not one for the key: each hop must
// be one of its destinations. user is who logs in at its end, or nil if the key is not
// about to sign.
func (c *session) permit(id *identity, user *string) error {
	switch {
	case len(id.destinations) == 0:
		return nil
	case len(c.bound) == 0 && c.triedBind:
		return errBindFailed
	case len(c.bound) == 0:
		return nil // on this machine
	}
	var from *keys.PublicKey // nil: here
	for i := range c.bound {
		b := &c.bound[i]
		var who *string
		switch last := i == len(c.bound)-1; {
		case !last && !b.forwarded:
			return errThrough
		case last && b.forwarded && user != nil:
			return errForwarding
		case last:
			who = user
		}
		if !c.allows(id, from, b.host, who) {
			return errNotThere
		}
		from = b.host
	}
	// Beyond the end of a forwarding, a key is seen only if it can be used from there.
	if c.bound[len(c.bound)-1].forwarded && user == nil && !c.allows(id, from, nil, nil) {
		return errNotThere
	}
	return nil
}

// allows reports whether one of the key's destinations is the hop between two hosts:
// from is nil for here, to for anywhere, and user for anybody.
func (c *session) allows(id *identity, from, to *keys.PublicKey, user *string) bool {
	for i := range id.destinations {
		d := &id.destinations[i]
		switch {
		case from == nil && len(d.From.Keys) > 0:
		case from != nil && !c.is(from, &d.From):
		case to != nil && !c.is(to, &d.To):
		case user != nil && d.To.User != "" && !keys.MatchPattern(d.To.User, *user):
		default:
			return true
		}
	}
	return false
}

// is reports whether a host is the one of a hop: it has one of its keys, or a
// certificate for its name of one of its authorities.
func (c *session) is(host *keys.PublicKey, h *Hop) bool {
	cert := host.Certificate()
	blob := host.Blob()
	if cert != nil {
		blob = cert.CA.Blob()
	}
	for i := range h.Keys {
		k := &h.Keys[i]
		if k.CA != (cert != nil) || !bytes.Equal(k.Blob, blob) {
			continue
		}
		if cert == nil || cert.Check(keys.CertificateUse{
			Kind: keys.HostCertificate, Names: []string{h.Host}, Time: uint64(max(0, c.s.cfg.Now().Unix())),
		}) == nil {
			return true
		}
	}
	return false
}

// hostName is what the key's destinations call a host.
func (c *session) hostName(id *identity, h *hop) string {
	for i := range id.destinations {
		if to := &id.destinations[i].To; c.is(h.host, to) {
			return to.Host
		}
	}
	return ""
}
