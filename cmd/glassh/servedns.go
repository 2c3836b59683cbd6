package main

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/glassh/glassh/ssh"
)

// UseDNS: what the host is called that a client comes from. Whoever has an address decides
// what it is called; so a name counts only if it has the address, too (RFC 1912 §2.1):
//
//	address ─PTR─▶ name ─A, AAAA─▶ addresses, this one among them
//
// A host without such a name is called by its address, as all are without UseDNS.

// hostNames looks names up, and remembers them for a while: each login asks several times.
type hostNames struct {
	resolver interface {
		LookupAddr(ctx context.Context, addr string) ([]string, error)
		LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
	}

	mu    sync.Mutex // guards known
	known map[netip.Addr]knownName
}

type knownName struct {
	name string // "" is none
	last time.Time
}

const (
	maxKnownNames = 1000
	nameLasts     = time.Minute
	// lookupLimit is how long a login waits for the name of its host.
	lookupLimit = 10 * time.Second
)

// newHostNames returns nil where no names are asked for.
func newHostNames(o *serveOptions) *hostNames {
	if !o.useDNS {
		return nil
	}
	return &hostNames{resolver: net.DefaultResolver, known: make(map[netip.Addr]knownName)}
}

// of returns the name of a host, or "".
func (h *hostNames) of(addr netip.Addr) string {
	if h == nil || !addr.IsValid() {
		return ""
	}
	now := time.Now()
	h.mu.Lock()
	k, ok := h.known[addr]
	h.mu.Unlock()
	if ok && now.Sub(k.last) < nameLasts {
		return k.name
	}
	k = knownName{h.lookUp(addr), now}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.known) >= maxKnownNames {
		clear(h.known)
	}
	h.known[addr] = k
	return k.name
}

func (h *hostNames) lookUp(addr netip.Addr) string {
	ctx, cancel := context.WithTimeout(context.Background(), lookupLimit)
	defer cancel()
	names, err := h.resolver.LookupAddr(ctx, addr.String())
	if err != nil || len(names) == 0 {
		return ""
	}
	name := strings.ToLower(strings.TrimSuffix(names[0], "."))
	if !isHostName(name) {
		return ""
	}
	back, err := h.resolver.LookupNetIP(ctx, "ip", name)
	if err != nil {
		return ""
	}
	for _, b := range back {
		if b.Unmap().WithZone("") == addr {
			return name
		}
	}
	return ""
}

// isHostName says whether a name is one, and none that looks like an address.
func isHostName(name string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	return name != "" && len(name) <= 255 && strings.ContainsAny(name, letters) &&
		strings.Trim(name, letters+"0123456789-_.") == "" && !strings.HasPrefix(name, "0x")
}

// visit is who logs in from where.
func (g *gate) visit(l ssh.Login) *visit {
	v := newVisit(l)
	if name := g.names.of(v.addr); name != "" {
		v.host, v.named = name, true
	}
	return v
}
