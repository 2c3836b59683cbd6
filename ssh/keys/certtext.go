package keys

import (
	"encoding/hex"
	"fmt"

	"github.com/glassh/glassh/wire"
)

// AppendCertificateText appends what ssh-keygen -L prints of a certificate below the
// file's name: a line for each field, indented, with the principals and options in
// lines of their own. clock renders a time in seconds since 1970, as ssh-keygen does
// in local time: 2006-01-02T15:04:05. Texts of the certificate are escaped. It
// panics if k is no certificate.
func (k *PublicKey) AppendCertificateText(dst []byte, clock func(unix uint64) string) []byte {
	c := k.cert
	line := func(format string, args ...any) { dst = fmt.Appendf(dst, "        "+format+"\n", args...) }
	line("Type: %s %v certificate", k.typ.name, c.Kind)
	line("Public key: %s %s", k.typ.label, k.Fingerprint())
	line("Signing CA: %s %s (using %s)", c.CA.typ.label, c.CA.Fingerprint(), c.SignatureAlgorithm)
	line("Key ID: \"%s\"", wire.Escape([]byte(c.KeyID)))
	line("Serial: %d", c.Serial)
	line("Valid: %s", c.Validity(clock))
	var principals, critical, extensions []string
	for _, name := range c.Principals {
		principals = append(principals, wire.Escape([]byte(name)))
	}
	for i := range c.CriticalOptions {
		critical = append(critical, c.CriticalOptions[i].describe(criticalNames))
	}
	for i := range c.Extensions {
		extensions = append(extensions, c.Extensions[i].describe(extensionNames))
	}
	for _, list := range []struct {
		title string
		items []string
	}{{"Principals", principals}, {"Critical Options", critical}, {"Extensions", extensions}} {
		if len(list.items) == 0 {
			line("%s: (none)", list.title)
			continue
		}
		line("%s: ", list.title)
		for _, item := range list.items {
			line("        %s", item)
		}
	}
	return dst
}

// Validity says in words when the certificate is good, for which clock renders a
// time in seconds since 1970.
func (c *Certificate) Validity(clock func(uint64) string) string {
	switch {
	case c.ValidAfter == 0 && c.ValidBefore == Forever:
		return "forever"
	case c.ValidAfter == 0:
		return "before " + clock(c.ValidBefore)
	case c.ValidBefore == Forever:
		return "after " + clock(c.ValidAfter)
	}
	return "from " + clock(c.ValidAfter) + " to " + clock(c.ValidBefore)
}

// The options that have a meaning here, and whether they have a value.
var (
	criticalNames  = map[string]bool{"force-command": true, "source-address": true, "verify-required": false}
	extensionNames = map[string]bool{
		"no-touch-required": false, "permit-X11-forwarding": false, "permit-agent-forwarding": false,
		"permit-port-forwarding": false, "permit-pty": false, "permit-user-rc": false,
	}
)

// describe renders an option: its name and value, if it is one of known, and its
// data otherwise.
func (o *CertificateOption) describe(known map[string]bool) string {
	name := wire.Escape([]byte(o.Name))
	valued, ok := known[o.Name]
	if text, err := o.text(); ok && valued && err == nil {
		return name + " " + wire.Escape([]byte(text))
	}
	switch {
	case ok && !valued && len(o.Data) == 0:
		return name
	case len(o.Data) == 0:
		return name + " UNKNOWN FLAG OPTION"
	}
	return fmt.Sprintf("%s UNKNOWN OPTION: %s (len %d)", name, hex.EncodeToString(o.Data), len(o.Data))
}
