package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/agent"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// The client's use of an agent: whose it is, and what is added to it.

// addKeys is a value of AddKeysToAgent.
type addKeys struct {
	add, ask bool
	limits   agent.Constraints
}

// parseAddKeys reads yes, no, ask, confirm, or a time; confirm may have a time behind
// it.
func parseAddKeys(o *sshOptions, words []string) (err error) {
	var a addKeys
	first := strings.ToLower(words[0])
	switch first {
	case "yes", "true", "ask":
		a.add, a.ask = true, first == "ask"
	case "no", "false":
	default:
		a.add = true
		if first == "confirm" {
			a.limits.Confirm = true
			words = words[1:]
		}
		if len(words) > 0 {
			if a.limits.Lifetime, err = lifetime(words[0]); err != nil {
				return err
			}
			words = words[1:]
		}
		if len(words) > 0 {
			return errors.New("yes, no, ask, confirm or a time is wanted")
		}
		o.addKeys = a
		return nil
	}
	if len(words) > 1 {
		return errors.New("one value is wanted")
	}
	o.addKeys = a
	return nil
}

// lifetime reads a time as an agent takes it: in whole seconds, and not 0.
func lifetime(s string) (uint32, error) {
	d, err := parseTime(s)
	if err == nil && (d < time.Second || d > (1<<32-1)*time.Second) {
		err = fmt.Errorf("%q is not a time from 1s up", s)
	}
	return uint32(d / time.Second), err
}

// agentSocket is the socket of the agent to use, or "" for none.
func (o *sshOptions) agentSocket(e *env, t tokens) (string, error) {
	switch name := o.identityAgent; {
	case name == "" || name == "SSH_AUTH_SOCK":
		return e.getenv("SSH_AUTH_SOCK"), nil
	case strings.EqualFold(name, "none"):
		return "", nil
	case name[0] == '$':
		name = strings.TrimSuffix(strings.TrimPrefix(name[1:], "{"), "}")
		if !isVariable(name) {
			return "", fmt.Errorf("IdentityAgent: %q is not the name of a variable", o.identityAgent)
		}
		return e.getenv(name), nil
	default:
		return expand(tilde(name, e.home), t)
	}
}

func isVariable(name string) bool {
	return name != "" && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// openAgent connects to the agent and tells it of the session, so that it can keep the
// destinations of keys. There is none if that is nil.
func (d *dialer) openAgent(ctx context.Context, p ssh.HostProof) *agent.Client {
	if d.o.agent == "" {
		return nil
	}
	client, err := agent.Dial(ctx, d.o.agent)
	if err != nil {
		d.log.Info("the agent is not used", "error", err)
		return nil
	}
	err = client.BindSession(ctx, agent.SessionBind{
		HostKey: p.HostKey.Blob(), SessionID: p.SessionID, Signature: p.Signature,
	})
	if err != nil {
		d.log.Info("the agent is not bound to the session: keys that are restricted will not work", "error", err)
	}
	return client
}

// agentSigners returns the keys of the agent. Those of types that are not known here
// are passed over.
func (d *dialer) agentSigners(ctx context.Context, client *agent.Client) (list []*agent.Signer) {
	ids, err := client.List(ctx)
	if err != nil {
		d.log.Info("the agent is not used", "error", err)
	}
	for _, id := range ids {
		s, err := client.Signer(ctx, id)
		if err != nil {
			d.log.Info("a key of the agent is not used", "comment", wire.Escape([]byte(id.Comment)), "error", err)
			continue
		}
		list = append(list, s)
	}
	return list
}

// addToAgent gives a key, which is about to be used, to the agent.
func (d *dialer) addToAgent(ctx context.Context, file string, key *keys.PrivateKey) {
	if d.agent == nil || !d.o.addKeys.add {
		return
	}
	if d.o.addKeys.ask && !d.e.askPermission(ctx, fmt.Sprintf("Add key %s (%s) to agent?", file, key.PublicKey().Fingerprint())) {
		return
	}
	comment := key.Comment()
	if comment == "" {
		comment = file
	}
	if err := d.agent.Add(ctx, agent.AddIdentity{Key: key, Comment: comment, Constraints: d.o.addKeys.limits}); err != nil {
		d.log.Warn("the key is not added to the agent", "file", file, "error", err)
		return
	}
	d.log.Info("the key is added to the agent", "file", file)
}
