package transport

import "github.com/glassh/glassh/wire"

// A Role is the side of the connection that a machine plays.
type Role uint8

// The two roles.
const (
	Client Role = iota
	Server
)

// String returns "client" or "server".
func (r Role) String() string { return [...]string{"client", "server"}[r] }

// A State is where the inbound half stands: what the peer may send next.
type State uint8

// The states, in the order of a connection. In the first key exchange the Strict
// states replace the others when both sides asked for strict key exchange.
const (
	Ident         State = iota // the peer's identification string
	FirstKexInit               // its first KEXINIT
	FirstKex                   // the messages of the key exchange method
	FirstNewKeys               // NEWKEYS
	StrictKex                  // as FirstKex, with nothing else between
	StrictNewKeys              // as FirstNewKeys, with nothing else between
	Service                    // SERVICE_REQUEST or SERVICE_ACCEPT
	Auth                       // the authentication protocol
	Running                    // the connection protocol
	Rekey                      // as FirstKex, in a later key exchange
	RekeyNewKeys               // as FirstNewKeys, in a later key exchange
	Closed                     // nothing: the connection has ended
	numStates
)

// String returns the state in words.
func (s State) String() string {
	return [...]string{
		"version exchange", "first KEXINIT", "first key exchange", "first NEWKEYS",
		"strict key exchange", "strict NEWKEYS", "service request", "authentication",
		"the connection protocol", "key re-exchange", "NEWKEYS of a re-exchange", "closed",
	}[s]
}

// A Verdict is what a machine does with a message.
type Verdict uint8

// The verdicts.
const (
	Refuse        Verdict = iota // a protocol error: disconnect
	Take                         // handle it, or hand it on
	Ignore                       // drop it
	Unimplemented                // drop it, and answer UNIMPLEMENTED (RFC 4253 §11.4)
	Late                         // as Take if the user is in, and else as Refuse
)

// String returns the verdict in a word.
func (v Verdict) String() string {
	return [...]string{"refuse", "take", "ignore", "unimplemented", "late"}[v]
}

// Legal says what a machine in that role and state does with a message from the
// peer. It is the whole of the protocol's order.
func Legal(r Role, s State, m wire.Number) Verdict { return table[r][s][m] }

// A set of states.
type states uint16

func during(ss ...State) (set states) {
	for _, s := range ss {
		set |= 1 << s
	}
	return set
}

var (
	// settled: keys are in use and no exchange is under way on the peer's side.
	settled = during(Service, Auth, Running)
	// lenient: where RFC 4253 §11 lets its generic messages come at any time.
	lenient = during(FirstKexInit, FirstKex, FirstNewKeys, Service, Auth, Running, Rekey, RekeyNewKeys)
	// both roles
	toBoth = []Role{Client, Server}
)

// rules is the table as one reads it: who receives which messages, and in which
// states they are taken. What no rule names is refused, or where keys are
// settled and the number is unassigned, answered with UNIMPLEMENTED.
var rules = []struct {
	first, last wire.Number
	to          []Role
	verdict     Verdict
	states      states
}{
	{wire.MsgDisconnect, wire.MsgDisconnect, toBoth, Take, lenient | during(StrictKex, StrictNewKeys)},
	{wire.MsgIgnore, wire.MsgDebug, toBoth, Take, lenient},
	{wire.MsgServiceRequest, wire.MsgServiceRequest, []Role{Server}, Take, during(Service, Auth)},
	{wire.MsgServiceAccept, wire.MsgServiceAccept, []Role{Client}, Take, during(Service)},
	// RFC 8308 §2.4: behind the first NEWKEYS, and from a server again right
	// before USERAUTH_SUCCESS.
	{wire.MsgExtInfo, wire.MsgExtInfo, toBoth, Take, during(Service)},
	{wire.MsgExtInfo, wire.MsgExtInfo, []Role{Client}, Take, during(Auth)},
	// RFC 8308 §3.2: behind USERAUTH_SUCCESS, where that was agreed on.
	{wire.MsgNewCompress, wire.MsgNewCompress, []Role{Server}, Take, during(Running)},
	{wire.MsgKexInit, wire.MsgKexInit, toBoth, Take, settled | during(FirstKexInit)},
	{wire.MsgNewKeys, wire.MsgNewKeys, toBoth, Take, during(FirstNewKeys, StrictNewKeys, RekeyNewKeys)},
	// Which of these a method takes next, it says itself: package kex refuses the others.
	{30, 49, toBoth, Take, during(FirstKex, StrictKex, Rekey)},
	{wire.MsgUserauthRequest, wire.MsgUserauthRequest, []Role{Server}, Take, during(Auth)},
	// RFC 4252 §5.1: further requests behind success are silently ignored.
	{wire.MsgUserauthRequest, wire.MsgUserauthRequest, []Role{Server}, Ignore, during(Running)},
	{wire.MsgUserauthFailure, wire.MsgUserauthBanner, []Role{Client}, Take, during(Auth)},
	{60, 79, toBoth, Take, during(Auth)},
	{80, 127, toBoth, Take, during(Running)},
	// RFC 4253 §7.1 has none of them behind KEXINIT. But paramiko answers requests there that
	// were on the way, and Debian's asyncssh goes on with data; OpenSSH takes them. They are
	// under the old keys, and nothing of the exchange depends on them.
	{80, 127, toBoth, Late, during(Rekey, RekeyNewKeys)},
	// OpenSSH PROTOCOL §1.8. Before the login nobody is owed an answer, and during an
	// exchange of keys no other message is legal (RFC 4253 §7.1).
	{wire.MsgPing, wire.MsgPong, toBoth, Ignore, during(Service, Auth)},
	{wire.MsgPing, wire.MsgPong, toBoth, Take, during(Running)},
}

// unassigned reports whether a message of that number may be an extension that
// this machine does not know.
func unassigned(m wire.Number) bool {
	switch m.Layer() {
	case wire.LayerTransport, wire.LayerNegotiation, wire.LayerUserauth, wire.LayerConnection:
		return m.Info().Name == ""
	case wire.LayerClient, wire.LayerLocal:
		return true
	}
	return false
}

var table = func() (t [2][numStates][256]Verdict) {
	for role := range t {
		for s := range numStates {
			for m := range 256 {
				if settled&during(s) != 0 && unassigned(wire.Number(m)) {
					t[role][s][m] = Unimplemented
				}
			}
		}
	}
	for _, rule := range rules {
		for _, role := range rule.to {
			for s := range numStates {
				for m := int(rule.first); m <= int(rule.last) && rule.states&during(s) != 0; m++ {
					t[role][s][m] = rule.verdict
				}
			}
		}
	}
	return t
}()
