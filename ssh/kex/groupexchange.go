package kex

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/glassh/glassh/dh"
	"github.com/glassh/glassh/wire"
)

// A groupExchange is a method modulo a prime that the server chooses (RFC 4419, RFC
// 8270). min, n and max are sizes of p in bits:
//
//	client                                   server
//	  min, n, max  ────────────────────────▶
//	               ◀──────────────────────── p, g
//	  e = gˣ mod p ────────────────────────▶
//	               ◀──────────────────────── K_S, f = gʸ mod p, signature of H
//
//	K = gˣʸ mod p, as an mpint
//	H = HASH(V_C ‖ V_S ‖ I_C ‖ I_S ‖ K_S ‖ uint32 min ‖ uint32 n ‖ uint32 max
//	         ‖ mpint p ‖ mpint g ‖ mpint e ‖ mpint f ‖ K)
//
// The older request with n alone (RFC 4419 §5) is not sent, and not taken: OpenSSH's
// server does not take it either.
type groupExchange struct{}

// A transcript of a group exchange is what H has beyond the other methods.
type groupTranscript struct {
	request wire.KexDHGexRequest
	group   *dh.Group
	e, f    []byte
}

// hash returns H.
func (t *groupTranscript) hash(cfg *Config, hostKey, k []byte) []byte {
	h := cfg.newExchangeHash(hostKey)
	h.uint32(t.request.Min)
	h.uint32(t.request.N)
	h.uint32(t.request.Max)
	h.mpint(t.group.P())
	h.mpint(t.group.G())
	h.mpint(t.e)
	h.mpint(t.f)
	return h.sum(k)
}

type groupExchangeClient struct {
	groupTranscript
	cfg *Config
	key *dh.GroupKey // nil before the group is there
}

func (groupExchange) client(cfg *Config) (clientSide, error) {
	c := &groupExchangeClient{cfg: cfg}
	c.request = wire.KexDHGexRequest{Min: dh.MinGroupBits, N: uint32(dh.GroupBits(cfg.Need)), Max: dh.MaxGroupBits}
	return c, nil
}

func (c *groupExchangeClient) init(dst []byte) []byte { return c.request.Append(dst) }

func (c *groupExchangeClient) handle(dst, payload []byte) ([]byte, *Result, error) {
	if c.key == nil {
		out, err := c.onGroup(dst, payload)
		return out, nil, err
	}
	r, err := c.onReply(payload)
	return dst, r, err
}

// onGroup takes p and g, and answers with e. That p has the size that was asked for is
// what NewGroup holds it to.
func (c *groupExchangeClient) onGroup(dst, payload []byte) ([]byte, error) {
	var msg wire.KexDHGexGroup
	if err := msg.Parse(payload); err != nil {
		return dst, c.cfg.fail("reading the server's group", err)
	}
	group, err := dh.NewGroup(msg.P, msg.G)
	if err != nil {
		return dst, c.cfg.fail("taking the server's group", err)
	}
	key, err := group.GenerateKey(c.cfg.Rand, c.cfg.Need)
	if err != nil {
		return dst, c.cfg.fail("making an ephemeral key", err)
	}
	c.cfg.reveal(key)
	c.group, c.key, c.e = group, key, key.PublicKey()
	return (&wire.KexDHGexInit{E: c.e}).Append(dst), nil
}

// onReply takes f and the signature.
func (c *groupExchangeClient) onReply(payload []byte) (*Result, error) {
	var reply wire.KexDHGexReply
	if err := reply.Parse(payload); err != nil {
		return nil, c.cfg.fail("reading the server's reply", err)
	}
	secret, err := c.key.Shared(reply.F)
	if err != nil {
		return nil, c.cfg.fail("agreeing with the server's key", err)
	}
	c.f = reply.F
	k := secretMpint(secret)
	h := c.hash(c.cfg, reply.HostKey, k)
	return c.cfg.result(h, k, bytes.Clone(reply.HostKey), bytes.Clone(reply.Signature)), nil
}

func (c *groupExchangeClient) wipe() {
	if c.key != nil {
		c.key.Wipe()
	}
}

type groupExchangeServer struct {
	groupTranscript // group is nil before the request is there
	cfg             *Config
}

func (groupExchange) server(cfg *Config) (serverSide, error) {
	return &groupExchangeServer{cfg: cfg}, nil
}

func (s *groupExchangeServer) init(dst []byte) []byte { return dst }

func (s *groupExchangeServer) handle(dst, payload []byte) ([]byte, *Result, error) {
	if s.group == nil {
		out, err := s.onRequest(dst, payload)
		return out, nil, err
	}
	r, err := s.onInit(payload)
	return dst, r, err
}

var errSizes = errors.New("want min ≤ n ≤ max")

// onRequest chooses a group. Like OpenSSH, it lets a client ask for less than 2048 bits
// or more than 8192, and gives it none of that (RFC 8270 §3).
func (s *groupExchangeServer) onRequest(dst, payload []byte) ([]byte, error) {
	r := &s.request
	if err := r.Parse(payload); err != nil {
		return dst, s.cfg.fail("reading the client's request", err)
	}
	if r.Min > r.N || r.N > r.Max {
		return dst, s.cfg.fail("reading the client's request",
			fmt.Errorf("min %d, n %d, max %d: %w", r.Min, r.N, r.Max, errSizes))
	}
	moduli := s.cfg.Moduli
	if moduli == nil {
		moduli = BuiltinModuli()
	}
	group, err := moduli.Choose(s.cfg.Rand, bound(r.Min), bound(r.N), bound(r.Max))
	if err != nil {
		return dst, s.cfg.fail("choosing a group", err)
	}
	s.group = group
	return (&wire.KexDHGexGroup{P: group.P(), G: group.G()}).Append(dst), nil
}

// bound returns a size as an int that is far from overflow, and on the same side of all
// sizes of groups.
func bound(bits uint32) int { return int(min(bits, 2*dh.MaxGroupBits)) }

// onInit takes e and makes f.
func (s *groupExchangeServer) onInit(payload []byte) (*Result, error) {
	var init wire.KexDHGexInit
	if err := init.Parse(payload); err != nil {
		return nil, s.cfg.fail("reading the client's key", err)
	}
	f, k, err := answer(s.cfg, s.group, init.E)
	if err != nil {
		return nil, err
	}
	s.e, s.f = init.E, f
	return s.cfg.result(s.hash(s.cfg, s.cfg.HostKey, k), k, bytes.Clone(s.cfg.HostKey), nil), nil
}

func (s *groupExchangeServer) reply(dst, signature []byte) []byte {
	return (&wire.KexDHGexReply{HostKey: s.cfg.HostKey, F: s.f, Signature: signature}).Append(dst)
}

func (s *groupExchangeServer) wipe() {} // handle has wiped the key
