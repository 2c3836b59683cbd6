package trace

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/glassh/glassh/ssh/compress"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/protect"
)

// Verify computes everything in the records anew that follows from something else in
// them: each exchange hash from the messages that it covers, each key from K and H, each
// packet in clear from its bytes on the network and the keys, with its MAC, and
// decompressed. Packets of a direction behind one that was withheld have to wait for new keys. It returns the first
// contradiction. The records must have the level Secrets, and counts says how much
// was verified.
func Verify(records []Record) (counts Verified, err error) {
	b, ok := first(records)
	if !ok || b.Level < Secrets {
		return counts, errNoSecrets
	}
	v := &verifier{records: records, openers: map[Dir]*protect.Opener{}, streams: map[Dir]*stream{}, delay: map[Dir][]byte{}}
	for _, d := range []Dir{ToServer, ToClient} {
		v.openers[d] = protect.NewOpener(protect.Suite{}, protect.Keys{})
		v.streams[d] = new(stream)
	}
	for _, r := range records {
		switch r := r.(type) {
		case *Exchange:
			err = v.exchange(r)
		case *Keys:
			err = v.newKeys(r)
		case *Packet:
			err = v.packet(r)
		}
		if err != nil {
			return v.counts, fmt.Errorf("record %d: %w", r.head().N, err)
		}
	}
	return v.counts, nil
}

// Verified counts what Verify has computed anew.
type Verified struct{ Exchanges, Keys, Packets int }

var errNoSecrets = errors.New("the trace has no secrets: what it says cannot be computed anew")

type verifier struct {
	records []Record
	last    *Exchange // the last one
	openers map[Dir]*protect.Opener
	streams map[Dir]*stream
	counts  Verified
	delay   map[Dir][]byte // the values of delay-compression, by who sends them
}

func (v *verifier) exchange(e *Exchange) error {
	parts, err := HashParts(v.records, e)
	if err != nil {
		return err
	}
	m, ok := kex.LookupMethod(e.Kex)
	if !ok {
		return fmt.Errorf("no key exchange method is called %q", e.Kex)
	}
	h := m.Hash.New()
	for _, p := range parts {
		h.Write(p.Encoded)
	}
	if !bytes.Equal(h.Sum(nil), e.H) {
		return errors.New("H is not the hash of its parts")
	}
	v.last = e
	v.counts.Exchanges++
	return nil
}

func (v *verifier) newKeys(k *Keys) error {
	e := v.last
	if e == nil {
		return errors.New("keys before an exchange")
	}
	suite, ok := protect.Lookup(k.Cipher, k.MAC)
	if !ok {
		return fmt.Errorf("no suite of %q and %q", k.Cipher, k.MAC)
	}
	m, _ := kex.LookupMethod(e.Kex)
	d := kex.KDF{Hash: m.Hash, K: e.K, H: e.H, SessionID: e.SessionID}
	want := d.ServerToClient(suite)
	if k.Dir == ToServer {
		want = d.ClientToServer(suite)
	}
	if !bytes.Equal(want.Key, k.Key) || !bytes.Equal(want.IV, k.IV) || !bytes.Equal(want.MACKey, k.MACKey) {
		return errors.New("the keys are not those that K and H give")
	}
	v.openers[k.Dir] = protect.NewOpener(suite, want)
	v.streams[k.Dir] = new(stream)
	if k.Compression != "" {
		if v.streams[k.Dir].method, ok = compress.Lookup(k.Compression); !ok {
			return fmt.Errorf("no compression is called %q", k.Compression)
		}
	}
	v.counts.Keys++
	return nil
}

func (v *verifier) packet(p *Packet) error {
	if p.Error != "" {
		return nil
	}
	o := v.openers[p.Dir]
	if p.Wire == nil {
		v.openers[p.Dir] = nil // what follows cannot be decrypted without it
	}
	if p.Wire == nil || o == nil {
		return nil
	}
	whole := bytes.Clone(p.Wire)
	payload, n, err := o.Open(whole, p.Seq)
	if err != nil {
		return err
	}
	clear, err := v.inflated(p, whole, payload)
	if err != nil {
		return err
	}
	if n != len(whole) || p.Clear != nil && !bytes.Equal(clear, p.Clear) {
		return errors.New("the packet in clear is not what its bytes on the network hold")
	}
	v.counts.Packets++
	v.delayed(p, payload, clear)
	return nil
}
