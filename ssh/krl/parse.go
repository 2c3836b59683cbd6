package krl

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"time"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// MaxSize is the longest file that is read, in bytes.
const MaxSize = 32 << 20

// maxSpans bounds the memory that serial numbers take: a bitmap of 2 kB can hold 8192
// ranges of them, of 16 bytes each.
const maxSpans = 4 << 20

const (
	magic         = "SSHKRL\n\x00"
	formatVersion = 1
)

// The types of sections, and of the parts of sectionCertificates.
const (
	sectionCertificates = 1
	sectionKeys         = 2
	sectionSHA1         = 3
	sectionSignature    = 4
	sectionSHA256       = 5
	sectionExtension    = 255

	partList      = 0x20
	partRange     = 0x21
	partBitmap    = 0x22
	partIDs       = 0x23
	partExtension = 0x39
)

// Parse reads a KRL of at most [MaxSize] bytes. What it does not understand it
// refuses, as it may revoke something: sections of unknown types, and extensions
// marked as critical. Signed KRLs are refused too, since nothing verifies them
// (OpenSSH has given them up). The KRL holds copies.
func Parse(file []byte) (*KRL, error) {
	if !IsKRL(file) {
		return nil, errors.New("krl: not a key revocation list: it does not start with SSHKRL")
	}
	if len(file) > MaxSize {
		return nil, fmt.Errorf("krl: the file has %d bytes, and may have %d", len(file), MaxSize)
	}
	r := wire.NewNamedReader("KRL", file[len(magic):])
	if v := r.At("format version").Uint32(); r.Err() == nil && v != formatVersion {
		return nil, fmt.Errorf("krl: the file is of format version %d, and only %d is known", v, formatVersion)
	}
	p := parser{k: &KRL{}}
	p.k.Version = r.At("version").Uint64()
	generated := r.At("time").Uint64()
	p.k.Generated = time.Unix(int64(min(generated, math.MaxInt64)), 0)
	p.k.flags = r.At("flags").Uint64()
	r.At("reserved").Bytes()
	p.k.Comment = r.At("comment").Text()
	for r.Len() > 0 {
		typ, content := r.At("section type").Byte(), r.At("section").Bytes()
		if r.Err() != nil {
			break
		}
		if err := p.section(typ, content); err != nil {
			return nil, err
		}
	}
	if err := r.Err(); err != nil {
		return nil, fmt.Errorf("krl: %w", err)
	}
	for _, a := range p.k.authorities {
		a.serials.settle()
	}
	return p.k, nil
}

type parser struct {
	k     *KRL
	spans int // how many were added
}

func (p *parser) section(typ byte, content []byte) error {
	switch typ {
	case sectionCertificates:
		return p.certificates(content)
	case sectionKeys:
		return p.strings(content, "key", func(blob string) error {
			_, err := keys.BlobType([]byte(blob))
			p.k.keys.add(blob)
			return err
		})
	case sectionSHA1:
		return p.strings(content, "SHA-1 hash", hashes(&p.k.sha1, 20))
	case sectionSHA256:
		return p.strings(content, "SHA-256 hash", hashes(&p.k.sha2, 32))
	case sectionExtension:
		return extension(content)
	case sectionSignature:
		return errors.New("krl: the file is signed, and signatures of KRLs are not supported: make it without")
	}
	return fmt.Errorf("krl: the file has a section of type %d, which is not known", typ)
}

// strings reads strings up to the end of a section.
func (p *parser) strings(content []byte, what string, add func(string) error) error {
	r := wire.NewNamedReader("KRL", content)
	for r.Len() > 0 {
		s := r.At(what).Text()
		if r.Err() != nil {
			break
		}
		if err := add(s); err != nil {
			return fmt.Errorf("krl: %s: %w", what, err)
		}
	}
	if err := r.Err(); err != nil {
		return fmt.Errorf("krl: %w", err)
	}
	return nil
}

func hashes(to *set, size int) func(string) error {
	return func(hash string) error {
		if len(hash) != size {
			return fmt.Errorf("it has %d bytes instead of %d", len(hash), size)
		}
		to.add(hash)
		return nil
	}
}

