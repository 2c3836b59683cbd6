package keys

import (
	"errors"

	"github.com/glassh/glassh/wire"
)

// A Presence is what a FIDO device says, under its signature, about how it came to
// sign. Of a key that is in no such device there is nothing to say: all is zero.
type Presence struct {
	Device   bool   // the key is in a device, and what follows counts
	Touched  bool   // somebody was there, and touched it
	Verified bool   // that was its owner: it asked for a PIN, or a fingerprint
	Counter  uint32 // of the signatures that it has made, as far as it counts them
}

// What devices say in the flags of a signature (W3C Web Authentication §6.1).
const (
	flagPresent    = 0x01 // UP
	flagVerified   = 0x04 // UV
	flagAttested   = 0x40 // AT: data about a new key follows
	flagExtensions = 0x80 // ED: extensions follow
)

// The errors of [Presence.Check].
var (
	ErrUntouched  = errors.New("keys: the FIDO device was not touched when it signed, which is required")
	ErrUnverified = errors.New("keys: the FIDO device did not verify its user when it signed, which is required")
)

// Check applies the options no-touch-required and verify-required. Without the first,
// a device must have been touched.
func (p Presence) Check(o *Options) error {
	switch {
	case !p.Device:
		return nil
	case !p.Touched && !o.NoTouchRequired:
		return ErrUntouched
	case !p.Verified && o.VerifyRequired:
		return ErrUnverified
	}
	return nil
}

// deviceMaterial is the publicMaterial of a key that is in a device.
type deviceMaterial interface {
	publicMaterial
	verifyDevice(algorithm string, message, sig []byte, d *deviceSignature) bool
}

// A deviceSignature is what stands behind the second string of a device's signature
// blob. Its slices alias the blob.
type deviceSignature struct {
	flags   byte
	counter uint32

	// Only in a browser's.
	origin     string
	clientData []byte
	extensions []byte
}

// read reads byte flags, uint32 counter, and for a browser's signature string origin,
// string client data, string extensions (OpenSSH's PROTOCOL.u2f).
func (d *deviceSignature) read(r *wire.Reader, algorithm string) {
	d.flags, d.counter = r.At("flags").Byte(), r.At("counter").Uint32()
	if algorithm == webauthnECDSA {
		d.origin, d.clientData = r.At("origin").Text(), r.At("client data").Bytes()
		d.extensions = r.At("extensions").Bytes()
	}
}

func (d *deviceSignature) presence() Presence {
	return Presence{
		Device: true, Touched: d.flags&flagPresent != 0, Verified: d.flags&flagVerified != 0,
		Counter: d.counter,
	}
}
