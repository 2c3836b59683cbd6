package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/agent"
	"github.com/glassh/glassh/ssh/knownhosts"
)

// Where a key may be used is given by name and kept by host key: known_hosts knows
// which those are.
//
//	-h example.org        from here to there
//	-h alice@example.org  and log in as alice only
//	-h jump>inner         from jump on, where the agent is forwarded to
//	                      (which needs -h jump as well, to get there)

var usualKnownHosts = []string{
	"~/.ssh/known_hosts", "~/.ssh/known_hosts2", "/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2",
}

// destinations finds the keys of the hosts of -h.
func destinations(e *env, o *addOptions) (list []agent.Destination, err error) {
	if len(o.hops) == 0 {
		return nil, nil
	}
	files := o.knownHosts
	if len(files) == 0 {
		files = usualKnownHosts
	}
	var known []knownhosts.Entry
	for _, file := range files {
		text, err := readKeyFile(tilde(file, e.home))
		if err != nil {
			if len(o.knownHosts) > 0 {
				return nil, err
			}
			continue
		}
		entries, _ := knownhosts.Parse(file, text) // lines that cannot be read name no host
		known = append(known, entries...)
	}
	for _, text := range o.hops {
		d, err := findDestination(known, text)
		if err != nil {
			return nil, badUsage("-h %s: %v", text, err)
		}
		list = append(list, d)
	}
	return list, nil
}

func findDestination(known []knownhosts.Entry, text string) (d agent.Destination, err error) {
	from, to, through := strings.Cut(text, ">")
	if !through {
		from, to = "", text
	}
	if i := strings.LastIndexByte(to, '@'); i >= 0 {
		d.To.User, to = to[:i], to[i+1:]
		if d.To.User == "" {
			return d, errors.New("there is no name in front of the @")
		}
		if len(d.To.User) > agent.MaxUser {
			return d, fmt.Errorf("the name of the user is longer than %d bytes", agent.MaxUser)
		}
	}
	if strings.Contains(from, "@") {
		return d, errors.New("the host to come from is without a user")
	}
	if through {
		if err := findHop(known, from, &d.From); err != nil {
			return d, err
		}
	}
	return d, findHop(known, to, &d.To)
}

// findHop fills in a host and its keys.
func findHop(known []knownhosts.Entry, host string, h *agent.Hop) error {
	if host == "" {
		return errors.New("the name of a host is missing")
	}
	h.Host = knownhosts.Name(host, 0)
	for i := range known {
		if e := &known[i]; e.Marker != knownhosts.Revoked && e.Matches(h.Host) {
			h.Keys = append(h.Keys, agent.HostKey{Blob: e.Blob, CA: e.Marker == knownhosts.CertAuthority})
		}
	}
	if len(h.Keys) == 0 {
		return fmt.Errorf("no key of %s is known", host)
	}
	return nil
}
