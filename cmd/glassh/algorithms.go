package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/compress"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/protect"
)

// A category is one of the lists of algorithms that are negotiated: its default,
// and all there is, which may hold old algorithms that are used on demand only.
type category struct {
	what     string // "cipher"
	defaults func() []string
	all      func() []string
}

var (
	kexCategory       = category{"key exchange method", kex.Methods, kex.AllMethods}
	hostKeyCategory   = category{"host key algorithm", func() []string { return ssh.DefaultAlgorithms().HostKey }, signatures}
	userKeyCategory   = category{"public key algorithm", func() []string { return ssh.DefaultAlgorithms().UserKey }, signatures}
	hostbasedCategory = category{"public key algorithm", func() []string { return ssh.DefaultAlgorithms().HostBased }, signatures}
	// How authorities sign certificates.
	authorityCategory = category{"signature algorithm", keys.CASignatureAlgorithms, plainSignatures}
	cipherCategory    = category{"cipher", protect.DefaultCiphers, func() (names []string) {
		for _, c := range protect.Ciphers() {
			names = append(names, c.Name)
		}
		return names
	}}
	macCategory = category{"MAC", protect.DefaultMACs, func() (names []string) {
		for _, m := range protect.MACs() {
			names = append(names, m.Name)
		}
		return names
	}}
)

// signatures are the signature algorithms of keys and of certificates.
func signatures() []string { return append(keys.SupportedCertificates(), plainSignatures()...) }

// plainSignatures are those of plain keys, those that are verified on demand among them.
func plainSignatures() []string { return append(keys.Supported(), keys.Insecure()...) }

// edit reads a list of algorithms as ssh_config(5) writes it:
//
//	a,b    these, in this order
//	+a,b   the defaults, and then these
//	-a,b*  the defaults without these; * and ? are wildcards
//	^a,b   these, and then the rest of the defaults
//
// Where * and ? occur, a name stands for all those that there are.
func (c category) edit(text string) ([]string, error) {
	if text == "" {
		return nil, fmt.Errorf("the list of %ss is empty", c.what)
	}
	how, names := text[0], strings.Split(text[1:], ",")
	switch how {
	case '-':
		list := slices.DeleteFunc(c.defaults(), func(name string) bool { return keys.MatchList(names, name) })
		if len(list) == 0 {
			return nil, fmt.Errorf("no %s is left", c.what)
		}
		return list, nil
	case '+', '^':
	default:
		names = strings.Split(text, ",")
	}
	var list []string
	for _, pattern := range names {
		known := false
		for _, name := range c.all() {
			if !keys.MatchPattern(pattern, name) {
				continue
			}
			known = true
			if !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
		if !known {
			return nil, fmt.Errorf("%q is no %s known here; there are %s", pattern, c.what, strings.Join(c.all(), ","))
		}
	}
	without := func(list, taken []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(name string) bool { return slices.Contains(taken, name) })
	}
	switch how {
	case '+':
		return append(c.defaults(), without(list, c.defaults())...), nil
	case '^':
		return append(list, without(c.defaults(), list)...), nil
	}
	return list, nil
}

// algorithmKeywords are the options that a client and a server have in common.
func algorithmKeywords[T any](field func(*T) *ssh.Algorithms) keywords[T] {
	return keywords[T]{
		{name: "Ciphers", set: one(func(o *T) *[]string { return &field(o).Ciphers }, cipherCategory.edit)},
		{name: "HostbasedAcceptedAlgorithms", alias: "HostbasedKeyTypes HostbasedAcceptedKeyTypes",
			set: one(func(o *T) *[]string { return &field(o).HostBased }, hostbasedCategory.edit)},
		{name: "HostKeyAlgorithms", set: one(func(o *T) *[]string { return &field(o).HostKey }, hostKeyCategory.edit)},
		{name: "KexAlgorithms", set: one(func(o *T) *[]string { return &field(o).Kex }, kexCategory.edit)},
		{name: "MACs", set: one(func(o *T) *[]string { return &field(o).MACs }, macCategory.edit)},
		{name: "PubkeyAcceptedAlgorithms", alias: "PubkeyAcceptedKeyTypes",
			set: one(func(o *T) *[]string { return &field(o).UserKey }, userKeyCategory.edit)},
	}
}

// query answers ssh -Q: the names of that kind, all there are.
func query(kind string) ([]string, error) {
	switch strings.ToLower(kind) {
	case "cipher", "ciphers":
		return cipherCategory.all(), nil
	case "cipher-auth":
		return slices.DeleteFunc(cipherCategory.all(), func(name string) bool {
			c, _ := protect.LookupCipher(name)
			return !c.AEAD
		}), nil
	case "mac", "macs":
		return macCategory.all(), nil
	case "kex", "kexalgorithms":
		return kexCategory.all(), nil
	case "key":
		return append(keys.Types(), keys.CertificateTypes()...), nil
	case "key-plain":
		return keys.Types(), nil
	case "key-cert":
		return keys.CertificateTypes(), nil
	case "key-ca-sign", "casignaturealgorithms", "sig":
		return plainSignatures(), nil
	case "key-sig", "hostkeyalgorithms", "pubkeyacceptedalgorithms", "pubkeyacceptedkeytypes":
		return signatures(), nil
	case "protocol-version":
		return []string{"2"}, nil
	case "compression":
		return compress.Names(), nil
	case "help":
		return []string{"cipher", "cipher-auth", "compression", "kex", "key", "key-ca-sign", "key-cert", "key-plain",
			"key-sig", "mac", "protocol-version", "sig"}, nil
	}
	return nil, badUsage("-Q %s: no list has that name; -Q help names them", kind)
}
