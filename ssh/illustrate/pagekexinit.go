package illustrate

import (
	"strings"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/ssh/trace"
)

// A kexInitView is a KEXINIT, list by list.
type kexInitView struct {
	Dir    trace.Dir
	Ref    *ref
	Fields []kexInitField
}

// Side says who sent it.
func (k kexInitView) Side() string { return sender(k.Dir) }

// A kexInitField is a field of it. Names is nil for those that are no lists.
type kexInitField struct {
	Name  string
	Value string
	Note  string
	Ref   *ref
	List  bool
	Names []namedKind
}

// A namedKind is a name of a list, and what it is in a few words.
type namedKind struct {
	Name, Kind string
	Pseudo     bool
}

// kexInits returns those of an exchange, the client's first.
func kexInits(r *round) (list []kexInitView) {
	for _, d := range bothDirs {
		p := r.init[d]
		if p == nil {
			continue
		}
		v := kexInitView{Dir: d, Ref: refTo(p, nil)}
		for _, f := range fields(p) {
			if f.Name == "message number" {
				continue
			}
			field := kexInitField{Name: f.Name, Value: f.Value, Note: f.Note, Ref: refTo(p, &f), List: f.Type == dissect.NameList}
			if f.Type == dissect.Bytes {
				field.Value = spaced(f.Bytes(p.Clear))
			}
			for _, in := range f.Inner {
				if in.Type == dissect.Name {
					field.Names = append(field.Names, namedKind{Name: in.Value, Kind: kindOf(in.Value), Pseudo: pseudo[in.Value] != ""})
				}
			}
			v.Fields = append(v.Fields, field)
		}
		list = append(list, v)
	}
	return list
}

// kindOf says in a few words what an algorithm is, and whether it is old.
func kindOf(name string) string {
	if pseudo[name] != "" {
		return "not a method: a signal"
	}
	if m, ok := kex.LookupMethod(name); ok {
		switch {
		case m.PostQuantum:
			return "post-quantum hybrid, " + m.Hash.String()
		case m.Hash == kex.SHA1:
			return "old: SHA-1"
		case strings.HasPrefix(name, "rsa"):
			return "old: no forward secrecy"
		case strings.HasPrefix(name, "diffie"):
			return "modulo a prime, " + m.Hash.String()
		}
		return "elliptic curve, " + m.Hash.String()
	}
	if c, ok := protect.LookupCipher(name); ok {
		if c.AEAD {
			return "AEAD: needs no MAC"
		}
		return "needs a MAC"
	}
	if m, ok := protect.LookupMAC(name); ok {
		if m.EtM {
			return "encrypt-then-MAC"
		}
		return "encrypt-and-MAC"
	}
	switch {
	case strings.HasSuffix(name, "-cbc"):
		return "old: CBC"
	case name == "none":
		return "no compression"
	case name == "zlib@openssh.com":
		return "zlib, from the login on"
	case name == "zlib":
		return "zlib at once"
	case strings.Contains(name, "-cert-v"):
		return "certificate"
	case strings.HasPrefix(name, "sk-"), strings.HasPrefix(name, "webauthn-sk-"):
		return "key in a device"
	case name == "ssh-rsa", name == "ssh-dss":
		return "old: signs with SHA-1"
	case strings.Contains(name, "mldsa"):
		return "post-quantum composite"
	}
	return ""
}
