package kex

import (
	"bytes"

	"github.com/glassh/glassh/dh"
	"github.com/glassh/glassh/wire"
)

// A fixedGroup is a method modulo a prime that both sides know, by the number of the
// group (RFC 4253 §8, RFC 8268):
//
//	client                                   server
//	  e = gˣ mod p  ───────────────────────▶
//	                ◀─────────────────────── K_S, f = gʸ mod p, signature of H
//
//	K = gˣʸ mod p, as an mpint
//	H = HASH(V_C ‖ V_S ‖ I_C ‖ I_S ‖ K_S ‖ mpint e ‖ mpint f ‖ K)
type fixedGroup int

// group returns p and g.
func (f fixedGroup) group() *dh.Group {
	switch f {
	case 1:
		return dh.Group1()
	case 14:
		return dh.Group14()
	case 15:
		return dh.Group15()
	case 16:
		return dh.Group16()
	case 17:
		return dh.Group17()
	case 18:
		return dh.Group18()
	}
	panic("kex: unknown group")
}

// hash returns H.
func (f fixedGroup) hash(cfg *Config, hostKey, e, fy, k []byte) []byte {
	h := cfg.newExchangeHash(hostKey)
	h.mpint(e)
	h.mpint(fy)
	return h.sum(k)
}

type fixedGroupClient struct {
	fixedGroup
	cfg *Config
	key *dh.GroupKey
}

func (f fixedGroup) client(cfg *Config) (clientSide, error) {
	key, err := f.group().GenerateKey(cfg.Rand, cfg.Need)
	if err != nil {
		return nil, err
	}
	cfg.reveal(key)
	return &fixedGroupClient{f, cfg, key}, nil
}

func (c *fixedGroupClient) init(dst []byte) []byte {
	return (&wire.KexDHInit{E: c.key.PublicKey()}).Append(dst)
}

func (c *fixedGroupClient) handle(dst, payload []byte) ([]byte, *Result, error) {
	var reply wire.KexDHReply
	if err := reply.Parse(payload); err != nil {
		return dst, nil, c.cfg.fail("reading the server's reply", err)
	}
	secret, err := c.key.Shared(reply.F)
	if err != nil {
		return dst, nil, c.cfg.fail("agreeing with the server's key", err)
	}
	k := secretMpint(secret)
	h := c.hash(c.cfg, reply.HostKey, c.key.PublicKey(), reply.F, k)
	return dst, c.cfg.result(h, k, bytes.Clone(reply.HostKey), bytes.Clone(reply.Signature)), nil
}

func (c *fixedGroupClient) wipe() { c.key.Wipe() }

type fixedGroupServer struct {
	fixedGroup
	cfg    *Config
	public []byte // f
}

func (f fixedGroup) server(cfg *Config) (serverSide, error) {
	return &fixedGroupServer{fixedGroup: f, cfg: cfg}, nil
}

func (s *fixedGroupServer) init(dst []byte) []byte { return dst }

func (s *fixedGroupServer) handle(dst, payload []byte) ([]byte, *Result, error) {
	var init wire.KexDHInit
	if err := init.Parse(payload); err != nil {
		return dst, nil, s.cfg.fail("reading the client's key", err)
	}
	var k []byte
	var err error
	if s.public, k, err = answer(s.cfg, s.group(), init.E); err != nil {
		return dst, nil, err
	}
	h := s.hash(s.cfg, s.cfg.HostKey, init.E, s.public, k)
	return dst, s.cfg.result(h, k, bytes.Clone(s.cfg.HostKey), nil), nil
}

// answer is what a server does with e: it makes f, and K, encoded.
func answer(cfg *Config, group *dh.Group, e []byte) (f, k []byte, err error) {
	key, err := group.GenerateKey(cfg.Rand, cfg.Need)
	if err != nil {
		return nil, nil, cfg.fail("making an ephemeral key", err)
	}
	defer key.Wipe()
	cfg.reveal(key)
	secret, err := key.Shared(e)
	if err != nil {
		return nil, nil, cfg.fail("agreeing with the client's key", err)
	}
	return key.PublicKey(), secretMpint(secret), nil
}

func (s *fixedGroupServer) reply(dst, signature []byte) []byte {
	return (&wire.KexDHReply{HostKey: s.cfg.HostKey, F: s.public, Signature: signature}).Append(dst)
}

func (s *fixedGroupServer) wipe() {} // handle has wiped the key
