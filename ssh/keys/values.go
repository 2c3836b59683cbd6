package keys

import (
	"slices"
	"strconv"
	"strings"
)

// The values of options: each is checked when its line is read, so that a mistake
// does not show only when somebody is locked out, or in.

// addEnvironment takes NAME=value, with a name of letters, digits and _.
func (o *Options) addEnvironment(v string) error {
	name, _, ok := strings.Cut(v, "=")
	if !ok || !isVariable(name) {
		return malformed("option environment needs NAME=value, with a name of letters, digits and _")
	}
	if !slices.ContainsFunc(o.Environment, func(s string) bool { return strings.HasPrefix(s, name+"=") }) {
		o.Environment = append(o.Environment, v)
	}
	return nil
}

func isVariable(name string) bool {
	for i := range len(name) {
		c := name[i]
		if c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return name != ""
}

// addExpiry takes YYYYMMDD or YYYYMMDDHHMM[SS], in local time or with Z in UTC.
func (o *Options) addExpiry(v string) error {
	digits, utc := strings.CutSuffix(v, "Z")
	if n := len(digits); n == 8 || n == 12 {
		digits += "000000"[:14-n]
	}
	if !isTime(digits) {
		return malformed("option expiry-time needs YYYYMMDD[HHMM[SS]][Z]")
	}
	if utc {
		digits += "Z"
	}
	o.Expiry = append(o.Expiry, digits)
	return nil
}

// isTime reports whether s is a time of the calendar in [TimeLayout].
func isTime(s string) bool {
	if len(s) != len(TimeLayout) || strings.Trim(s, "0123456789") != "" {
		return false
	}
	part := func(from, to int) int {
		n, _ := strconv.Atoi(s[from:to]) // they are digits
		return n
	}
	year, month, day := part(0, 4), part(4, 6), part(6, 8)
	if month < 1 || month > 12 {
		return false
	}
	days := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		days = 29
	}
	return 1 <= day && day <= days && part(8, 10) < 24 && part(10, 12) < 60 && part(12, 14) < 60
}

// addPermit takes host:port, [host]:port, and for listening the port alone; the
// port may be *.
func addPermit(list *[]string, name, v string, hostOptional bool) error {
	port := v
	if i := strings.LastIndexByte(v, ':'); i >= 0 {
		host := v[:i]
		port = v[i+1:]
		if inner, ok := strings.CutPrefix(host, "["); ok {
			host, ok = strings.CutSuffix(inner, "]")
			if !ok {
				return malformed("option %s: a bracket is missing", name)
			}
		} else if strings.Contains(host, ":") {
			return malformed("option %s: an IPv6 address stands in brackets", name)
		}
		if host == "" {
			return malformed("option %s: the host is missing", name)
		}
	} else if !hostOptional {
		return malformed("option %s needs host:port", name)
	}
	if port != "*" && !isPort(port) {
		return malformed("option %s: %s is not a port", name, escape(port))
	}
	*list = append(*list, v)
	return nil
}

// isPort reports whether s is a decimal number from 1 to 65535.
func isPort(s string) bool {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' || n > 65535 {
			return false
		}
		n = n*10 + int(s[i]-'0')
	}
	return 1 <= n && n <= 65535
}
