package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/glassh/glassh/ssh/keys"
)

// keygenOptions is the command line of glassh keygen. Flags that mean one thing to
// one verb and another to the next have a field that says the flag's letter.
type keygenOptions struct {
	verbs string // the letters of the verbs, as they came

	file       string // -f
	hasFile    bool
	typ        string // -t, a key type as package keys names it; "" is Ed25519
	algorithm  string // -t where it names one of RSA's signature algorithms, for -s
	bits       int    // -b; 0 is the usual length
	comment    string // -C
	hasComment bool
	old        *string // -P, the passphrase that there is
	new        *string // -N, the one that there shall be
	rounds     int     // -a; 0 is the usual number
	cipher     string  // -Z
	format     string  // -m
	hash       string  // -E
	quiet      bool    // -q
	verbose    bool    // -v

	name       string   // the argument of -F, -R and -Y
	record     string   // -r: a host, or for -Y revoked keys
	generic    bool     // -g
	signer     string   // -s: a CA, or for -Y verify a signature
	identity   string   // -I
	principals string   // -n: principals, or for -Y a namespace
	validity   string   // -V
	serial     string   // -z
	hostCert   bool     // -h
	inAgent    bool     // -U
	options    []string // -O
	update     bool     // -u
}

// A keygenVerb is one thing that glassh keygen does: what its letter stands for.
type keygenVerb struct {
	letter string
	// also are the verbs whose letters may stand beside it and then say how:
	// keygen -l -F shows fingerprints of what is found.
	also string
	run  func(e *env, o *keygenOptions, args []string) error
}

// keygenVerbs returns the verbs; where one may stand beside another, that comes
// first.
func keygenVerbs() []keygenVerb {
	return []keygenVerb{
		{"Y", "", fileSignatures},
		{"k", "", makeKRL},
		{"Q", "l", queryKRL},
		{"F", "lH", alone(findHost)},
		{"R", "", alone(removeHost)},
		{"A", "", alone(makeHostKeys)},
		{"L", "", alone(showCertificates)},
		{"p", "", alone(changePassphrase)},
		{"c", "", alone(changeComment)},
		{"H", "", alone(hashHosts)},
		{"e", "", alone(exportKey)},
		{"i", "", alone(importKey)},
		{"l", "", alone(listKeys)},
		{"B", "", alone(listKeys)},
		{"y", "", alone(printPublic)},
	}
}

// alone is a verb that takes no arguments behind the flags.
func alone(run func(e *env, o *keygenOptions) error) func(*env, *keygenOptions, []string) error {
	return func(e *env, o *keygenOptions, args []string) error {
		if len(args) > 0 {
			return badUsage("%q is one argument too many", args[0])
		}
		return run(e, o)
	}
}

// runKeygen is glassh keygen.
func runKeygen(e *env, args []string) error {
	o := new(keygenOptions)
	args, err := keygenFlags.parse(o, args)
	if err != nil {
		return err
	}
	if o.hostCert && o.signer == "" {
		return errHelp // whoever meant the other -h would say more
	}
	for _, v := range keygenVerbs() {
		if !strings.Contains(o.verbs, v.letter) {
			continue
		}
		for _, other := range o.verbs {
			if !strings.ContainsRune(v.letter+v.also, other) {
				return badUsage("-%s and -%c are two things", v.letter, other)
			}
		}
		return v.run(e, o, args)
	}
	if o.record != "" {
		return alone(printRecords)(e, o, args)
	}
	if o.signer != "" {
		return signCertificates(e, o, args)
	}
	return alone(makeKey)(e, o, args)
}

