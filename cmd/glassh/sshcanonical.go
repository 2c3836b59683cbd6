package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/glassh/glassh/wire"
)

// CanonicalizeHostname: a short name stands for one of the domains that are listed, as in a
// resolver's search list, but here it is the name in full that Host and Match see in a
// second reading of the files, and that known_hosts know.
//
//	ssh box     box.example.org. is there: box.example.org
//	            it is an alias of web7.example.net, and CanonicalizePermittedCNAMEs has
//	            *.example.org:*.example.net: web7.example.net

// canonicalize is a value of CanonicalizeHostname.
type canonicalize int

const (
	canonicalizeNo     canonicalize = iota
	canonicalizeYes                 // unless others lead to the host, who may know another by its name
	canonicalizeAlways              // also then
)

var canonicalizeNames = []string{"no", "yes", "always"}

var parseCanonicalize = parseChoice(canonicalizeNames, map[string]canonicalize{"false": canonicalizeNo, "true": canonicalizeYes})

// canonical is what the options say of it.
type canonical struct {
	when    canonicalize
	domains []string // to look in
	maxDots int      // names with more are whole
	local   bool     // CanonicalizeFallbackLocal: a name that is nowhere is left to the system
	cnames  []permittedCNAME
}

// A permittedCNAME lets names of source be aliases of names of target; both are lists of
// patterns.
type permittedCNAME struct{ source, target string }

func (p permittedCNAME) String() string { return p.source + ":" + p.target }

// parseDots reads CanonicalizeMaxDots.
func parseDots(s string) (int, error) {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil {
		return 0, fmt.Errorf("%q is no number of dots", s)
	}
	return int(n), nil
}

// maxCanonical bounds both lists, as OpenSSH does.
const maxCanonical = 32

// parseDomains reads CanonicalDomains.
func parseDomains(o *sshOptions, words []string) error {
	o.canonical.domains = nil
	if len(words) > maxCanonical {
		return errors.New("too many domains")
	}
	for _, word := range words {
		if strings.EqualFold(word, "none") {
			if len(words) > 1 {
				return errors.New("none stands alone")
			}
			return nil
		}
		name := strings.TrimSuffix(strings.ToLower(word), ".")
		bad := strings.ContainsFunc(name, func(r rune) bool {
			return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '.' && r != '_'
		})
		if bad || name == "" || name[0] == '.' || name[0] == '-' || strings.Contains(name, "..") {
			return fmt.Errorf("%q is no domain", word)
		}
		o.canonical.domains = append(o.canonical.domains, name)
	}
	return nil
}

// parseCNAMEs reads CanonicalizePermittedCNAMEs.
func parseCNAMEs(o *sshOptions, words []string) error {
	o.canonical.cnames = nil
	if len(words) == 1 && strings.EqualFold(words[0], "none") {
		return nil
	}
	if len(words) > maxCanonical {
		return errors.New("too many rules")
	}
	for _, word := range words {
		source, target, ok := strings.Cut(strings.ToLower(word), ":")
		if !ok || source == "" || target == "" {
			return fmt.Errorf("%q is not of the form SOURCES:TARGETS", word)
		}
		o.canonical.cnames = append(o.canonical.cnames, permittedCNAME{source, target})
	}
	return nil
}

// A hostLookup finds the addresses of a name; cname is the name that it is an alias of, or "".
type hostLookup func(ctx context.Context, network, name string) (cname string, err error)

// systemLookup asks the system. An alias is looked for only if that may matter.
func systemLookup(aliases bool) hostLookup {
	return func(ctx context.Context, network, name string) (string, error) {
		if _, err := net.DefaultResolver.LookupIP(ctx, network, name); err != nil || !aliases {
			return "", err
		}
		cname, _ := net.DefaultResolver.LookupCNAME(ctx, name) // if there is none, that is no error
		return strings.TrimSuffix(cname, "."), nil
	}
}

// canonicalName returns the name in full of a host, or name. An address gets its one form,
// in any case.
func (o *sshOptions) canonicalName(e *env, name string) (string, error) {
	if addr, err := netip.ParseAddr(name); err == nil {
		if addr.Zone() != "" {
			return name, nil
		}
		return addr.String(), nil
	}
	c := &o.canonical
	direct := !o.jumps() && !o.commands()
	if c.when == canonicalizeNo || !direct && c.when != canonicalizeAlways {
		return name, nil
	}
	name = strings.ToLower(name)
	find := e.lookupHost
	if find == nil {
		find = systemLookup(len(c.cnames) > 0)
	}
	ctx, network := context.Background(), strings.Replace(o.family.network(), "tcp", "ip", 1)
	var candidates []string
	switch {
	case strings.HasSuffix(name, "."):
		candidates = []string{name}
	case strings.Count(name, ".") > c.maxDots:
		return c.follow(ctx, find, network, name, direct)
	default:
		for _, domain := range c.domains {
			candidates = append(candidates, name+"."+domain+".")
		}
	}
	for _, full := range candidates {
		if cname, err := find(ctx, network, full); err == nil {
			return c.alias(strings.TrimSuffix(full, "."), cname), nil
		}
	}
	if !c.local {
		return "", fmt.Errorf("Could not resolve host %q", wire.Escape([]byte(name)))
	}
	return c.follow(ctx, find, network, name, direct)
}

// follow is for names that are whole: they may be aliases all the same.
func (c *canonical) follow(ctx context.Context, find hostLookup, network, name string, direct bool) (string, error) {
	if len(c.cnames) == 0 {
		return name, nil
	}
	cname, err := find(ctx, network, name)
	if err != nil && direct {
		return "", fmt.Errorf("Could not resolve hostname %s: %w", wire.Escape([]byte(name)), err)
	}
	return c.alias(name, cname), nil
}

// alias returns what name is an alias of, if a rule lets it, or name. Whoever answers for the
// name may have said anything, and commands of shells get it.
func (c *canonical) alias(name, cname string) string {
	cname = strings.ToLower(cname)
	if !isHostName(cname) || cname[0] == '-' {
		return name
	}
	for _, rule := range c.cnames {
		if cname != name && matchNames(rule.source, strings.ToLower(name)) && matchNames(rule.target, cname) {
			return cname
		}
	}
	return name
}
