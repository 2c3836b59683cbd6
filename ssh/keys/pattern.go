package keys

import (
	"net/netip"
	"strings"
)

// Patterns (the section PATTERNS of ssh_config(5)) stand in from= here, and for
// host names in known_hosts: * is any text, ? any one character.

// MatchPattern reports whether pattern matches the whole of s. Comparison is by
// bytes: the caller brings both to lower case.
//
// It tries each * at its shortest, and lengthens only the last one met when the
// text after it does not fit: an earlier one need not be tried again, as the later
// one can take whatever it would have. So the time is within len(pattern)·len(s),
// where trying all lengths of all stars is exponential in their number.
func MatchPattern(pattern, s string) bool {
	p, i := 0, 0
	star, retry := -1, 0 // where the last * is, and where in s to try it next
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, retry = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i]):
			p, i = p+1, i+1
		case star >= 0:
			retry++
			p, i = star+1, retry
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// MatchList reports whether one of patterns matches s, and none that is negated
// with ! does.
func MatchList(patterns []string, s string) bool {
	return MatchListFunc(patterns, func(pattern string) bool { return MatchPattern(pattern, s) })
}

// MatchListFunc is MatchList, but that match says which patterns match.
func MatchListFunc(patterns []string, match func(pattern string) bool) bool {
	matched := false
	for _, pattern := range patterns {
		negated, ok := strings.CutPrefix(pattern, "!")
		if !ok {
			matched = matched || match(pattern)
		} else if match(negated) {
			return false
		}
	}
	return matched
}

// AddrPattern reports whether a pattern like 10.1.* is one of addresses, and not to be
// compared with the name of a host: who names hosts may call one 10.1.example.org.
func AddrPattern(pattern string) bool {
	const digits = "0123456789"
	return strings.ContainsAny(pattern, digits) && strings.Trim(pattern, digits+".*?") == ""
}

// parseAddrPatterns reads the value of from=: patterns and CIDR blocks, which may
// be negated. A block with bits set below its mask is an error, as it is likely to
// be a mistake. So is a negated host name: who is to be shut out by it would come in by
// having no name.
func parseAddrPatterns(v string) ([]string, error) {
	list := []string{}
	for _, s := range strings.Split(v, ",") {
		s = strings.ToLower(strings.Trim(s, " \t"))
		plain, negated := strings.CutPrefix(s, "!")
		if plain == "" {
			return nil, malformed("option from holds an empty pattern")
		}
		if strings.Contains(plain, "/") {
			block, err := netip.ParsePrefix(plain)
			if err != nil || block != block.Masked() {
				return nil, malformed("option from: %s is not an address block", escape(plain))
			}
		} else if negated && strings.Trim(plain, "0123456789abcdef.:*?") != "" {
			return nil, malformed("option from: names are not always known, so that %s cannot be excluded", escape(plain))
		}
		list = append(list, s)
	}
	return list, nil
}

// matchAddrs applies from= to an address and the name of its host, if that is known, "" if
// not. Patterns are compared with both as text.
func matchAddrs(patterns []string, addr netip.Addr, host string) bool {
	if !addr.IsValid() {
		return false // a client that has no address is at none of these
	}
	addr = addr.Unmap().WithZone("") // IPv4 over an IPv6 socket is IPv4
	text := addr.String()
	matched := false
	for _, s := range patterns {
		plain, negated := strings.CutPrefix(s, "!")
		hit := false
		if block, err := netip.ParsePrefix(plain); err == nil {
			hit = block.Contains(addr)
		} else {
			hit = MatchPattern(plain, text) || host != "" && !AddrPattern(plain) && MatchPattern(plain, host)
		}
		if hit && negated {
			return false
		}
		matched = matched || hit
	}
	return matched
}