var keygenFlags = flags[keygenOptions]{
	verb("A", "", nil),
	verb("B", "", nil),
	verb("F", "HOST", func(o *keygenOptions) *string { return &o.name }),
	verb("H", "", nil),
	verb("L", "", nil),
	verb("Q", "", nil),
	verb("R", "HOST", func(o *keygenOptions) *string { return &o.name }),
	verb("Y", "OPERATION", func(o *keygenOptions) *string { return &o.name }),
	verb("c", "", nil),
	verb("e", "", nil),
	verb("i", "", nil),
	verb("k", "", nil),
	verb("l", "", nil),
	verb("p", "", nil),
	verb("y", "", nil),

	{name: "C", arg: "COMMENT", set: func(o *keygenOptions, s string) error { o.comment, o.hasComment = s, true; return nil }},
	{name: "E", arg: "HASH", set: keygenHash},
	{name: "I", arg: "ID", set: text(func(o *keygenOptions) *string { return &o.identity })},
	{name: "N", arg: "PASSPHRASE", set: func(o *keygenOptions, s string) error { o.new = &s; return nil }},
	{name: "O", arg: "OPTION", set: func(o *keygenOptions, s string) error { o.options = append(o.options, s); return nil }},
	{name: "P", arg: "PASSPHRASE", set: func(o *keygenOptions, s string) error { o.old = &s; return nil }},
	{name: "U", set: func(o *keygenOptions, _ string) error { o.inAgent = true; return nil }},
	{name: "V", arg: "START:END", set: text(func(o *keygenOptions) *string { return &o.validity })},
	{name: "Z", arg: "CIPHER", set: keygenCipher},
	{name: "a", arg: "ROUNDS", set: keygenRounds},
	{name: "b", arg: "BITS", set: keygenBits},
	{name: "f", arg: "FILE", set: func(o *keygenOptions, s string) error { o.file, o.hasFile = s, true; return nil }},
	{name: "g", set: func(o *keygenOptions, _ string) error { o.generic = true; return nil }},
	{name: "h", set: func(o *keygenOptions, _ string) error { o.hostCert = true; return nil }},
	{name: "m", arg: "FORMAT", set: keygenFormat},
	{name: "n", arg: "NAMES", set: text(func(o *keygenOptions) *string { return &o.principals })},
	{name: "q", set: func(o *keygenOptions, _ string) error { o.quiet = true; return nil }},
	{name: "r", arg: "HOST", set: text(func(o *keygenOptions) *string { return &o.record })},
	{name: "s", arg: "CA", set: text(func(o *keygenOptions) *string { return &o.signer })},
	{name: "t", arg: "TYPE", set: keygenType},
	{name: "u", set: func(o *keygenOptions, _ string) error { o.update = true; return nil }},
	{name: "v", set: func(o *keygenOptions, _ string) error { o.verbose = true; return nil }},
	{name: "z", arg: "SERIAL", set: text(func(o *keygenOptions) *string { return &o.serial })},

	{name: "D", lacks: "keys in PKCS#11 modules, which are C libraries"},
	{name: "K", lacks: "keys in FIDO devices"},
	{name: "M", lacks: "the generation of moduli"},
	{name: "w", lacks: "keys in FIDO devices"},
}

// verb is the flag of a verb, whose argument, if it has one, goes to a field.
func verb(letter, arg string, field func(*keygenOptions) *string) flag[keygenOptions] {
	return flag[keygenOptions]{name: letter, arg: arg, set: func(o *keygenOptions, s string) error {
		o.verbs += letter
		if field != nil {
			*field(o) = s
		}
		return nil
	}}
}

// text is a flag's setter of a field.
func text(field func(*keygenOptions) *string) func(*keygenOptions, string) error {
	return func(o *keygenOptions, s string) error { *field(o) = s; return nil }
}

func keygenHash(o *keygenOptions, hash string) error {
	switch o.hash = strings.ToLower(hash); o.hash {
	case "md5", "sha256":
		return nil
	}
	return errors.New("fingerprints are by sha256 or md5")
}

// keygenType takes ssh-keygen's short names, and those of the types.
func keygenType(o *keygenOptions, name string) error {
	switch name = strings.ToLower(name); name {
	case "dsa", "ssh-dss":
		return errors.New("DSA is broken, and not made here: take ed25519")
	case "ecdsa-sk", "ed25519-sk":
		return errors.New("such a key is made by a FIDO device, with ssh-keygen")
	}
	if name == "rsa-sha2-512" || name == "rsa-sha2-256" {
		o.typ, o.algorithm = "rsa", name
		return nil
	}
	for short, typ := range keygenTypes {
		if name == short || name == typ {
			o.typ = short
			return nil
		}
	}
	return fmt.Errorf("no type of keys is called that; there are %s", "ed25519, ecdsa, rsa, ed448, mldsa44-ed25519")
}

// keygenTypes are the types by ssh-keygen's names. ecdsa has more than one.
var keygenTypes = map[string]string{
	"ed25519": "ssh-ed25519", "ecdsa": "ecdsa-sha2-nistp256", "rsa": "ssh-rsa", "ed448": "ssh-ed448",
	"mldsa44-ed25519": "ssh-mldsa44-ed25519@openssh.com",
}

func keygenBits(o *keygenOptions, text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 1<<20 {
		return errors.New("this is no number of bits")
	}
	o.bits = n
	return nil
}

func keygenRounds(o *keygenOptions, text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 2048 {
		return errors.New("there are 1 to 2048 rounds")
	}
	o.rounds = n
	return nil
}

func keygenCipher(o *keygenOptions, name string) error {
	if !slices.Contains(keys.FileCiphers(), name) {
		return fmt.Errorf("keys are not encrypted with that; there are %s", strings.Join(keys.FileCiphers(), ", "))
	}
	o.cipher = name
	return nil
}
