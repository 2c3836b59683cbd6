package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/glassh/glassh/ssh/keys"
)

const keygenUsage = `usage: glassh keygen [-q] [-t ed25519] [-f FILE] [-C COMMENT] [-N ""]
       glassh keygen -l [-v] [-f FILE]
       glassh keygen -y [-f FILE]

Makes an Ed25519 key: FILE (~/.ssh/id_ed25519) gets the private half, FILE.pub the
public one, in OpenSSH's formats. Files are not encrypted yet.

  -f FILE      the file; without it, keygen asks
  -C COMMENT   what the key is called (user@host)
  -N ""        no passphrase; others are not supported yet
  -q           say nothing
  -l           print the fingerprints of the keys in FILE: a private or public key,
               authorized_keys or known_hosts; - is standard input
  -v           with -l: and their randomart
  -y           print the public half of the private key in FILE
`

// keygenOptions is the command line of glassh keygen.
type keygenOptions struct {
	file    string
	hasFile bool
	comment string
	hasName bool // a comment was given
	quiet   bool
	list    bool // -l
	art     bool // -v
	public  bool // -y
}

var keygenFlags = flags[keygenOptions]{
	{name: "C", arg: "COMMENT", set: func(o *keygenOptions, s string) error { o.comment, o.hasName = s, true; return nil }},
	{name: "E", arg: "HASH", set: onlySHA256},
	{name: "N", arg: "PASSPHRASE", set: noPassphrase},
	{name: "P", arg: "PASSPHRASE", set: noPassphrase},
	{name: "b", arg: "BITS", set: only256},
	{name: "f", arg: "FILE", set: func(o *keygenOptions, s string) error { o.file, o.hasFile = s, true; return nil }},
	{name: "l", set: func(o *keygenOptions, _ string) error { o.list = true; return nil }},
	{name: "q", set: func(o *keygenOptions, _ string) error { o.quiet = true; return nil }},
	{name: "t", arg: "TYPE", set: onlyEd25519},
	{name: "v", set: func(o *keygenOptions, _ string) error { o.art = true; return nil }},
	{name: "y", set: func(o *keygenOptions, _ string) error { o.public = true; return nil }},

	{name: "A", lacks: "making all host keys at once"},
	{name: "B", lacks: "bubblebabble"},
	{name: "D", lacks: "PKCS#11"},
	{name: "F", lacks: "searching known hosts"},
	{name: "H", lacks: "hashing known hosts"},
	{name: "I", lacks: "certificates"},
	{name: "K", lacks: "keys in devices"},
	{name: "L", lacks: "certificates"},
	{name: "M", lacks: "moduli"},
	{name: "O", lacks: "certificates, and keys in devices"},
	{name: "Q", lacks: "revocation lists"},
	{name: "R", lacks: "changing known hosts"},
	{name: "U", lacks: "certificates"},
	{name: "V", lacks: "certificates"},
	{name: "Y", lacks: "signatures of files"},
	{name: "Z", lacks: "encrypted keys"},
	{name: "a", lacks: "encrypted keys"},
	{name: "c", lacks: "changing a key's comment"},
	{name: "e", lacks: "conversion of keys"},
	{name: "g", lacks: "DNS records"},
	{name: "h", lacks: "certificates"},
	{name: "i", lacks: "conversion of keys"},
	{name: "k", lacks: "revocation lists"},
	{name: "m", lacks: "conversion of keys"},
	{name: "n", lacks: "certificates"},
	{name: "p", lacks: "encrypted keys"},
	{name: "r", lacks: "DNS records"},
	{name: "s", lacks: "certificates"},
	{name: "u", lacks: "revocation lists"},
	{name: "w", lacks: "keys in devices"},
	{name: "z", lacks: "certificates"},
}

func onlySHA256(_ *keygenOptions, hash string) error {
	if !strings.EqualFold(hash, "sha256") {
		return errors.New("fingerprints are by sha256 only, yet")
	}
	return nil
}

