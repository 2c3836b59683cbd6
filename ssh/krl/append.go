package krl

import (
	"maps"
	"slices"

	"github.com/glassh/glassh/wire"
)

// Append appends the KRL in the form that [Parse] reads. Equal lists give equal
// bytes, and those of ssh-keygen.
func (k *KRL) Append(dst []byte) []byte {
	dst = append(dst, magic...)
	dst = wire.AppendUint32(dst, formatVersion)
	dst = wire.AppendUint64(dst, k.Version)
	dst = wire.AppendUint64(dst, k.generated())
	dst = wire.AppendUint64(dst, k.flags)
	dst = wire.AppendText(dst, "") // reserved
	dst = wire.AppendText(dst, k.Comment)
	for _, a := range k.authorities {
		dst = wire.AppendString(append(dst, sectionCertificates), a.append(nil))
	}
	dst = appendSection(dst, sectionKeys, k.keys)
	dst = appendSection(dst, sectionSHA1, k.sha1)
	return appendSection(dst, sectionSHA256, k.sha2)
}

// generated is 0 for the zero time.
func (k *KRL) generated() uint64 {
	if k.Generated.IsZero() {
		return 0
	}
	return uint64(max(k.Generated.Unix(), 0))
}

// appendSection appends a section, or a part, that is a set of strings in order, and
// nothing if there are none.
func appendSection(dst []byte, typ byte, s set) []byte {
	if len(s) == 0 {
		return dst
	}
	var content []byte
	for _, b := range s.sorted() {
		content = wire.AppendText(content, b)
	}
	return wire.AppendString(append(dst, typ), content)
}

func (s set) sorted() []string { return slices.Sorted(maps.Keys(s)) }

func (a *authority) append(dst []byte) []byte {
	dst = wire.AppendText(dst, a.key)
	dst = wire.AppendText(dst, "") // reserved
	dst = a.serials.append(dst)
	return appendSection(dst, partIDs, a.ids)
}
