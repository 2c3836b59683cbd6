package main

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/keys"
)

const keygenUsage = `usage: glassh keygen [-q] [-t TYPE] [-b BITS] [-f FILE] [-C COMMENT]
              [-N PASSPHRASE] [-a ROUNDS] [-Z CIPHER] [-m FORMAT]
       glassh keygen -p [-f FILE] [-P PASSPHRASE] [-N PASSPHRASE] [-a ROUNDS]
              [-Z CIPHER] [-m FORMAT]
       glassh keygen -c [-f FILE] [-P PASSPHRASE] [-C COMMENT]
       glassh keygen -l [-v] [-E HASH] [-f FILE]
       glassh keygen -B [-f FILE]
       glassh keygen -y [-f FILE] [-P PASSPHRASE]
       glassh keygen -e|-i [-f FILE] [-m FORMAT]
       glassh keygen -F HOST [-lvH] [-f FILE]
       glassh keygen -R HOST [-f FILE]
       glassh keygen -H [-f FILE]
       glassh keygen -A [-f DIRECTORY]
       glassh keygen -s CA -I ID [-hU] [-n NAMES] [-V START:END] [-z SERIAL]
              [-O OPTION] FILE.pub…
       glassh keygen -L [-f FILE]
       glassh keygen -Y sign -f KEY -n NAMESPACE [-U] [-O hashalg=HASH] [FILE…]
       glassh keygen -Y verify -f ALLOWED -I NAME -n NAMESPACE -s SIGNATURE
              [-r REVOKED] [-O verify-time=TIME] [-O print-pubkey] < FILE
       glassh keygen -Y check-novalidate -n NAMESPACE -s SIGNATURE < FILE
       glassh keygen -Y find-principals -f ALLOWED -s SIGNATURE
       glassh keygen -Y match-principals -f ALLOWED -I NAME
       glassh keygen -k -f KRL [-u] [-s CA|none] [-z VERSION] [-C COMMENT] FILE…
       glassh keygen -Q [-l] -f KRL [FILE.pub…]
       glassh keygen -r HOST [-g] [-f FILE] [-O hashalg=HASH]

Makes a key: FILE (~/.ssh/id_TYPE) gets the private half, FILE.pub the public one,
in OpenSSH's formats.

  -t TYPE      ed25519 (without it), ecdsa, rsa, ed448, mldsa44-ed25519
  -b BITS      of an RSA key (3072), or which curve of ECDSA: 256, 384 or 521
  -f FILE      the file; without it, keygen asks
  -C COMMENT   what the key is called (user@host)
  -N PASSPHRASE, -P PASSPHRASE
               the new one, which encrypts the private half unless it is empty, and
               the one that there is; without them, keygen asks
  -a ROUNDS    of bcrypt_pbkdf, which slow down whoever tries passphrases (24)
  -Z CIPHER    what encrypts the file (aes256-ctr)
  -m FORMAT    of the private half: RFC4716 (OpenSSH's own, without it), PKCS8 or PEM
  -e           print the public key in FILE in the form of -m
  -i           print the key in FILE, which is in one of those forms or PuTTY's, in
               OpenSSH's
  -p           change the passphrase of the key in FILE
  -c           change its comment
  -q           say nothing
  -l           print the fingerprints of the keys in FILE: a private or public key,
               authorized_keys or known_hosts; - is standard input
  -E HASH      fingerprints by sha256 or md5
  -v           with -l: and their randomart
  -B           print the fingerprints by SHA-1 as texts that can be spoken
  -y           print the public half of the private key in FILE
  -F HOST      find a host in FILE (~/.ssh/known_hosts); -l: its fingerprints;
               -H: print the lines with the host's name hashed
  -R HOST      remove a host's keys from FILE; FILE.old is what was
  -H           hash the names of all hosts in FILE; FILE.old is what was
  -s CA        certify public keys with the private key CA: FILE-cert.pub is written
  -U           the private half of the public key CA, or KEY, is in the agent of
               $SSH_AUTH_SOCK
  -I ID        what logs and revocation lists call the certificate
  -n NAMES     the users, or with -h the hosts, that it is for: alice,bob
  -h           it is for hosts
  -V START:END when it is good, as YYYYMMDD[HHMM[SS]][Z], +2w, -1d, always, forever;
               without START:, from now on; without -V, always
  -z SERIAL    its number; +SERIAL counts up from file to file
  -O OPTION    clear, force-command=…, source-address=…, verify-required,
               [no-]permit-pty and so on, critical:…, extension:…
  -L           show the certificates in FILE
  -A           make the host keys that are missing in DIRECTORY/etc/ssh
  -Y sign      sign each FILE (FILE.sig is written), or standard input, with the
               private key KEY, or as the certificate KEY-cert.pub; NAMESPACE says
               what for, as "file" does; HASH is sha512 or sha256
  -Y verify    whether standard input was signed by NAME, whose keys are in ALLOWED,
               in the form of ssh-keygen(1), ALLOWED SIGNERS; and not by one of those
               in REVOKED, a KRL or a list of keys
  -Y check-novalidate
               whether it was signed by the key in the signature, whosever that is
  -Y find-principals, -Y match-principals
               whose the key of a signature is; which lines are for NAME
  -k           make the revocation list KRL of what each FILE says, in the form of
               ssh-keygen(1), KEY REVOCATION LISTS; -u adds to what is there; the
               numbers and IDs in FILE are those of certificates by CA, or with none
               by anybody
  -Q           whether public keys and certificates are revoked; -l lists what is
  -r HOST      print the DNS records of HOST's keys: that in FILE, or those of this
               machine; -g for name servers that do not know SSHFP
`

