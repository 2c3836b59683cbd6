package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/sshsig"
	"github.com/glassh/glassh/wire"
)

// fileSignatures is glassh keygen -Y: signatures of files, of which the name of -Y says
// what to do. As in ssh-keygen, the exit status is 255 where a signature is not made
// or does not hold.
func fileSignatures(e *env, o *keygenOptions, args []string) error {
	var operation func(*env, *keygenOptions, []string) error
	needs := ""
	switch o.name {
	case "sign":
		operation, needs = signFiles, "fn"
	case "verify":
		operation, needs = verifySignature, "fnIs"
	case "check-novalidate":
		operation, needs = checkSignature, "ns"
	case "find-principals":
		operation, needs = findPrincipals, "fs"
	case "match-principals":
		operation, needs = matchPrincipals, "fI"
	default:
		return badUsage("-Y %s: there are sign, verify, check-novalidate, find-principals and match-principals", wire.Escape([]byte(o.name)))
	}
	for _, flag := range needs {
		if given, what := o.signatureFlag(flag); !given {
			return badUsage("Too few arguments for %s: missing %s (-%c)", o.name, what, flag)
		}
	}
	if len(args) > 0 && o.name != "sign" {
		return badUsage("%q is one argument too many", args[0])
	}
	return operation(e, o, args)
}

// signatureFlag says whether a flag is given, and what it is for.
func (o *keygenOptions) signatureFlag(flag rune) (given bool, what string) {
	switch {
	case flag == 'n':
		return o.principals != "", "namespace"
	case flag == 'I':
		return o.identity != "", "principal identity"
	case flag == 's':
		return o.signer != "", "signature file"
	case o.name == "sign":
		return o.hasFile, "key"
	}
	return o.hasFile, "allowed signers file"
}

// sigOptions are the values of -O.
type sigOptions struct {
	hash        string
	time        time.Time
	printPublic bool
}

func (o *keygenOptions) sigOptions() (so sigOptions, err error) {
	so = sigOptions{hash: sshsig.SHA512, time: time.Now()}
	for _, option := range o.options {
		name, value, hasValue := strings.Cut(option, "=")
		switch name = strings.ToLower(name); {
		case name == "hashalg" && hasValue && o.name == "sign":
			so.hash = strings.ToLower(value)
		case name == "verify-time" && hasValue && o.name != "sign":
			if so.time, err = sshsig.ParseTime(value, time.Local); err != nil {
				return so, badUsage("-O verify-time: %v", err)
			}
		case name == "print-pubkey" && !hasValue && o.name != "sign":
			so.printPublic = true
		default:
			return so, badUsage("-O %s is no option of -Y %s", option, o.name)
		}
	}
	return so, nil
}

// signFiles is -Y sign: a .sig file beside each file, or for standard input the
// signature on standard output.
func signFiles(e *env, o *keygenOptions, files []string) error {
	so, err := o.sigOptions()
	if err != nil {
		return err
	}
	signer, wipe, err := o.signingKey(e, len(files) == 0)
	if err != nil {
		return o.sigFailed(e, err)
	}
	defer wipe()
	if len(files) == 0 {
		o.say(e, "Signing data on standard input")
		s, err := sshsig.Sign(rand.Reader, signer, o.principals, so.hash, e.stdin)
		if err != nil {
			return o.sigFailed(e, fmt.Errorf("(stdin): %w", err))
		}
		_, err = e.stdout.Write(s.Armour())
		return err
	}
	for _, file := range files {
		if err := o.signFile(e, signer, so.hash, file); err != nil {
			return o.sigFailed(e, err)
		}
	}
	return nil
}

func (o *keygenOptions) signFile(e *env, signer keys.Signer, hash, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	o.say(e, "Signing file %s", file)
	s, err := sshsig.Sign(rand.Reader, signer, o.principals, hash, f)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	out := file + ".sig"
	if _, err := os.Lstat(out); err == nil {
		fmt.Fprintf(e.stdout, "%s already exists.\nOverwrite (y/n)? ", out)
		answer, _ := readLine(e.stdin)
		if len(answer) == 0 || answer[0]|0x20 != 'y' {
			return errors.New("not overwritten: " + out)
		}
	}
	if err := replaceFile(out, s.Armour(), 0o644); err != nil {
		return err
	}
	o.say(e, "Write signature to %s", out)
	return nil
}

// signingKey is the key of -f, which names the private key, its public key or its
// certificate: one that the agent has, or else the file's. With stdin taken by the
// message, a passphrase comes from a terminal.
func (o *keygenOptions) signingKey(e *env, stdinTaken bool) (signer keys.Signer, wipe func(), err error) {
	if signer, wipe, err = o.agentSigningKey(e); signer != nil || err != nil {
		return signer, wipe, err
	}
	text, err := readKeyFile(o.file)
	if err != nil {
		return nil, nil, err
	}
	defer mem.Wipe(text)
	file := o.file
	var cert *keys.PublicKey
	if public, _, err := keys.ParsePublicFile(text); err == nil {
		suffix := ".pub"
		if public.Certificate() != nil {
			suffix, cert = "-cert.pub", public
		}
		if file = strings.TrimSuffix(file, suffix); file == o.file {
			return nil, nil, fmt.Errorf("%s: is a public key, and its name does not end in %s: name the private key", file, suffix)
		}
	}
	if stdinTaken {
		quiet := *e
		quiet.stdin = strings.NewReader("")
		if tty, err := os.Open("/dev/tty"); err == nil {
			defer tty.Close()
			quiet.stdin = tty
		}
		e = &quiet
	}
	key, passphrase, err := o.load(e, file, "Enter passphrase for "+file+": ")
	mem.Wipe(passphrase)
	if err != nil {
		return nil, nil, err
	}
	if cert == nil {
		return key, key.Wipe, nil
	}
	if signer, err = keys.NewCertificateSigner(cert, key); err != nil {
		key.Wipe()
		return nil, nil, fmt.Errorf("%s: %w", o.file, err)
	}
	return signer, key.Wipe, nil
}

func (o *keygenOptions) say(e *env, format string, args ...any) {
	if !o.quiet {
		fmt.Fprintf(e.stderr, format+"\n", args...)
	}
}

// sigFailed tells why, and returns the status to end with.
func (o *keygenOptions) sigFailed(e *env, err error) error {
	var usage *usageError
	if errors.As(err, &usage) {
		return err
	}
	fmt.Fprintf(e.stderr, "glassh keygen: %s\n", strings.TrimPrefix(oneLine(err), "sshsig: "))
	return statusError(255)
}
