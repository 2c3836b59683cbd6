package trace

import (
	"errors"
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/wire"
)

// A Part is one field of the exchange hash H (RFC 4253 §8), or of what keys are derived
// from.
type Part struct {
	Name    string // "V_C"
	What    string // "the client's identification string, without CR LF"
	Type    string // "string", "mpint", "uint32"
	Encoded []byte // as it is hashed, with its length
	Record  int    // where its content was sent, or -1
	Secret  bool   // K: left out of traces without secrets
}

// errNoClear says that a packet is missing that the exchange hash is made of.
var errNoClear = errors.New("a message of the exchange is not in the trace, or not in clear")

// HashParts returns the fields that H covers, in their order, from the messages of the
// exchange. K comes last; its Encoded is nil if the trace has no secrets.
func HashParts(records []Record, e *Exchange) ([]Part, error) {
	init := func(n int) ([]byte, error) {
		if n < 0 || n >= len(records) {
			return nil, errNoClear
		}
		if p, ok := records[n].(*Packet); ok && p.Payload() != nil {
			return p.Payload(), nil
		}
		return nil, errNoClear
	}
	ic, err := init(e.ClientInit)
	if err != nil {
		return nil, err
	}
	is, err := init(e.ServerInit)
	if err != nil {
		return nil, err
	}
	b := &partsBuilder{}
	b.string("V_C", "the client's identification string, without CR LF", e.ClientVersion, lineOf(records, ToServer))
	b.string("V_S", "the server's identification string, without CR LF", e.ServerVersion, lineOf(records, ToClient))
	b.string("I_C", "the client's KEXINIT, with its message number", ic, e.ClientInit)
	b.string("I_S", "the server's KEXINIT, with its message number", is, e.ServerInit)
	messages := methodMessages(records, e)
	b.string("K_S", "the server's host key", e.HostKey, lastOf(messages))
	if err := b.method(e.Kex, messages); err != nil {
		return nil, fmt.Errorf("the messages of %s: %w", e.Kex, err)
	}
	k := Part{Name: "K", What: "the shared secret", Type: "mpint", Encoded: e.K, Record: -1, Secret: true}
	if hybrid(e.Kex) {
		k.Type = "string" // RFC 10042, RFC 9941
	}
	return append(b.parts, k), nil
}

// hybrid reports whether a method has a KEM beside its curve.
func hybrid(method string) bool {
	m, ok := kex.LookupMethod(method)
	return ok && m.PostQuantum
}

// lineOf returns the record with the identification string sent that way, or -1.
func lineOf(records []Record, d Dir) int {
	for i, r := range records {
		if l, ok := r.(*Line); ok && l.Dir == d && wire.IsVersion(wire.TrimVersion(l.Wire)) {
			return i
		}
	}
	return -1
}

// methodMessages returns the packets of the method, of which the exchange is the outcome:
// those with numbers 30 to 49 behind its KEXINITs. A wrong guess is not one of them.
func methodMessages(records []Record, e *Exchange) (list []*Packet) {
	skip := map[Dir]bool{}
	var client, server wire.KexInit
	ic, _ := records[e.ClientInit].(*Packet)
	is, _ := records[e.ServerInit].(*Packet)
	if ic != nil && is != nil && client.Parse(ic.Payload()) == nil && server.Parse(is.Payload()) == nil && !kex.GuessRight(&client, &server) {
		skip[ToServer], skip[ToClient] = client.FirstKexFollows, server.FirstKexFollows
	}
	// Our own last message is sent behind the outcome.
	for n := min(e.ClientInit, e.ServerInit); n < len(records); n++ {
		p, ok := records[n].(*Packet)
		if !ok || p.Payload() == nil {
			continue
		}
		switch msg := wire.Number(p.Payload()[0]); {
		case msg == wire.MsgNewKeys:
			return list
		case msg.Layer() != wire.LayerKex:
		case skip[p.Dir]:
			skip[p.Dir] = false
		default:
			list = append(list, p)
		}
	}
	return list
}

