package kex

import (
	"bytes"
	"fmt"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/wire"
)

// An ecdh is the methods in which each side sends one string:
//
//	client                                   server
//	  Q_C  ────────────────────────────────▶
//	       ◀──────────────────────────────── K_S, Q_S, signature of H
//
//	H = HASH(V_C ‖ V_S ‖ I_C ‖ I_S ‖ K_S ‖ string Q_C ‖ string Q_S ‖ K)
//
// With a curve alone (RFC 5656 §4, RFC 8731 §3) these are public keys on it, and K is
// the secret they agree on, as an mpint. RFC 8731 §3.1 has the bytes of X25519 and X448,
// little-endian in RFC 7748, taken for big-endian in this.
//
// With a KEM beside it (RFC 9941, RFC 10042), both are done at once:
//
//	Q_C = the KEM's public key ‖ public key on the curve
//	Q_S = the KEM's ciphertext ‖ public key on the curve
//	K   = string HASH(K_PQ ‖ K_CL)
//
// so that K is secret as long as either holds. K_PQ is the KEM's secret, K_CL that of
// the curve, each in the bytes it always has; HASH is the method's.
type ecdh struct {
	kem   *kem // nil: none
	curve *curve
}

// split takes a string of the peer apart, whose first part has n bytes.
func (f *ecdh) split(b []byte, n int) (pq, cl []byte, err error) {
	if f.kem == nil {
		return nil, b, nil // the curve knows its length
	}
	if want := n + f.curve.size; len(b) != want {
		return nil, nil, fmt.Errorf("%d bytes long; it must be %d", len(b), want)
	}
	return b[:n], b[n:], nil
}

// secret makes K, encoded, of the secrets, and wipes these. Without a KEM pq is nil.
func (f *ecdh) secret(h Hash, pq, cl []byte) []byte {
	if f.kem == nil {
		return secretMpint(cl)
	}
	both := h.New()
	both.Write(pq)
	both.Write(cl)
	mem.Wipe(pq)
	mem.Wipe(cl)
	defer both.Reset()
	return both.Sum(wire.AppendUint32(make([]byte, 0, 4+h.Size()), uint32(h.Size())))
}

// hash returns H.
func (f *ecdh) hash(cfg *Config, hostKey, qc, qs, k []byte) []byte {
	e := cfg.newExchangeHash(hostKey)
	e.string(qc)
	e.string(qs)
	return e.sum(k)
}

type ecdhClient struct {
	*ecdh
	cfg    *Config
	pq     decapsulator // nil without a KEM
	cl     agreementKey
	public []byte // Q_C
}

func (f *ecdh) client(cfg *Config) (clientSide, error) {
	c := &ecdhClient{ecdh: f, cfg: cfg}
	var err error
	if f.kem != nil {
		if c.pq, c.public, err = f.kem.generate(cfg.Rand); err != nil {
			return nil, err
		}
	}
	if c.cl, err = f.curve.generate(cfg.Rand); err != nil {
		return nil, err
	}
	cfg.reveal(c.cl)
	c.public = append(c.public, c.cl.PublicKey()...)
	return c, nil
}

func (c *ecdhClient) init(dst []byte) []byte {
	return (&wire.KexECDHInit{ClientPublic: c.public}).Append(dst)
}

func (c *ecdhClient) handle(dst, payload []byte) ([]byte, *Result, error) {
	var reply wire.KexECDHReply
	if err := reply.Parse(payload); err != nil {
		return dst, nil, c.cfg.fail("reading the server's reply", err)
	}
	k, err := c.agree(reply.ServerPublic)
	if err != nil {
		return dst, nil, c.cfg.fail("agreeing with the server's key", err)
	}
	h := c.hash(c.cfg, reply.HostKey, c.public, reply.ServerPublic, k)
	return dst, c.cfg.result(h, k, bytes.Clone(reply.HostKey), bytes.Clone(reply.Signature)), nil
}

// agree returns K, encoded.
func (c *ecdhClient) agree(qs []byte) ([]byte, error) {
	var ciphertextSize int
	if c.kem != nil {
		ciphertextSize = c.kem.ciphertextSize
	}
	ciphertext, public, err := c.split(qs, ciphertextSize)
	if err != nil {
		return nil, err
	}
	cl, err := c.cl.Shared(public)
	if err != nil {
		return nil, err
	}
	var pq []byte
	if c.kem != nil {
		if pq, err = c.pq.Decapsulate(ciphertext); err != nil {
			return nil, err // of its length, which split has checked
		}
	}
	return c.secret(c.cfg.Method.Hash, pq, cl), nil
}

func (c *ecdhClient) wipe() {
	if c.pq != nil {
		c.pq.Wipe()
	}
	c.cl.Wipe()
}

type ecdhServer struct {
	*ecdh
	cfg    *Config
	public []byte // Q_S
}

func (f *ecdh) server(cfg *Config) (serverSide, error) { return &ecdhServer{ecdh: f, cfg: cfg}, nil }

func (s *ecdhServer) init(dst []byte) []byte { return dst }

func (s *ecdhServer) handle(dst, payload []byte) ([]byte, *Result, error) {
	var init wire.KexECDHInit
	if err := init.Parse(payload); err != nil {
		return dst, nil, s.cfg.fail("reading the client's key", err)
	}
	k, err := s.agree(init.ClientPublic)
	if err != nil {
		return dst, nil, s.cfg.fail("agreeing with the client's key", err)
	}
	h := s.hash(s.cfg, s.cfg.HostKey, init.ClientPublic, s.public, k)
	return dst, s.cfg.result(h, k, bytes.Clone(s.cfg.HostKey), nil), nil
}

// agree makes Q_S, and returns K, encoded.
func (s *ecdhServer) agree(qc []byte) (k []byte, err error) {
	var publicSize int
	if s.kem != nil {
		publicSize = s.kem.publicSize
	}
	pqPublic, clPublic, err := s.split(qc, publicSize)
	if err != nil {
		return nil, err
	}
	var pq []byte
	if s.kem != nil {
		if s.public, pq, err = s.kem.encapsulate(s.cfg.Rand, pqPublic); err != nil {
			return nil, err
		}
	}
	key, err := s.curve.generate(s.cfg.Rand)
	if err != nil {
		return nil, err
	}
	defer key.Wipe()
	s.cfg.reveal(key)
	cl, err := key.Shared(clPublic)
	if err != nil {
		mem.Wipe(pq)
		return nil, err
	}
	s.public = append(s.public, key.PublicKey()...)
	return s.secret(s.cfg.Method.Hash, pq, cl), nil
}

func (s *ecdhServer) reply(dst, signature []byte) []byte {
	reply := wire.KexECDHReply{HostKey: s.cfg.HostKey, ServerPublic: s.public, Signature: signature}
	return reply.Append(dst)
}

func (s *ecdhServer) wipe() {} // handle has wiped the key
