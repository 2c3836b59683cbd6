package krl

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// String lists what the KRL revokes, as ssh-keygen -Ql does: in lines that are those
// of a specification, but for SHA-1 hashes, which it cannot hold.
func (k *KRL) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# KRL version %d\n", k.Version)
	fmt.Fprintf(&b, "# Generated at %s\n", k.Generated.Format("20060102T150405"))
	if k.Comment != "" {
		fmt.Fprintf(&b, "# Comment: %s\n", wire.Escape([]byte(k.Comment)))
	}
	b.WriteString("\n")
	for _, blob := range k.keys.sorted() {
		typ, _ := keys.BlobType([]byte(blob))
		fmt.Fprintf(&b, "hash: %s # %s\n", keys.Fingerprint([]byte(blob)), wire.Escape([]byte(typ)))
	}
	for _, hash := range k.sha2.sorted() {
		fmt.Fprintf(&b, "hash: SHA256:%s\n", base64.RawStdEncoding.EncodeToString([]byte(hash)))
	}
	for _, hash := range k.sha1.sorted() {
		fmt.Fprintf(&b, "# hash SHA1:%x\n", hash)
	}
	for _, a := range k.authorities {
		a.describe(&b)
	}
	return b.String()
}

func (a *authority) describe(b *strings.Builder) {
	if a.key == "" {
		b.WriteString("\n# Wildcard CA\n")
	} else {
		typ, _ := keys.BlobType([]byte(a.key))
		fmt.Fprintf(b, "\n# CA key %s %s\n", wire.Escape([]byte(typ)), keys.Fingerprint([]byte(a.key)))
	}
	a.serials.settle()
	for _, n := range a.serials.spans {
		if n.lo == n.hi {
			fmt.Fprintf(b, "serial: %d\n", n.lo)
		} else {
			fmt.Fprintf(b, "serial: %d-%d\n", n.lo, n.hi)
		}
	}
	for _, id := range a.ids.sorted() {
		fmt.Fprintf(b, "id: %s\n", wire.Escape([]byte(id)))
	}
}
