package main

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh"
)

// What keeps a server on a public network from being overrun: bounds of connections that
// have not logged in, and penalties for sources that misbehave (sshd_config(5),
// MaxStartups, PerSource…).
type abuseLimits struct {
	startups  ssh.Startups
	perSource int // 0: any number
	block     ssh.NetBlock

	penalties bool
	times     penaltyTimes
	exempt    []string // who has no penalties: addresses and blocks
}

// penaltyTimes are the fields of ssh.Penalties that are set by name.
type penaltyTimes struct {
	seconds  map[string]time.Duration // by the name in PerSourcePenalties
	sources4 int
	sources6 int
	deny4    bool
	deny6    bool
}

// abuseDefaults are sshd's, but that this machine itself has no penalties.
func abuseDefaults() abuseLimits {
	return abuseLimits{startups: ssh.Startups{Begin: 10, Rate: 30, Full: 100}, penalties: true, exempt: []string{"127.0.0.0/8", "::1"}}
}

// apply sets the bounds of a server.
func (a *abuseLimits) apply(srv *ssh.Server) {
	srv.MaxStartups, srv.PerSourceMaxStartups, srv.NetBlock = a.startups, a.perSource, a.block
	if !a.penalties {
		return
	}
	t := a.times.seconds
	srv.Penalties = &ssh.Penalties{
		AuthFail: t["authfail"], InvalidUser: t["invaliduser"], NoAuth: t["noauth"],
		GraceExceeded: t["grace-exceeded"], RefuseConnection: t["refuseconnection"], Min: t["min"], Max: t["max"],
		MaxSources4: a.times.sources4, MaxSources6: a.times.sources6,
		DenyOverflow4: a.times.deny4, DenyOverflow6: a.times.deny6, Block: a.block,
		Exempt: func(addr netip.Addr) bool {
			in, err := matchAddress(a.exempt, addr)
			return err == nil && in
		},
	}
}

// maxStartups reads "begin:rate:full", or one number for the first and the last.
func maxStartups(o *serveOptions, words []string) error {
	bad := fmt.Errorf("%q is not of the form 10:30:100, or a number from 1 up", words[0])
	var n [3]int
	parts := strings.Split(words[0], ":")
	if len(words) != 1 || len(parts) != 1 && len(parts) != 3 {
		return bad
	}
	for i, part := range parts {
		var err error
		if n[i], err = parseCount(part); err != nil {
			return bad
		}
	}
	if len(parts) == 1 {
		n = [3]int{n[0], 30, n[0]}
	}
	if n[0] > n[2] || n[1] > 100 {
		return bad
	}
	o.abuse.startups = ssh.Startups{Begin: n[0], Rate: n[1], Full: n[2]}
	return nil
}

func perSourceMaxStartups(s string) (int, error) {
	if strings.EqualFold(s, "none") {
		return 0, nil
	}
	return parseCount(s)
}

// parseNetBlock reads the bits of an address that make a source: "32:128", or those of
// IPv4 alone.
func parseNetBlock(s string) (b ssh.NetBlock, err error) {
	four, six, both := strings.Cut(s, ":")
	if !both {
		six = "128"
	}
	n4, err4 := strconv.ParseUint(four, 10, 8)
	n6, err6 := strconv.ParseUint(six, 10, 8)
	if err4 != nil || err6 != nil || n4 < 1 || n4 > 32 || n6 < 1 || n6 > 128 {
		return b, fmt.Errorf("%q is not of the form 32:128", s)
	}
	return ssh.NetBlock{Bits4: int(n4), Bits6: int(n6)}, nil
}

// penaltyNames are the times of PerSourcePenalties, with OpenSSH's values. That of a crash
// is taken and counts for nothing: no process serves one client alone, to crash.
var penaltyNames = []struct {
	name string
	def  time.Duration
}{
	{"crash", 90 * time.Second}, {"authfail", 5 * time.Second}, {"invaliduser", 5 * time.Second}, {"noauth", time.Second},
	{"grace-exceeded", 10 * time.Second}, {"refuseconnection", 10 * time.Second}, {"max", 600 * time.Second}, {"min", 15 * time.Second},
}

// perSourcePenalties reads yes, no, or what differs from the defaults: "authfail:30s
// max-sources4:1000 overflow:deny-all".
func perSourcePenalties(o *serveOptions, words []string) error {
	t := penaltyTimes{seconds: make(map[string]time.Duration)}
	if len(words) == 1 {
		if yes, err := parseYesNo(words[0]); err == nil {
			o.abuse.penalties, o.abuse.times = yes, t
			return nil
		}
	}
	for _, word := range words {
		if err := t.set(word); err != nil {
			return err
		}
	}
	o.abuse.penalties, o.abuse.times = true, t
	return nil
}

func (t *penaltyTimes) set(word string) (err error) {
	name, value, _ := strings.Cut(word, ":")
	switch name = strings.ToLower(name); name {
	case "max-sources4":
		t.sources4, err = parseCount(value)
		return err
	case "max-sources6":
		t.sources6, err = parseCount(value)
		return err
	case "overflow":
		t.deny4, err = parseOverflow(value)
		t.deny6 = t.deny4
		return err
	case "overflow6":
		t.deny6, err = parseOverflow(value)
		return err
	}
	for _, p := range penaltyNames {
		if p.name == name {
			d, err := parseTime(value)
			if d == 0 {
				d = -1 // the library has 0 for the default
			}
			t.seconds[name] = d
			return err
		}
	}
	return fmt.Errorf("%q is no penalty", word)
}

func parseOverflow(s string) (deny bool, err error) {
	switch strings.ToLower(s) {
	case "deny-all":
		return true, nil
	case "permissive":
		return false, nil
	}
	return false, fmt.Errorf("%q is neither permissive nor deny-all", s)
}

// penaltyExempt reads a list of addresses and blocks.
func penaltyExempt(o *serveOptions, words []string) error {
	if len(words) != 1 {
		return errors.New("one value is wanted")
	}
	o.abuse.exempt = nil
	if strings.EqualFold(words[0], "none") {
		return nil
	}
	list := strings.Split(words[0], ",")
	for _, item := range list {
		if _, ok, err := parseBlock(strings.TrimPrefix(item, "!")); err != nil || !ok {
			return fmt.Errorf("%q is no address, and no block of them", item)
		}
	}
	o.abuse.exempt = list
	return nil
}

// showPenalties prints PerSourcePenalties in full.
func showPenalties(o *serveOptions) []string {
	if !o.abuse.penalties {
		return []string{"no"}
	}
	var words []string
	for _, p := range penaltyNames {
		d, given := o.abuse.times.seconds[p.name]
		if !given {
			d = p.def
		}
		words = append(words, fmt.Sprintf("%s:%d", p.name, max(d, 0)/time.Second))
	}
	overflow := func(deny bool) string {
		if deny {
			return "deny-all"
		}
		return "permissive"
	}
	t := o.abuse.times
	words = append(words, "max-sources4:"+strconv.Itoa(cmp.Or(t.sources4, 65536)), "max-sources6:"+strconv.Itoa(cmp.Or(t.sources6, 65536)),
		"overflow:"+overflow(t.deny4), "overflow6:"+overflow(t.deny6))
	return []string{strings.Join(words, " ")}
}
