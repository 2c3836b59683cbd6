package krl

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/glassh/glassh/primitives/sha1"
	"github.com/glassh/glassh/primitives/sha2"
	"github.com/glassh/glassh/ssh/keys"
)

// A KRL is a key revocation list. The zero value is an empty one. One that comes from
// [Parse], and that nothing is added to, may be queried by several goroutines.
type KRL struct {
	Version   uint64    // counts up, where somebody counts
	Generated time.Time // to the second
	Comment   string    // escape it before showing it

	flags       uint64       // as read; none is defined
	authorities []*authority // in the order of their sections
	byKey       map[string]*authority
	keys        set // blobs of plain keys
	sha1, sha2  set // hashes of them
}

// An authority is whose certificates a section revokes.
type authority struct {
	key     string // its blob; "" is any authority
	serials serials
	ids     set
}

// A set holds byte strings.
type set map[string]struct{}

func (s *set) add(b string) {
	if *s == nil {
		*s = make(set)
	}
	(*s)[b] = struct{}{}
}

func (s set) has(b []byte) bool { _, ok := s[string(b)]; return ok }

// Revoked reports whether a key must not be accepted: because of itself or, being a
// certificate, because of its key, its authority, its serial number or its
// identifier.
func (k *KRL) Revoked(key *keys.PublicKey) bool {
	if k.hasKey(key.Plain()) {
		return true
	}
	cert := key.Certificate()
	if cert == nil {
		return false
	}
	if k.hasKey(cert.CA) {
		return true
	}
	for _, ca := range []string{"", string(cert.CA.Blob())} {
		// Number 0, that of certificates that are not numbered, is in no set.
		if a := k.byKey[ca]; a != nil && (a.ids.has([]byte(cert.KeyID)) || a.serials.has(cert.Serial)) {
			return true
		}
	}
	return false
}

func (k *KRL) hasKey(key *keys.PublicKey) bool {
	blob := key.Blob()
	h1, h2 := sha1.Sum(blob), sha2.Sum256(blob)
	return k.keys.has(blob) || k.sha1.has(h1[:]) || k.sha2.has(h2[:])
}

// RevokeKey revokes a plain key, and with it all certificates that it signed or that
// are for it. Of a certificate it revokes the key.
func (k *KRL) RevokeKey(key *keys.PublicKey) { k.keys.add(string(key.Plain().Blob())) }

// RevokeBySHA1 is [KRL.RevokeKey], but does not tell who has only the list which key
// it is. It costs 24 bytes a key.
func (k *KRL) RevokeBySHA1(key *keys.PublicKey) {
	hash := sha1.Sum(key.Plain().Blob())
	k.sha1.add(string(hash[:]))
}

// RevokeBySHA256 is RevokeBySHA1 with the better hash.
func (k *KRL) RevokeBySHA256(key *keys.PublicKey) { k.RevokeHash(sha2.Sum256(key.Plain().Blob())) }

// RevokeHash revokes the key whose blob has that SHA-256 hash, which is what its
// fingerprint is made of.
func (k *KRL) RevokeHash(hash [32]byte) { k.sha2.add(string(hash[:])) }

// RevokeCertificate revokes one certificate, by its serial number or, if it has none,
// by its identifier.
func (k *KRL) RevokeCertificate(c *keys.Certificate) error {
	if c.Serial == 0 {
		k.RevokeID(c.CA, c.KeyID)
		return nil
	}
	return k.RevokeSerials(c.CA, c.Serial, c.Serial)
}

// RevokeSerials revokes the certificates of an authority with serial numbers from lo
// to hi, both included. A nil authority stands for any. Number 0 cannot be revoked:
// certificates that are not numbered have it.
func (k *KRL) RevokeSerials(ca *keys.PublicKey, lo, hi uint64) error {
	return k.authority(blobOf(ca)).revoke(lo, hi)
}

// RevokeID revokes the certificates of an authority with that identifier. A nil
// authority stands for any.
func (k *KRL) RevokeID(ca *keys.PublicKey, id string) { k.authority(blobOf(ca)).ids.add(id) }

func (a *authority) revoke(lo, hi uint64) error {
	switch {
	case lo == 0:
		return errors.New("krl: serial number 0 cannot be revoked: certificates without a number have it")
	case lo > hi:
		return fmt.Errorf("krl: %d to %d is not a range of serial numbers", lo, hi)
	}
	a.serials.add(span{lo, hi})
	return nil
}

func blobOf(ca *keys.PublicKey) string {
	if ca == nil {
		return ""
	}
	return string(ca.Plain().Blob())
}

// authority returns that of a key, and makes it where there is none.
func (k *KRL) authority(key string) *authority {
	a := k.byKey[key]
	if a == nil {
		if k.byKey == nil {
			k.byKey = make(map[string]*authority)
		}
		a = &authority{key: key}
		k.authorities, k.byKey[key] = append(k.authorities, a), a
	}
	return a
}

// IsKRL reports whether a file is a KRL, by how it starts.
func IsKRL(file []byte) bool { return bytes.HasPrefix(file, []byte(magic)) }