func onlyEd25519(_ *keygenOptions, typ string) error {
	switch strings.ToLower(typ) {
	case "ed25519", "ssh-ed25519":
		return nil
	case "rsa", "dsa", "ecdsa", "ecdsa-sk", "ed25519-sk":
		return errors.New("such keys are not supported yet, only ed25519")
	}
	return errors.New("no type of keys is called that; there is ed25519")
}

func only256(_ *keygenOptions, bits string) error {
	if bits != "256" {
		return errors.New("an Ed25519 key has 256 bits")
	}
	return nil
}

func noPassphrase(_ *keygenOptions, passphrase string) error {
	if passphrase != "" {
		// Not by its value: error messages are kept.
		return errHiddenPassphrase
	}
	return nil
}

var errHiddenPassphrase = badUsage("encrypted keys are not supported yet: the passphrase must be empty")

// runKeygen is glassh keygen.
func runKeygen(e *env, args []string) error {
	o := new(keygenOptions)
	args, err := keygenFlags.parse(o, args)
	switch {
	case err != nil:
		return err
	case len(args) > 0:
		return badUsage("%q is one argument too many", args[0])
	case o.list && o.public:
		return badUsage("-l and -y are two things")
	case o.list:
		return listKeys(e, o)
	case o.public:
		return printPublic(e, o)
	}
	return makeKey(e, o)
}

// chooseFile is -f, or what the user answers.
func (o *keygenOptions) chooseFile(e *env, question string) (string, error) {
	if o.hasFile {
		return o.file, nil
	}
	def := ""
	if e.home != "" {
		def = filepath.Join(e.home, ".ssh", "id_ed25519")
	}
	fmt.Fprintf(e.stdout, "%s (%s): ", question, def)
	answer, err := readLine(e.stdin)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	file := string(answer)
	if file == "" {
		file = def
	}
	if file == "" {
		return "", errors.New("there is no home directory: name a file with -f")
	}
	return file, nil
}

func makeKey(e *env, o *keygenOptions) error {
	say := e.stdout
	if o.quiet {
		say = io.Discard
	}
	fmt.Fprintln(say, "Generating public/private ed25519 key pair.")
	file, err := o.chooseFile(e, "Enter file in which to save the key")
	if err != nil {
		return err
	}
	if err := makeDirectory(e, say, file); err != nil {
		return err
	}
	if _, err := os.Lstat(file); err == nil {
		fmt.Fprintf(e.stdout, "%s already exists.\nOverwrite (y/n)? ", file)
		answer, _ := readLine(e.stdin)
		if len(answer) == 0 || answer[0]|0x20 != 'y' {
			return statusError(1)
		}
	}
	key, err := keys.GenerateEd25519(rand.Reader)
	if err != nil {
		return err
	}
	defer key.Wipe()
	comment := e.user + "@" + e.hostname
	if o.hasName {
		comment = o.comment
	}
	key.SetComment(comment)
	if err := saveKeyPair(file, key, rand.Reader); err != nil {
		return fmt.Errorf("the key is not saved: %w", err)
	}
	public := key.PublicKey()
	fmt.Fprintf(say, "Your identification has been saved in %s, without encryption\n", file)
	fmt.Fprintf(say, "Your public key has been saved in %s.pub\n", file)
	fmt.Fprintf(say, "The key fingerprint is:\n%s %s\n", public.Fingerprint(), comment)
	fmt.Fprintf(say, "The key's randomart image is:\n%s", drawKey(public.Blob()))
	return nil
}

// makeDirectory makes ~/.ssh for a key that goes there.
func makeDirectory(e *env, say io.Writer, file string) error {
	dir := filepath.Join(e.home, ".ssh")
	if e.home == "" || filepath.Dir(file) != dir {
		return nil
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	fmt.Fprintf(say, "Created directory '%s'.\n", dir)
	return nil
}

func printPublic(e *env, o *keygenOptions) error {
	file, err := o.chooseFile(e, "Enter file in which the key is")
	if err != nil {
		return err
	}
	key, err := loadPrivateKey(file)
	if err != nil {
		return err
	}
	defer key.Wipe()
	_, err = e.stdout.Write(key.PublicKey().AppendLine(nil, key.Comment()))
	return err
}