func lastOf(messages []*Packet) int {
	if len(messages) == 0 {
		return -1
	}
	return messages[len(messages)-1].N
}

// A partsBuilder appends parts.
type partsBuilder struct{ parts []Part }

func (b *partsBuilder) add(name, what, kind string, encoded []byte, record int) {
	b.parts = append(b.parts, Part{Name: name, What: what, Type: kind, Encoded: encoded, Record: record})
}

func (b *partsBuilder) string(name, what string, content []byte, record int) {
	b.add(name, what, "string", wire.AppendString(nil, content), record)
}

func (b *partsBuilder) mpint(name, what string, magnitude []byte, record int) {
	b.add(name, what, "mpint", wire.AppendMpint(nil, magnitude), record)
}

func (b *partsBuilder) uint32(name, what string, v uint32, record int) {
	b.add(name, what, "uint32", wire.AppendUint32(nil, v), record)
}

// method adds what the family of the method hashes besides.
func (b *partsBuilder) method(name string, messages []*Packet) error {
	switch {
	case strings.HasPrefix(name, "diffie-hellman-group-exchange-"):
		return b.gex(messages)
	case strings.HasPrefix(name, "diffie-hellman-"):
		return b.dh(messages)
	case strings.HasPrefix(name, "rsa"):
		return b.rsa(messages)
	}
	return b.ecdh(messages)
}

// parseAll parses the messages of a method, one behind the other.
func parseAll(messages []*Packet, into ...interface{ Parse([]byte) error }) error {
	if len(messages) != len(into) {
		return errNoClear
	}
	for i, m := range into {
		if err := m.Parse(messages[i].Payload()); err != nil {
			return err
		}
	}
	return nil
}

func (b *partsBuilder) ecdh(messages []*Packet) error {
	var init wire.KexECDHInit
	var reply wire.KexECDHReply
	if err := parseAll(messages, &init, &reply); err != nil {
		return err
	}
	b.string("Q_C", "the client's ephemeral public key", init.ClientPublic, messages[0].N)
	b.string("Q_S", "the server's ephemeral public key", reply.ServerPublic, messages[1].N)
	return nil
}

func (b *partsBuilder) dh(messages []*Packet) error {
	var init wire.KexDHInit
	var reply wire.KexDHReply
	if err := parseAll(messages, &init, &reply); err != nil {
		return err
	}
	b.mpint("e", "the client's public value, gˣ mod p", init.E, messages[0].N)
	b.mpint("f", "the server's public value, gʸ mod p", reply.F, messages[1].N)
	return nil
}

func (b *partsBuilder) gex(messages []*Packet) error {
	var request wire.KexDHGexRequest
	var group wire.KexDHGexGroup
	var init wire.KexDHGexInit
	var reply wire.KexDHGexReply
	if err := parseAll(messages, &request, &group, &init, &reply); err != nil {
		return err
	}
	b.uint32("min", "the least size of p that the client takes, in bits", request.Min, messages[0].N)
	b.uint32("n", "the size of p that it prefers", request.N, messages[0].N)
	b.uint32("max", "the greatest", request.Max, messages[0].N)
	b.mpint("p", "the prime that the server chose", group.P, messages[1].N)
	b.mpint("g", "the generator", group.G, messages[1].N)
	b.mpint("e", "the client's public value, gˣ mod p", init.E, messages[2].N)
	b.mpint("f", "the server's public value, gʸ mod p", reply.F, messages[3].N)
	return nil
}

func (b *partsBuilder) rsa(messages []*Packet) error {
	var public wire.KexRSAPublicKey
	var secret wire.KexRSASecret
	var done wire.KexRSADone
	if err := parseAll(messages, &public, &secret, &done); err != nil {
		return err
	}
	b.string("K_T", "the server's transient RSA key", public.TransientKey, messages[0].N)
	b.string("RSAES", "K, encrypted to that key", secret.Encrypted, messages[1].N)
	return nil
}
