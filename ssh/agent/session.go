package agent

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// A session is one connection to a [Server]. Its requests are handled one after the
// other.
type session struct {
	s *Server
	// bound is the path of SSH sessions that the connection comes through, from here
	// on; the last one is where it is used. See bind.
	bound     []hop
	triedBind bool
}

// handle answers one request. The reply begins with room for its length.
func (c *session) handle(payload []byte) []byte {
	n := Number(payload[0])
	c.s.mu.Lock()
	locked := c.s.locked != nil
	c.s.mu.Unlock()
	var reply []byte
	var err error
	switch {
	case locked && n == MsgRequestIdentities:
		return new(IdentitiesAnswer).Append(startMessage(5)) // RFC 9987 §5.6
	case locked && n != MsgUnlock:
		err = errLocked
	default:
		reply, err = c.dispatch(n, payload)
	}
	switch {
	case err == nil:
		c.s.cfg.Logger.Debug("answered", "request", n)
		return reply
	case n == MsgExtension && !locked && !errors.Is(err, errExtension): // RFC 9987 §5.7
		reply = append(startMessage(1), byte(MsgExtensionFailure))
	default:
		reply = append(startMessage(1), byte(MsgFailure))
	}
	c.s.cfg.Logger.Info("refused", "request", n, "error", err)
	return reply
}

func (c *session) dispatch(n Number, payload []byte) ([]byte, error) {
	switch n {
	case MsgRequestIdentities:
		return c.list(payload)
	case MsgSignRequest:
		return c.sign(payload)
	case MsgExtension:
		return c.extension(payload)
	}
	success := append(startMessage(1), byte(MsgSuccess))
	switch n {
	case MsgAddIdentity, MsgAddConstrained:
		return success, c.add(payload)
	case MsgRemoveIdentity:
		return success, c.remove(payload)
	case MsgRemoveAll:
		return success, c.removeAll(payload)
	case MsgLock, MsgUnlock:
		return success, c.lock(payload, n == MsgUnlock)
	case MsgAddSmartcard, MsgAddSmartcardConstrained, MsgRemoveSmartcard:
		return nil, errSmartcard
	}
	return nil, fmt.Errorf("agent: there is no request %d", byte(n))
}

