package kex

import (
	"bytes"
	"crypto"
	"errors"
	"fmt"
	"io"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/rsa"
	"github.com/glassh/glassh/wire"
)

// A keyTransport is rsa2048-sha256, in which the client makes the secret alone, and sends
// it encrypted (RFC 4432). The server speaks first, with its host key K_S and a transient
// RSA key K_T; KLEN is the length of the latter in bits, HLEN that of HASH:
//
//	client                                   server
//	                 ◀────────────────────── K_S, K_T
//	  K = random, below 2^(KLEN − 2·HLEN − 49)
//	  s = RSAES-OAEP(K_T, mpint K) ────────▶
//	                 ◀────────────────────── signature of H
//
//	H = HASH(V_C ‖ V_S ‖ I_C ‖ I_S ‖ K_S ‖ string K_T ‖ string s ‖ mpint K)
//
// OAEP is with the hash of the method, and an empty label. Who later gets the private
// half of K_T can read the connection: servers should not keep it for long.
type keyTransport struct{}

// transientBits is the least length of K_T.
const transientBits = 2048

// keyTransportHash returns H.
func keyTransportHash(cfg *Config, hostKey, transient, encrypted, k []byte) []byte {
	e := cfg.newExchangeHash(hostKey)
	e.string(transient)
	e.string(encrypted)
	return e.sum(k)
}

type keyTransportClient struct {
	cfg                           *Config
	hostKey, transient, encrypted []byte // encrypted is nil before K_T is there
	k                             []byte // encoded
}

func (keyTransport) client(cfg *Config) (clientSide, error) {
	return &keyTransportClient{cfg: cfg}, nil
}

func (c *keyTransportClient) init(dst []byte) []byte { return dst }

func (c *keyTransportClient) handle(dst, payload []byte) ([]byte, *Result, error) {
	if c.encrypted == nil {
		out, err := c.onPublicKey(dst, payload)
		return out, nil, err
	}
	var msg wire.KexRSADone
	if err := msg.Parse(payload); err != nil {
		return dst, nil, c.cfg.fail("reading the server's signature", err)
	}
	h := keyTransportHash(c.cfg, c.hostKey, c.transient, c.encrypted, c.k)
	r := c.cfg.result(h, c.k, c.hostKey, bytes.Clone(msg.Signature))
	c.k = nil // the result's
	return dst, r, nil
}

// onPublicKey takes K_S and K_T, and answers with the encrypted K.
func (c *keyTransportClient) onPublicKey(dst, payload []byte) ([]byte, error) {
	var msg wire.KexRSAPublicKey
	if err := msg.Parse(payload); err != nil {
		return dst, c.cfg.fail("reading the server's keys", err)
	}
	key, err := parseTransient(msg.TransientKey)
	if err != nil {
		return dst, c.cfg.fail("taking the server's transient key", err)
	}
	if c.k, err = randomSecret(c.cfg.Rand, key.BitLen()-2*8*c.cfg.Method.Hash.Size()-49); err != nil {
		return dst, c.cfg.fail("making a secret", err)
	}
	if c.encrypted, err = rsa.EncryptOAEP(c.cfg.Rand, key, crypto.SHA256, c.k, nil); err != nil {
		return dst, c.cfg.fail("encrypting the secret", err)
	}
	c.hostKey, c.transient = bytes.Clone(msg.HostKey), bytes.Clone(msg.TransientKey)
	return (&wire.KexRSASecret{Encrypted: c.encrypted}).Append(dst), nil
}

// randomSecret returns a random number of n bits or less, as an mpint.
func randomSecret(rand io.Reader, n int) ([]byte, error) {
	b := make([]byte, (n+7)/8)
	if _, err := io.ReadFull(rand, b); err != nil {
		return nil, err
	}
	b[0] &= 0xff >> (8*len(b) - n)
	return secretMpint(b), nil
}

func (c *keyTransportClient) wipe() { mem.Wipe(c.k) }

// appendTransient encodes K_T, as a public key of RFC 4253 §6.6:
//
//	string "ssh-rsa" │ mpint e │ mpint n
func appendTransient(dst []byte, key *rsa.PublicKey) []byte {
	dst = wire.AppendText(dst, rsaKeyType)
	dst = wire.AppendMpint(dst, wire.AppendUint32(nil, key.E()))
	return wire.AppendMpint(dst, key.N())
}

const rsaKeyType = "ssh-rsa"

// parseTransient reads K_T.
func parseTransient(blob []byte) (*rsa.PublicKey, error) {
	r := wire.NewNamedReader("transient RSA key", blob)
	kind := r.At("type").Bytes()
	e, n := r.At("e").Mpint(), r.At("n").Mpint()
	if err := r.End(); err != nil {
		return nil, err
	}
	if string(kind) != rsaKeyType {
		return nil, errors.New("it is not an RSA key")
	}
	key, err := rsa.NewPublicKey(n, e)
	if err != nil {
		return nil, err
	}
	if key.BitLen() < transientBits {
		return nil, fmt.Errorf("it has %d bits, less than %d", key.BitLen(), transientBits)
	}
	return key, nil
}

type keyTransportServer struct {
	cfg       *Config
	key       *rsa.PrivateKey
	own       bool   // key is of this exchange alone
	transient []byte // K_T
}

func (keyTransport) server(cfg *Config) (serverSide, error) {
	s := &keyTransportServer{cfg: cfg}
	var err error
	if s.own = cfg.TransientRSA == nil; s.own {
		s.key, err = rsa.GenerateKey(cfg.Rand, transientBits)
	} else {
		s.key, err = cfg.TransientRSA()
	}
	if err != nil {
		return nil, err
	}
	s.transient = appendTransient(nil, s.key.Public().(*rsa.PublicKey))
	return s, nil
}

func (s *keyTransportServer) init(dst []byte) []byte {
	return (&wire.KexRSAPublicKey{HostKey: s.cfg.HostKey, TransientKey: s.transient}).Append(dst)
}

// errSecret says nothing of what is wrong: see rsa.DecryptOAEP.
var errSecret = errors.New("it is not the encryption of a number")

func (s *keyTransportServer) handle(dst, payload []byte) ([]byte, *Result, error) {
	var msg wire.KexRSASecret
	if err := msg.Parse(payload); err != nil {
		return dst, nil, s.cfg.fail("reading the client's secret", err)
	}
	k, err := rsa.DecryptOAEP(s.key, crypto.SHA256, msg.Encrypted, nil)
	if err != nil {
		return dst, nil, s.cfg.fail("decrypting the client's secret", errSecret)
	}
	r := wire.NewReader(k)
	if r.Mpint(); r.End() != nil {
		mem.Wipe(k)
		return dst, nil, s.cfg.fail("decrypting the client's secret", errSecret)
	}
	h := keyTransportHash(s.cfg, s.cfg.HostKey, s.transient, msg.Encrypted, k)
	return dst, s.cfg.result(h, k, bytes.Clone(s.cfg.HostKey), nil), nil
}

func (s *keyTransportServer) reply(dst, signature []byte) []byte {
	return (&wire.KexRSADone{Signature: signature}).Append(dst)
}

func (s *keyTransportServer) wipe() {
	if s.own {
		s.key.Wipe()
	}
}
