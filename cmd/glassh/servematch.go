package main

import (
	"fmt"
	"net/netip"
	"os/user"
	"slices"
	"strconv"
	"strings"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/config"
	"github.com/glassh/glassh/ssh/keys"
)

// A visit is a login, as far as the conditions of a Match ask: who comes from where.
type visit struct {
	user   string
	groups func() []string // names

	host  string // a name by UseDNS, or the address as text
	named bool   // it is a name
	addr  netip.Addr
	local netip.Addr
	port  int // of the server

	test bool // of -C: what is not said matches nothing
}

// newVisit is the visit of a login from a host without a name.
func newVisit(l ssh.Login) *visit {
	v := &visit{user: l.User, groups: groupsOf(l.User)}
	if at, err := netip.ParseAddrPort(l.RemoteAddr.String()); err == nil {
		v.addr = at.Addr().Unmap().WithZone("")
		v.host = v.addr.String()
	}
	if at, err := netip.ParseAddrPort(l.LocalAddr.String()); err == nil {
		v.local, v.port = at.Addr().Unmap().WithZone(""), int(at.Port())
	}
	return v
}

// groupsOf returns what returns the names of a user's groups. Those without a name take
// no part.
func groupsOf(name string) func() []string {
	return func() (names []string) {
		u, err := user.Lookup(name)
		if err != nil {
			return nil
		}
		ids, err := u.GroupIds()
		if err != nil {
			return nil
		}
		for _, id := range ids {
			if g, err := user.LookupGroupId(id); err == nil && !slices.Contains(names, g.Name) {
				names = append(names, g.Name)
			}
		}
		return names
	}
}

// parseVisit reads the argument of -C: user=NAME,host=NAME,addr=ADDRESS and so on.
func (v *visit) parse(text string) error {
	v.test = true
	for _, item := range strings.Split(text, ",") {
		name, value, ok := strings.Cut(item, "=")
		if !ok {
			return fmt.Errorf("%q is not of the form name=value", item)
		}
		var err error
		switch name {
		case "user":
			v.user, v.groups = value, groupsOf(value)
		case "host":
			v.host = value
		case "addr":
			v.addr, err = netip.ParseAddr(value)
		case "laddr":
			v.local, err = netip.ParseAddr(value)
		case "lport":
			v.port, err = parsePort(value)
		case "rdomain":
		default:
			err = fmt.Errorf("%q is none of user, host, addr, laddr, lport, rdomain", name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// matches reports whether the conditions of a Match hold for a visit. Without one, they
// are checked, and only "all" holds.
func matches(l *config.Line, v *visit) (bool, error) {
	if l.Is("Host") {
		return false, l.Unknown()
	}
	criteria, err := config.Criteria(l, "all")
	if err != nil {
		return false, err
	}
	if len(criteria) == 0 {
		return false, l.Errorf("Match without conditions")
	}
	holds := true
	for _, c := range criteria {
		if c.Negated {
			return false, l.Errorf("Unsupported Match attribute !%s", c.Name)
		}
		list := strings.Split(c.Arg, ",")
		one := false
		switch c.Name {
		case "all":
			one = true
		case "user":
			one = v != nil && v.user != "" && keys.MatchList(list, v.user)
		case "group":
			one = v != nil && v.groups != nil && matchAny(list, v.groups())
		case "host":
			one = v != nil && v.host != "" && v.isHost(strings.Split(strings.ToLower(c.Arg), ","))
		case "address", "localaddress":
			var addr netip.Addr
			if v != nil {
				if addr = v.addr; c.Name == "localaddress" {
					addr = v.local
				}
			}
			if one, err = matchAddress(list, addr); err != nil {
				return false, l.Errorf("Match %s: %w", c.Name, err)
			}
		case "localport":
			port, err := parsePort(c.Arg)
			if err != nil {
				return false, l.Errorf("Invalid port '%s' on Match line", c.Arg)
			}
			one = v != nil && v.port == port
		case "rdomain": // there are none here, so that only a pattern for that holds
			one = v != nil && !v.test && keys.MatchList(list, "")
		default:
			return false, l.Errorf("Unsupported Match attribute %s", c.Name)
		}
		holds = holds && one
	}
	return holds, nil
}

// matchAny reports whether a list of patterns matches one of the names, where a negated
// one that matches any of them forbids it.
func matchAny(patterns, names []string) bool {
	any := false
	for _, p := range patterns {
		p, negated := strings.CutPrefix(p, "!")
		if slices.ContainsFunc(names, func(name string) bool { return keys.MatchPattern(p, name) }) {
			if negated {
				return false
			}
			any = true
		}
	}
	return any
}

// isHost applies Match host: as in keys.MatchList, but that patterns of addresses are compared
// with the address, whatever the host is called.
func (v *visit) isHost(patterns []string) bool {
	host := strings.ToLower(v.host)
	return keys.MatchListFunc(patterns, func(pattern string) bool {
		if v.addr.IsValid() && keys.AddrPattern(pattern) {
			return keys.MatchPattern(pattern, v.addr.String())
		}
		return keys.MatchPattern(pattern, host)
	})
}

// matchAddress reports whether a list has the address: patterns of its text, and blocks,
// each of which may be negated. The zero address is in none.
func matchAddress(list []string, addr netip.Addr) (bool, error) {
	found, text := false, ""
	if addr.IsValid() {
		text = addr.String()
	}
	refused := false
	for _, item := range list {
		p, negated := strings.CutPrefix(item, "!")
		block, isBlock, err := parseBlock(p)
		if err != nil {
			return false, err
		}
		if !addr.IsValid() || (!isBlock || !block.Contains(addr)) && !keys.MatchPattern(strings.ToLower(p), text) {
			continue
		}
		found, refused = true, refused || negated
	}
	return found && !refused, nil
}

// parseBlock reads an address, or a block with no bit set behind its mask.
func parseBlock(text string) (p netip.Prefix, ok bool, err error) {
	address, length, masked := strings.Cut(text, "/")
	addr, err := netip.ParseAddr(address)
	if err != nil {
		if masked {
			return p, false, fmt.Errorf("%q is no block of addresses", text)
		}
		return p, false, nil
	}
	bits := addr.BitLen()
	if masked {
		if bits, err = strconv.Atoi(length); err != nil {
			return p, false, fmt.Errorf("%q is no block of addresses", text)
		}
	}
	p = netip.PrefixFrom(addr, bits)
	if !p.IsValid() || p.Masked() != p {
		return p, false, fmt.Errorf("%q is no block of addresses", text)
	}
	return p, true, nil
}