func (p *parser) certificates(content []byte) error {
	r := wire.NewNamedReader("KRL", content)
	key := r.At("authority").Bytes()
	r.At("reserved").Bytes()
	if err := r.Err(); err != nil {
		return fmt.Errorf("krl: %w", err)
	}
	if err := checkAuthority(key); err != nil {
		return fmt.Errorf("krl: authority: %w", err)
	}
	a := p.k.authority(string(key))
	for r.Len() > 0 {
		typ, content := r.At("part type").Byte(), r.At("part").Bytes()
		if r.Err() != nil {
			break
		}
		if err := p.part(a, typ, content); err != nil {
			return err
		}
	}
	if err := r.Err(); err != nil {
		return fmt.Errorf("krl: %w", err)
	}
	return nil
}

// checkAuthority refuses a damaged key, which would revoke nothing. One of a type that
// is not supported is none: no certificate of it is accepted anyhow.
func checkAuthority(key []byte) error {
	if len(key) == 0 {
		return nil
	}
	k, err := keys.ParsePublicKey(key)
	var unsupported *keys.UnsupportedError
	switch {
	case errors.As(err, &unsupported):
		return nil
	case err == nil && k.Certificate() != nil:
		return errors.New("it is a certificate itself")
	}
	return err
}

func (p *parser) part(a *authority, typ byte, content []byte) error {
	r := wire.NewNamedReader("KRL", content)
	switch typ {
	case partList:
		r.At("serial number")
		for r.Len() > 0 {
			n := r.Uint64()
			if r.Err() != nil {
				break
			}
			if err := p.revoke(a, n, n); err != nil {
				return err
			}
		}
	case partRange:
		r.At("range of serial numbers")
		lo, hi := r.Uint64(), r.Uint64()
		if r.Err() == nil {
			if err := p.revoke(a, lo, hi); err != nil {
				return err
			}
		}
	case partBitmap:
		offset, bitmap := r.At("offset of bitmap").Uint64(), r.At("bitmap").Mpint()
		if err := p.bitmap(a, offset, bitmap); err != nil {
			return err
		}
	case partIDs:
		return p.strings(content, "key identifier", func(id string) error { a.ids.add(id); return nil })
	case partExtension:
		return extension(content)
	default:
		return fmt.Errorf("krl: the file has a part of type %#x, which is not known", typ)
	}
	if err := r.End(); err != nil {
		return fmt.Errorf("krl: %w", err)
	}
	return nil
}

// bitmap adds the numbers of the bits that are set, in runs. Bit 0 is the lowest of
// the last byte.
func (p *parser) bitmap(a *authority, offset uint64, bitmap []byte) error {
	if len(bitmap) == 0 {
		return nil
	}
	last := 8*uint64(len(bitmap)) - uint64(bits.LeadingZeros8(bitmap[0])) - 1
	if last > math.MaxUint64-offset {
		return errors.New("krl: a bitmap goes beyond the largest serial number")
	}
	set := func(i uint64) bool { return bitmap[uint64(len(bitmap))-1-i/8]>>(i%8)&1 != 0 }
	for i := uint64(0); i <= last; i++ {
		if !set(i) {
			continue
		}
		lo := i
		for i < last && set(i+1) {
			i++
		}
		if err := p.revoke(a, offset+lo, offset+i); err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) revoke(a *authority, lo, hi uint64) error {
	if p.spans++; p.spans > maxSpans {
		return fmt.Errorf("krl: the file has more than %d ranges of serial numbers", maxSpans)
	}
	return a.revoke(lo, hi)
}

// extension passes over one that may be passed over.
func extension(content []byte) error {
	r := wire.NewNamedReader("KRL extension", content)
	name, critical := r.At("name").Text(), r.At("critical").Bool()
	r.At("content").Bytes()
	if err := r.End(); err != nil {
		return fmt.Errorf("krl: %w", err)
	}
	if critical {
		return fmt.Errorf("krl: the file has a critical extension that is not known, %q", wire.Escape([]byte(name)))
	}
	return nil
}
