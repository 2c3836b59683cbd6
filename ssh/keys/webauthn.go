package keys

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// A browser does not let a page choose what a device signs: it wraps the page's
// challenge, which is the message here, into a JSON object of its own, the client data,
// and the device signs the hash of that (OpenSSH's PROTOCOL.u2f, and W3C Web
// Authentication §5.8.1):
//
//	client data  {"type":"webauthn.get","challenge":"BASE64URL","origin":"ORIGIN"…
//	signed       SHA-256(application) ‖ byte flags ‖ uint32 counter ‖ extensions ‖ SHA-256(client data)
//	signature    string type ‖ string (mpint r ‖ mpint s) ‖ byte flags ‖ uint32 counter ‖
//	             string origin ‖ string client data ‖ string extensions
//
// The keys are those of type sk-ecdsa-sha2-nistp256@openssh.com; the algorithm has a
// name of its own. It is verified here, and never asked of a [Signer].
const webauthnECDSA = "webauthn-sk-ecdsa-sha2-nistp256@openssh.com"

// asked reports whether the client data asks for a signature of message. The beginning
// of that object is fixed, and so is compared as it stands (the same, §5.8.1.1): what
// follows, crossOrigin for one, is of no concern. The origin is for whoever wants to
// know; no part of SSH says what it should be.
func (d *deviceSignature) asked(message []byte) bool {
	if strings.ContainsAny(d.origin, "\"\x00") || d.flags&flagAttested != 0 ||
		(d.flags&flagExtensions != 0) != (len(d.extensions) > 0) {
		return false
	}
	want := []byte(`{"type":"webauthn.get","challenge":"`)
	want = base64.RawURLEncoding.AppendEncode(want, message)
	want = append(want, `","origin":"`+d.origin+`"`...)
	return bytes.HasPrefix(d.clientData, want)
}