// list answers with the keys that the connection may know of.
func (c *session) list(payload []byte) ([]byte, error) {
	if err := bare(payload, MsgRequestIdentities); err != nil {
		return nil, err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.expire()
	var m IdentitiesAnswer
	size := 5
	for _, id := range c.s.keys {
		if c.visible(id) == nil {
			m.Identities = append(m.Identities, Identity{id.blob, id.comment})
			size += id.listLen()
		}
	}
	return m.Append(startMessage(size)), nil
}

// sign makes a signature.
func (c *session) sign(payload []byte) ([]byte, error) {
	var m SignRequest
	if err := m.Parse(payload); err != nil {
		return nil, err
	}
	c.s.mu.Lock()
	id := c.s.find(m.Blob)
	c.s.mu.Unlock()
	if id == nil {
		return nil, errNoKey
	}
	algorithm, err := signatureAlgorithm(id.key, m.Flags)
	if err != nil {
		return nil, err
	}
	q := Question{Fingerprint: id.key.PublicKey().Fingerprint(), Comment: id.comment}
	if len(id.destinations) > 0 {
		if q.User, q.Host, err = c.permitLogin(id, m.Data); err != nil {
			return nil, err
		}
	}
	if id.confirm && !c.s.ask(q) {
		return nil, errDeclined
	}

	// While somebody was asked, the key may have been removed, and the agent locked.
	c.s.mu.Lock()
	switch {
	case c.s.locked != nil:
		c.s.mu.Unlock()
		return nil, errLocked
	case c.s.find(m.Blob) != id:
		c.s.mu.Unlock()
		return nil, errNoKey
	}
	id.using.RLock()
	c.s.mu.Unlock()
	signature, err := id.key.Sign(c.s.cfg.Rand, algorithm, m.Data)
	id.using.RUnlock()
	if err != nil {
		return nil, fmt.Errorf("agent: %w", err)
	}
	c.s.cfg.Logger.Info("signed", "key", id.name(), "algorithm", algorithm)
	answer := SignResponse{signature}
	return answer.Append(startMessage(5 + len(signature))), nil
}

// signatureAlgorithm returns what a key is to sign with.
func signatureAlgorithm(k *keys.PrivateKey, f SignFlags) (string, error) {
	if f&^(RSASHA256|RSASHA512) != 0 {
		return "", errFlags
	}
	if k.PublicKey().Type() != "ssh-rsa" {
		return k.Algorithms()[0], nil
	}
	switch {
	case f&RSASHA256 != 0: // as OpenSSH, where both are set
		return "rsa-sha2-256", nil
	case f&RSASHA512 != 0:
		return "rsa-sha2-512", nil
	}
	return "", errSHA1
}

// ask asks a person, one question at a time.
func (s *Server) ask(q Question) bool {
	if s.cfg.Confirm == nil {
		return false
	}
	s.confirming.Lock()
	defer s.confirming.Unlock()
	return s.ctx.Err() == nil && s.cfg.Confirm(s.ctx, q)
}

func (c *session) add(payload []byte) error {
	var m AddIdentity
	if err := m.Parse(payload); err != nil {
		return err
	}
	id := &identity{
		key: m.Key, blob: m.public().Blob(), comment: m.Comment,
		until: c.s.deadline(m.Constraints.Lifetime), confirm: m.Constraints.Confirm,
		destinations: cloneDestinations(m.Constraints.Destinations),
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	err := c.s.ctx.Err()
	if old := c.s.find(id.blob); err == nil && old != nil {
		err = c.visible(old) // a key that is not seen from there cannot be changed from there
	}
	if err == nil {
		err = c.s.put(id)
	}
	if err != nil {
		id.forget()
		return err
	}
	c.s.cfg.Logger.Info("key added", "key", id.name())
	return nil
}

func (c *session) remove(payload []byte) error {
	var m RemoveIdentity
	if err := m.Parse(payload); err != nil {
		return err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	id := c.s.find(m.Blob)
	if id == nil {
		return errNoKey
	}
	if err := c.visible(id); err != nil {
		return err
	}
	c.s.removeIf(func(other *identity) bool { return other == id })
	c.s.cfg.Logger.Info("key removed", "key", id.name())
	return nil
}

func (c *session) removeAll(payload []byte) error {
	if err := bare(payload, MsgRemoveAll); err != nil {
		return err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	n := c.s.removeIf(func(*identity) bool { return true })
	c.s.cfg.Logger.Info("all keys removed", "number", n)
	return nil
}

func (c *session) lock(payload []byte, unlock bool) error {
	m := Lock{Unlock: unlock}
	if err := m.Parse(payload); err != nil {
		return err
	}
	if unlock {
		return c.s.unlock(m.Passphrase)
	}
	return c.s.lock(m.Passphrase)
}

func (c *session) extension(payload []byte) ([]byte, error) {
	var m Extension
	if err := m.Parse(payload); err != nil {
		return nil, err
	}
	switch string(m.Name) {
	case ExtensionQuery:
		if len(m.Contents) > 0 {
			return nil, fmt.Errorf("agent: query has no contents")
		}
		names := QueryAnswer{[]string{ExtensionQuery, ExtensionSessionBind}}
		answer := ExtensionResponse{[]byte(ExtensionQuery), names.Append(nil)}
		return answer.Append(startMessage(64)), nil
	case ExtensionSessionBind:
		return append(startMessage(1), byte(MsgSuccess)), c.bind(m.Contents)
	}
	return nil, fmt.Errorf("%w: %s", errExtension, wire.Escape(m.Name))
}

// cloneDestinations makes destinations independent of the request that they came in.
func cloneDestinations(list []Destination) []Destination {
	clone := make([]Destination, len(list))
	for i, d := range list {
		for _, h := range []*Hop{&d.From, &d.To} {
			h.Keys = append([]HostKey(nil), h.Keys...)
			for j := range h.Keys {
				h.Keys[j].Blob = bytes.Clone(h.Keys[j].Blob)
			}
		}
		clone[i] = d
	}
	return clone
}