// chooseFile is -f, or what the user answers.
func (o *keygenOptions) chooseFile(e *env, question string) (string, error) {
	if o.hasFile {
		return o.file, nil
	}
	def := ""
	if e.home != "" {
		def = filepath.Join(e.home, ".ssh", "id_"+strings.ReplaceAll(o.shortType(), "-", "_"))
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
	if err := o.checkBits(); err != nil {
		return err
	}
	say := e.stdout
	if o.quiet {
		say = io.Discard
	}
	fmt.Fprintf(say, "Generating public/private %s key pair.\n", o.shortType())
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
	key, err := o.generate(e)
	if err != nil {
		return err
	}
	defer key.Wipe()
	passphrase, err := o.newPassphrase(e, fmt.Sprintf("Enter passphrase for %q (empty for no passphrase): ", file))
	if err != nil {
		return err
	}
	defer mem.Wipe(passphrase)
	if err := o.save(file, key, passphrase, true); err != nil {
		return fmt.Errorf("the key is not saved: %w", err)
	}
	public := key.PublicKey()
	how := ""
	if len(passphrase) == 0 {
		how = ", without encryption"
	}
	fmt.Fprintf(say, "Your identification has been saved in %s%s\n", file, how)
	fmt.Fprintf(say, "Your public key has been saved in %s.pub\n", file)
	fmt.Fprintf(say, "The key fingerprint is:\n%s %s\n", public.Fingerprint(), key.Comment())
	fmt.Fprintf(say, "The key's randomart image is:\n%s", drawKey(public.Blob()))
	return nil
}

// shortType is what ssh-keygen calls the type to be made.
func (o *keygenOptions) shortType() string { return cmp.Or(o.typ, "ed25519") }

// checkBits refuses a length that the type does not have. As in ssh-keygen, -b is not
// looked at for types that have one length.
func (o *keygenOptions) checkBits() error {
	switch {
	case o.bits == 0:
	case o.typ == "rsa" && (o.bits < 2048 || o.bits > 16384 || o.bits%2 != 0):
		return badUsage("-b %d: an RSA key has 2048 to 16384 bits, an even number", o.bits)
	case o.typ == "ecdsa" && o.bits != 256 && o.bits != 384 && o.bits != 521:
		return badUsage("-b %d: an ECDSA key has 256, 384 or 521 bits", o.bits)
	}
	return nil
}

// generate makes the key that was asked for, with its comment.
func (o *keygenOptions) generate(e *env) (*keys.PrivateKey, error) {
	typ, bits := keygenTypes[o.shortType()], 0
	switch o.typ {
	case "rsa":
		bits = o.bits
	case "ecdsa":
		typ = fmt.Sprintf("ecdsa-sha2-nistp%d", cmp.Or(o.bits, 256))
	}
	key, err := keys.Generate(typ, rand.Reader, bits)
	if err != nil {
		return nil, err
	}
	comment := e.user + "@" + e.hostname
	if o.hasComment {
		comment = o.comment
	}
	key.SetComment(comment)
	return key, nil
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
	_, key, passphrase, err := o.openKey(e, "Enter passphrase: ")
	if err != nil {
		return err
	}
	defer key.Wipe()
	defer mem.Wipe(passphrase)
	_, err = e.stdout.Write(key.PublicKey().AppendLine(nil, key.Comment()))
	return err
}
