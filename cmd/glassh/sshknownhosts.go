package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh/config"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/knownhosts"
	"github.com/glassh/glassh/wire"
)

// KnownHostsCommand: a program has more lines of known hosts, for those who keep them in a
// directory of a site.

// maxCommandHosts bounds what it may say.
const maxCommandHosts = 1 << 20

var errKnownHosts = errors.New("KnownHostsCommand failed")

// knownHostsCommand runs it for one question. The words are split as in a shell, and run
// without one.
func (d *dialer) knownHostsCommand(ctx context.Context, q knownhosts.Query) ([]byte, error) {
	words, err := config.Split(d.o.knownHostsCommand)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errKnownHosts, err)
	case len(words) == 0 || !filepath.IsAbs(words[0]):
		return nil, fmt.Errorf("%w: the path of its program is not absolute", errKnownHosts)
	}
	t := d.o.knownHostsTokens(d.e, q)
	for i := range words[1:] {
		if words[i+1], err = d.e.expandVariables(words[i+1]); err == nil {
			words[i+1], err = expand(words[i+1], t)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errKnownHosts, err)
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	out := commandHosts{end: cancel}
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Env, cmd.Stdout, cmd.Stderr = d.e.environ, &out, d.e.stderr
	cmd.WaitDelay = 5 * time.Second // behind its end, for what it has left running, and may say more
	d.log.Debug("running "+knownhosts.CommandFile, "reason", q.Reason, "host", q.Host)
	err = cmd.Run()
	switch {
	case context.Cause(ctx) != nil:
		err = context.Cause(ctx)
	case errors.Is(err, exec.ErrWaitDelay):
		err = errors.New("it has ended, and something that it has started keeps its output open")
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errKnownHosts, unwrapPath(err))
	}
	return out.text, nil
}

// commandHosts is what the command has said. One that says too much is ended.
type commandHosts struct {
	text []byte
	end  context.CancelCauseFunc
}

// Write keeps p.
func (c *commandHosts) Write(p []byte) (int, error) {
	if len(c.text)+len(p) > maxCommandHosts {
		err := fmt.Errorf("it has more than %d bytes to say", maxCommandHosts)
		c.end(err)
		return 0, err
	}
	c.text = append(c.text, p...)
	return len(p), nil
}

// knownHostsTokens are those of the connection and of the question.
func (o *sshOptions) knownHostsTokens(e *env, q knownhosts.Query) tokens {
	t := maps.Clone(o.tokens(e, o.hostName))
	maps.Copy(t, tokens{"I": q.Reason.String(), "H": q.Host, "t": "NONE", "f": "NONE", "K": "NONE"})
	if q.Key != nil {
		t["t"], t["f"], t["K"] = q.Key.Type(), o.fingerprint(q.Key.Plain().Blob()), base64.StdEncoding.EncodeToString(q.Key.Blob())
	}
	return t
}

// remote returns the address of the server, or "" where others lead to it: it is no more
// than theirs.
func (d *dialer) remote(addr net.Addr) string {
	host, _, err := net.SplitHostPort(addr.String())
	if err != nil || d.o.jumps() || d.o.commands() {
		return ""
	}
	return host
}

// trustsLocal accepts who is on this machine, if NoHostAuthenticationForLocalhost says so.
func (d *dialer) trustsLocal(p *knownhosts.Policy, ip string, key *keys.PublicKey) bool {
	if !d.o.trustLocalhost || d.o.hostKeyAlias != "" || !net.ParseIP(ip).IsLoopback() || p.Revoked != nil && p.Revoked(key) != nil {
		return false
	}
	d.log.Debug("Forcing accepting of host key for loopback/localhost.")
	return true
}

// parseFingerprintHash says whether it is MD5.
func parseFingerprintHash(s string) (bool, error) {
	if !strings.EqualFold(s, "md5") && !strings.EqualFold(s, "sha256") {
		return false, fmt.Errorf("%q is none of md5, sha256", s)
	}
	return strings.EqualFold(s, "md5"), nil
}

// fingerprint is that of a key, in the form of FingerprintHash, and draw its picture.
func (o *sshOptions) fingerprint(blob []byte) string {
	if o.fingerprintMD5 {
		return keys.FingerprintMD5(blob)
	}
	return keys.Fingerprint(blob)
}

func (o *sshOptions) draw(key *keys.PublicKey) string {
	plain := key.Plain().Blob()
	return keys.Randomart(o.fingerprint(plain), label(plain), keyBits(plain))
}

// parseKnownHostsCommand takes a line; none is none.
func parseKnownHostsCommand(s string) (string, error) {
	if strings.EqualFold(s, "none") {
		return "", nil
	}
	if _, err := config.Split(s); err != nil {
		return "", fmt.Errorf("%s: %w", wire.Escape([]byte(s)), err)
	}
	return s, nil
}
