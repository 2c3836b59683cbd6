package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/config"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// methods sets what lets users in by srv: which methods there are, and which of them a
// user needs (sshd_config(5), AuthenticationMethods).
func (g *gate) methods(srv *ssh.Server) {
	anywhere := func(keyword string, here bool) bool { return here || g.o.source.mentions(keyword) }
	if g.o.publicKey || g.o.source.matches {
		srv.PublicKey = g.publicKey
	}
	if g.o.havePassword {
		srv.Password = g.password
		if anywhere("KbdInteractiveAuthentication", g.o.asks()) {
			srv.Interactive, srv.InteractiveDevice = g.interactive, "pam"
		}
	}
	if anywhere("HostbasedAuthentication", g.o.hostbased) {
		srv.HostBased = g.hostBased
	}
	srv.Require = func(_ context.Context, l ssh.Login) (ssh.MethodLists, error) {
		if g.o.source == nil || !g.o.source.matches {
			return g.o.authMethods, nil
		}
		o, _, err := g.o.source.options(g.visit(l)) // for a user who does not exist, too: the answer tells nobody
		if err != nil {
			return nil, err
		}
		return o.authMethods, nil
	}
	srv.Merge = mergeAdmissions
}

// asks reports whether keyboard-interactive asks for the password. It is on by default,
// as sshd's, which has nothing to ask where PAM is off; so here it is to be given.
func (o *serveOptions) asks() bool { return o.interactive && o.given["kbdinteractiveauthentication"] }

// mentions reports whether a keyword stands in a Match block.
func (s *serveSource) mentions(keyword string) (found bool) {
	if s == nil || !s.matches {
		return false
	}
	config.Walk(s.file, s.lines, config.Visitor{
		Match: func(*config.Line) (bool, error) { return true, nil },
		Keyword: func(l *config.Line, _ bool) error {
			k := serveKeywords.find(l.Keyword)
			found = found || k != nil && k.name == keyword
			return nil
		},
	})
	return found
}

// interactive asks for the password, as pam_unix does.
func (g *gate) interactive(ctx context.Context, l ssh.Login, ask ssh.Asker) (any, error) {
	answers, err := ask("", "", []userauth.Prompt{{Text: "Password: "}})
	if err != nil {
		return nil, err
	}
	password := []byte(answers[0])
	defer mem.Wipe(password)
	return g.byPassword(l, password, wire.MethodKeyboardInteractive)
}

// parseAuthMethods reads the lists of AuthenticationMethods.
func parseAuthMethods(o *serveOptions, words []string) (err error) {
	o.authMethods, err = ssh.ParseMethodLists(words...)
	return err
}

// showMethods prints AuthenticationMethods.
func showMethods(o *serveOptions) []string {
	var lists []string
	for _, list := range o.authMethods {
		lists = append(lists, strings.Join(list, ","))
	}
	return []string{cmp.Or(strings.Join(lists, " "), "any")}
}

// mergeAdmissions is what holds for a login by two methods: what either forbids is
// forbidden.
func mergeAdmissions(earlier, later any) (any, error) {
	a, ok := earlier.(*admission)
	b, ok2 := later.(*admission)
	if !ok || !ok2 || a.account.name != b.account.name {
		return nil, errors.New("the methods let different users in")
	}
	both := *b
	switch {
	case a.key == nil:
		return &both, nil
	case b.key == nil:
		both.key = a.key
		return &both, nil
	}
	options, err := strictest(a.key.Options, b.key.Options)
	if err != nil {
		return nil, err
	}
	key := *b.key
	key.Options, both.key = options, &key
	return &both, nil
}

// strictest is what two keys permit together.
func strictest(a, b keys.Options) (keys.Options, error) {
	if a.ForceCommand && b.ForceCommand && a.Command != b.Command {
		return b, errors.New("the keys have different commands")
	}
	if a.Tunnel != "" && b.Tunnel != "" && a.Tunnel != b.Tunnel {
		return b, errors.New("the keys have different tunnels")
	}
	o := b
	if a.ForceCommand {
		o.ForceCommand, o.Command = true, a.Command
	}
	if a.Tunnel != "" {
		o.Tunnel = a.Tunnel
	}
	o.NoPTY = a.NoPTY || b.NoPTY
	o.NoPortForwarding = a.NoPortForwarding || b.NoPortForwarding
	o.NoAgentForwarding = a.NoAgentForwarding || b.NoAgentForwarding
	o.NoX11Forwarding = a.NoX11Forwarding || b.NoX11Forwarding
	o.NoUserRC = a.NoUserRC || b.NoUserRC
	o.PermitOpen = inBoth(a.PermitOpen, b.PermitOpen)
	o.PermitListen = inBoth(a.PermitListen, b.PermitListen)
	o.Environment = slices.Clone(a.Environment)
	for _, e := range b.Environment {
		name, _, _ := strings.Cut(e, "=")
		if !slices.ContainsFunc(a.Environment, func(e string) bool { return strings.HasPrefix(e, name+"=") }) {
			o.Environment = append(o.Environment, e)
		}
	}
	return o, nil
}

// inBoth is what two lists have in common, where nil is the list of everything.
func inBoth(a, b []string) []string {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	both := []string{}
	for _, s := range a {
		if slices.Contains(b, s) {
			both = append(both, s)
		}
	}
	return both
}
