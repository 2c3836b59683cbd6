package ssh

import (
	"container/heap"
	"net/netip"
	"sync"
	"time"
)

// Penalties refuse sources that misbehave, for a while: a source is an address, or a
// block of them. Each offence adds its time to those before it that have not passed. A
// source is refused while its time runs, once that is Min (sshd_config(5),
// PerSourcePenalties). sshd's for a crash is missing: nothing crashes here for one client
// alone. The zero value has OpenSSH's times. Set the fields before the
// first use; a time below 0 stands for none.
type Penalties struct {
	AuthFail         time.Duration // an attempt failed, and no login: 5 s
	InvalidUser      time.Duration // the user does not exist: 5 s
	NoAuth           time.Duration // nothing was attempted: 1 s
	GraceExceeded    time.Duration // 10 s
	RefuseConnection time.Duration // 10 s
	Min, Max         time.Duration // 15 s, 600 s

	// MaxSources4 and 6 bound how many sources of IPv4 and IPv6 are remembered: 65536
	// each. When there are more, the one whose time is over soonest is forgotten; or, with
	// DenyOverflow, everybody is refused until there is room.
	MaxSources4, MaxSources6     int
	DenyOverflow4, DenyOverflow6 bool
	// Block is what counts as one source; the zero one is a single address.
	Block NetBlock
	// Exempt reports whether an address has no penalties; nil is none.
	Exempt func(addr netip.Addr) bool
	// Now is the time; nil stands for time.Now.
	Now func() time.Time

	mu     sync.Mutex // guards v4 and v6
	v4, v6 offenders
}

// A NetBlock says how many leading bits of an address make one source of clients
// (sshd_config(5), PerSourceNetBlockSize). 0 stands for all of them.
type NetBlock struct{ Bits4, Bits6 int }

// of returns the block of an address.
func (b NetBlock) of(addr netip.Addr) netip.Prefix {
	addr = addr.Unmap().WithZone("")
	bits := orDefault(b.Bits6, 128)
	if addr.Is4() {
		bits = orDefault(b.Bits4, 32)
	}
	p, err := addr.Prefix(bits)
	if err != nil {
		return netip.PrefixFrom(addr, addr.BitLen())
	}
	return p
}

// An Offence is what a source does that has a penalty.
type Offence uint8

// The offences.
const (
	NoOffence Offence = iota
	FailedAuthentication
	UnknownUser
	NoAuthentication
	ExceededGrace
	RefusedConnection
)

// String returns the offence as the sentence of a log.
func (o Offence) String() string {
	return [...]string{
		"none", "failed authentication", "attempted authentication by an unknown user",
		"connected without an attempt to authenticate", "exceeded LoginGraceTime", "was refused by configuration",
	}[o]
}

// time returns what an offence adds.
func (p *Penalties) time(o Offence) time.Duration {
	switch o {
	case FailedAuthentication:
		return orDefault(p.AuthFail, 5*time.Second)
	case UnknownUser:
		return orDefault(p.InvalidUser, 5*time.Second)
	case NoAuthentication:
		return orDefault(p.NoAuth, time.Second)
	case ExceededGrace:
		return orDefault(p.GraceExceeded, 10*time.Second)
	case RefusedConnection:
		return orDefault(p.RefuseConnection, 10*time.Second)
	}
	return 0
}

func (p *Penalties) now() time.Time {
	if p.Now != nil {
		return p.Now()
	}
	return time.Now()
}

// of returns what is remembered of addresses like that one, and its bounds.
func (p *Penalties) of(addr netip.Addr) (all *offenders, most int, deny bool) {
	if addr.Is4() {
		return &p.v4, orDefault(p.MaxSources4, 65536), p.DenyOverflow4
	}
	return &p.v6, orDefault(p.MaxSources6, 65536), p.DenyOverflow6
}

// Add remembers an offence. It reports whether the source is refused from now on, and
// was not before.
func (p *Penalties) Add(addr netip.Addr, o Offence) (refused bool) {
	addr = addr.Unmap()
	more := p.time(o)
	if more <= 0 || !addr.IsValid() || p.Exempt != nil && p.Exempt(addr) {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	all, most, deny := p.of(addr)
	all.expire(now)
	src := all.byBlock[p.Block.of(addr)]
	if src == nil {
		if len(all.byEnd) >= most {
			if deny {
				return false // all are refused as it is
			}
			all.remove(all.byEnd[0])
		}
		src = all.add(p.Block.of(addr), now)
	}
	src.end = src.end.Add(more)
	if last := now.Add(orDefault(p.Max, 600*time.Second)); src.end.After(last) {
		src.end = last
	}
	src.why = o
	heap.Fix(&all.byEnd, src.at)
	was := src.refused
	src.refused = was || src.end.Sub(now) >= orDefault(p.Min, 15*time.Second)
	return src.refused && !was
}

// Check reports whether a source may connect, and if not, for what offence; NoOffence
// then says that too many sources have penalties.
func (p *Penalties) Check(addr netip.Addr) (why Offence, ok bool) {
	addr = addr.Unmap()
	if !addr.IsValid() || p.Exempt != nil && p.Exempt(addr) {
		return NoOffence, true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	all, most, deny := p.of(addr)
	all.expire(p.now())
	if deny && len(all.byEnd) >= most {
		return NoOffence, false
	}
	if src := all.byBlock[p.Block.of(addr)]; src != nil && src.refused {
		return src.why, false
	}
	return NoOffence, true
}

// offenders are the sources with a penalty whose time has not passed.
type offenders struct {
	byBlock map[netip.Prefix]*offender
	byEnd   ends
}

// An offender is one block of addresses with a penalty.
type offender struct {
	block   netip.Prefix
	end     time.Time
	refused bool // its time has come to Min
	why     Offence
	at      int // its index in byEnd
}

func (s *offenders) add(block netip.Prefix, now time.Time) *offender {
	if s.byBlock == nil {
		s.byBlock = make(map[netip.Prefix]*offender)
	}
	src := &offender{block: block, end: now}
	s.byBlock[block] = src
	heap.Push(&s.byEnd, src)
	return src
}

func (s *offenders) remove(src *offender) {
	heap.Remove(&s.byEnd, src.at)
	delete(s.byBlock, src.block)
}

// expire forgets those whose time has passed.
func (s *offenders) expire(now time.Time) {
	for len(s.byEnd) > 0 && !s.byEnd[0].end.After(now) {
		s.remove(s.byEnd[0])
	}
}

// ends is a heap of offenders, the one whose time is over soonest first.
type ends []*offender

// Len returns how many there are.
func (e ends) Len() int { return len(e) }

// Less orders by the end.
func (e ends) Less(i, j int) bool { return e[i].end.Before(e[j].end) }

// Swap keeps the indices right.
func (e ends) Swap(i, j int) {
	e[i], e[j] = e[j], e[i]
	e[i].at, e[j].at = i, j
}

// Push appends a source.
func (e *ends) Push(x any) {
	src := x.(*offender)
	src.at = len(*e)
	*e = append(*e, src)
}

// Pop takes the last one off.
func (e *ends) Pop() any {
	last := len(*e) - 1
	src := (*e)[last]
	(*e)[last] = nil
	*e = (*e)[:last]
	return src
}
