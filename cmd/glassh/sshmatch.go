package main

import (
	"cmp"
	"context"
	"net"
	"net/netip"
	"os/exec"
	"strings"

	"github.com/glassh/glassh/ssh/config"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// match says whether the lines behind a Host or Match count.
func (p *configPass) match(l *config.Line) (bool, error) {
	if l.Is("Host") {
		return keys.MatchList(l.Args, p.host), nil
	}
	criteria, err := config.Criteria(l, "all", "canonical", "final")
	if err != nil {
		return false, err
	}
	holds := true
	for _, c := range criteria {
		one := false
		if holds || c.Name != "exec" { // a command is run if all before it holds
			if one, err = p.criterion(l, c); err != nil {
				return false, err
			}
		}
		holds = holds && one != c.Negated
	}
	return holds, nil
}

// criterion says whether one condition holds, without its negation.
func (p *configPass) criterion(l *config.Line, c config.Criterion) (bool, error) {
	o := p.o
	switch c.Name {
	case "all":
		return true, nil
	case "canonical":
		return p.final, nil
	case "final":
		p.again = true
		return p.final, nil
	case "host":
		host, err := o.expandHostName()
		if err != nil {
			return false, l.Errorf("%w", err)
		}
		return matchNames(strings.ToLower(c.Arg), strings.ToLower(host)), nil
	case "originalhost":
		return matchNames(strings.ToLower(c.Arg), strings.ToLower(o.host)), nil
	case "user":
		return matchNames(c.Arg, cmp.Or(o.user, p.e.user)), nil
	case "localuser":
		return matchNames(c.Arg, p.e.user), nil
	case "tagged":
		return matchNames(c.Arg, o.tag), nil
	case "command":
		return matchNames(c.Arg, o.command), nil
	case "sessiontype":
		return matchNames(c.Arg, o.sessionKind()), nil
	case "localnetwork":
		return localNetwork(l, c.Arg)
	case "exec":
		return p.exec(l, c.Arg)
	}
	return false, l.Errorf("Unsupported Match attribute %s", wire.Escape([]byte(c.Name)))
}

// matchNames reports whether a name matches a list of patterns with commas between.
func matchNames(list, name string) bool { return keys.MatchList(strings.Split(list, ","), name) }

// exec reports whether a command of the user's shell ends well.
func (p *configPass) exec(l *config.Line, command string) (bool, error) {
	host, err := p.o.expandHostName()
	if err == nil {
		command, err = expand(command, p.o.tokens(p.e, host))
	}
	if err != nil {
		return false, l.Errorf("%w", err)
	}
	cmd := p.e.shellCommand(context.Background(), command)
	cmd.Stderr = p.e.stderr
	return cmd.Run() == nil, nil
}

// shellCommand is a command of the user's shell here, which is that of $SHELL, as for
// OpenSSH.
func (e *env) shellCommand(ctx context.Context, command string) *exec.Cmd {
	shell := e.getenv("SHELL")
	if shell == "" {
		shell = defaultShell
	}
	cmd := exec.CommandContext(ctx, shell, shellArgs(command)...)
	cmd.Env = e.environ
	return cmd
}

// localNetwork reports whether an address of this machine is in one of the networks.
func localNetwork(l *config.Line, list string) (bool, error) {
	addrs, _ := net.InterfaceAddrs() // none are in no network
	matched := false
	for word := range strings.SplitSeq(list, ",") {
		text, negated := strings.CutPrefix(word, "!")
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			addr, e := netip.ParseAddr(text)
			if e != nil {
				return false, l.Errorf("Invalid network list")
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		for _, a := range addrs {
			if n, ok := a.(*net.IPNet); ok {
				if ip, ok := netip.AddrFromSlice(n.IP); ok && prefix.Contains(ip.Unmap()) {
					if negated {
						return false, nil
					}
					matched = true
				}
			}
		}
	}
	return matched, nil
}
