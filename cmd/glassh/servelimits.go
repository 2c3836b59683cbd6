package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// What a Match block may say about a user who has not proved to be that one yet, and what
// ends connections that are not used (sshd_config(5)).

// forUser sets what differs for a user.
func (g *gate) forUser(_ context.Context, l ssh.Login, u *ssh.Limits) error {
	o := g.o
	if o.source != nil && o.source.matches {
		var err error
		if o, _, err = o.source.options(g.visit(l)); err != nil {
			return err
		}
	}
	if o.refuse {
		return ssh.ErrRefuseConnection
	}
	log := g.speaking(o).log
	if o != g.o {
		u.MaxAuthTries, u.UserKey, u.RequiredRSASize = o.maxAuthTries, o.algorithms.UserKey, max(o.rsaSize, 1024)
		u.Rekey, u.Logger = o.rekey, log
		u.ClientAlive = ssh.KeepAlive{Interval: o.aliveInterval, Count: o.aliveCount}
	}
	if o.banner != g.o.banner {
		u.Banner = ""
		if o.banner != "" {
			text, err := readLimited(o.banner, maxNotice)
			if err != nil {
				log.Warn("no banner", "error", err)
			}
			u.Banner = string(text)
		}
	}
	if len(o.channelTimeouts) > 0 {
		u.ChannelTimeout = o.channelTimeouts.of
	}
	u.UnusedTimeout = o.unusedTimeout
	return nil
}

// speaking returns the gate with the log of those settings: LogLevel may be another.
func (g *gate) speaking(o *serveOptions) *gate {
	other := *g
	other.log = o.logFrom(g.o, g.log)
	return &other
}

// of returns the shell likewise.
func (sh *shell) of(o *serveOptions) *shell {
	other := *sh
	other.log = o.logFrom(sh.o, sh.log)
	return &other
}

// logFrom returns a log with the level of o, where log has that of other settings.
func (o *serveOptions) logFrom(other *serveOptions, log *slog.Logger) *slog.Logger {
	if o == other || o.logLevel == other.logLevel || other.out == nil {
		return log
	}
	return o.newLogger(other.out)
}

// A channelTimeout is a pair of ChannelTimeout: a pattern of kinds, and how long they may be
// idle.
type channelTimeout struct {
	text    string
	pattern string
	after   time.Duration
}

// kindsOfSSHD are sshd's names of kinds that it does not call as the protocol does.
var kindsOfSSHD = map[string]string{
	wire.ChannelTypeAgent: "agent-connection", wire.ChannelTypeAgentConnect: "agent-connection",
	wire.ChannelTypeX11: "x11-connection", wire.ChannelTypeTun: "tun-connection",
}

// channelTimeouts are what ChannelTimeout says, of a server or of a client.
type channelTimeouts []channelTimeout

// of returns how long a channel of a kind may be idle, by the first pattern that it matches.
func (l channelTimeouts) of(kind string) time.Duration {
	if name, ok := kindsOfSSHD[kind]; ok {
		kind = name
	}
	for _, t := range l {
		if keys.MatchPattern(t.pattern, kind) {
			return t.after
		}
	}
	return 0
}

// parseChannelTimeouts reads pairs like session:*=5m, or none.
func parseChannelTimeouts(words []string) (list channelTimeouts, err error) {
	if len(words) == 1 && strings.EqualFold(words[0], "none") {
		return nil, nil
	}
	for _, word := range words {
		pattern, after, ok := strings.Cut(word, "=")
		d, err := parseTime(after)
		if !ok || err != nil || pattern == "" {
			return nil, fmt.Errorf("invalid channel timeout %q", word)
		}
		list = append(list, channelTimeout{word, pattern, d})
	}
	return list, nil
}

// parseAddendum reads the rest of a line: what follows the version that is shown to clients.
func parseAddendum(o *serveOptions, words []string) error {
	text := strings.Trim(words[0], blanks)
	if strings.EqualFold(text, "none") {
		text = ""
	}
	for _, c := range []byte(text) {
		if c < ' ' || c > '~' {
			return errors.New("what follows the version is to be printable ASCII")
		}
	}
	if len(ssh.Version)+1+len(text) > maxVersion {
		return fmt.Errorf("what follows the version is longer than %d bytes", maxVersion-len(ssh.Version)-1)
	}
	o.addendum = text
	return nil
}

// maxVersion is how long an identification string may be, without its end (RFC 4253 §4.2).
const maxVersion = 253

// parseFacility reads a facility of syslog(3).
func parseFacility(s string) (string, error) {
	for _, name := range strings.Fields("DAEMON USER AUTH AUTHPRIV LOCAL0 LOCAL1 LOCAL2 LOCAL3 LOCAL4 LOCAL5 LOCAL6 LOCAL7") {
		if strings.EqualFold(s, name) {
			return name, nil
		}
	}
	return "", fmt.Errorf("unsupported log facility '%s'", s)
}
