package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// askSecret asks for a passphrase on the terminal, or where standard input is none,
// takes a line of that; its end is an empty line. The caller wipes it.
func askSecret(e *env, prompt string) ([]byte, error) {
	if f, ok := e.stdin.(*os.File); ok && isTerminal(f) {
		return askPassword(prompt)
	}
	fmt.Fprint(e.stderr, prompt)
	line, err := readLine(e.stdin)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return line, err
}

// newPassphrase is -N, or what the user types twice; an empty one is none. The
// caller wipes it.
func (o *keygenOptions) newPassphrase(e *env, prompt string) ([]byte, error) {
	if o.new != nil {
		return []byte(*o.new), nil
	}
	for range 3 {
		passphrase, err := askSecret(e, prompt)
		if err != nil {
			return nil, err
		}
		again, err := askSecret(e, "Enter same passphrase again: ")
		same := err == nil && ct.Equal(passphrase, again).Public()
		mem.Wipe(again)
		if same {
			return passphrase, nil
		}
		mem.Wipe(passphrase)
		if err != nil {
			return nil, err
		}
		fmt.Fprintln(e.stdout, "Passphrases do not match.  Try again.")
	}
	return nil, errors.New("the passphrases did not match three times")
}

// load reads the private key of a file, and returns the passphrase that it took, if
// any: -P, or what the user types behind prompt. The caller wipes both.
func (o *keygenOptions) load(e *env, file, prompt string) (key *keys.PrivateKey, passphrase []byte, err error) {
	text, err := readPrivateFile(file)
	defer mem.Wipe(text)
	if err == nil {
		key, passphrase, err = o.decrypt(e, text, prompt)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", file, unwrapPath(err))
	}
	return key, passphrase, nil
}

// openKey is load for the file of -f, or the one that the user names.
func (o *keygenOptions) openKey(e *env, prompt string) (file string, key *keys.PrivateKey, passphrase []byte, err error) {
	if file, err = o.chooseFile(e, "Enter file in which the key is"); err != nil {
		return "", nil, nil, err
	}
	key, passphrase, err = o.load(e, file, prompt)
	return file, key, passphrase, err
}

func (o *keygenOptions) decrypt(e *env, text []byte, prompt string) (*keys.PrivateKey, []byte, error) {
	key, err := keys.ParsePrivate(text)
	var encrypted *keys.EncryptedError
	if !errors.As(err, &encrypted) {
		return key, nil, err
	}
	var passphrase []byte
	if o.old != nil {
		passphrase = []byte(*o.old)
	} else if passphrase, err = askSecret(e, prompt); err != nil {
		return nil, nil, err
	}
	if len(passphrase) == 0 {
		return nil, nil, keys.ErrPassphrase
	}
	if key, err = keys.ParsePrivateWithPassphrase(text, passphrase); err != nil {
		mem.Wipe(passphrase)
		return nil, nil, err
	}
	return key, passphrase, nil
}

// marshal makes the text of a private key file in the form that the flags ask for.
func (o *keygenOptions) marshal(key *keys.PrivateKey, passphrase []byte) ([]byte, error) {
	plain := len(passphrase) == 0
	switch {
	case plain && o.format == formPKCS8:
		return key.MarshalPKCS8()
	case plain && o.format == formPEM:
		return key.MarshalPEM()
	case plain:
		return key.Marshal(rand.Reader)
	case o.format == formPKCS8:
		return key.MarshalEncryptedPKCS8(rand.Reader, passphrase)
	case o.format == formPEM:
		return key.MarshalEncryptedPEM(rand.Reader, passphrase)
	}
	return key.MarshalEncrypted(rand.Reader, passphrase, keys.MarshalOptions{Cipher: o.cipher, Rounds: o.rounds})
}

// save writes a private key and, with public, the public one beside it. Only the
// user can read the private one at any time, and until it is whole, the file is what
// it was.
func (o *keygenOptions) save(file string, key *keys.PrivateKey, passphrase []byte, public bool) error {
	text, err := o.marshal(key, passphrase)
	if err != nil {
		return err
	}
	defer mem.Wipe(text)
	if err := replaceFile(file, text, 0o600); err != nil || !public {
		return err
	}
	return replaceFile(file+".pub", key.PublicKey().AppendLine(nil, key.Comment()), 0o644)
}

// replaceFile writes a file beside the one of that name, and puts it in its place.
func replaceFile(file string, text []byte, mode os.FileMode) error {
	if link, err := filepath.EvalSymlinks(file); err == nil {
		file = link // a link stays one
	}
	return placeFile(file, text, mode)
}

// placeFile is replaceFile, but that a link gives way to the file.
func placeFile(file string, text []byte, mode os.FileMode) error {
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // which is gone where all went well
	_, err = io.Copy(f, bytes.NewReader(text))
	if err := errors.Join(err, f.Chmod(mode), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}

// changePassphrase is glassh keygen -p.
func changePassphrase(e *env, o *keygenOptions) error {
	file, key, old, err := o.openKey(e, "Enter old passphrase: ")
	if err != nil {
		return err
	}
	defer key.Wipe()
	defer mem.Wipe(old)
	if comment := key.Comment(); comment != "" && !o.quiet {
		fmt.Fprintf(e.stdout, "Key has comment '%s'\n", wire.Escape([]byte(comment)))
	}
	passphrase, err := o.newPassphrase(e, "Enter new passphrase (empty for no passphrase): ")
	if err != nil {
		return err
	}
	defer mem.Wipe(passphrase)
	if err := o.save(file, key, passphrase, false); err != nil {
		return fmt.Errorf("%s: the key is as it was: %w", file, unwrapPath(err))
	}
	if !o.quiet {
		fmt.Fprintln(e.stdout, "Your identification has been saved with the new passphrase.")
	}
	return nil
}

// changeComment is glassh keygen -c.
func changeComment(e *env, o *keygenOptions) error {
	file, key, passphrase, err := o.openKey(e, "Enter passphrase: ")
	if err != nil {
		return err
	}
	defer key.Wipe()
	defer mem.Wipe(passphrase)
	old := "No existing comment"
	if comment := key.Comment(); comment != "" {
		old = "Old comment: " + wire.Escape([]byte(comment))
	}
	if !o.quiet {
		fmt.Fprintln(e.stdout, old)
	}
	comment := o.comment
	if !o.hasComment {
		fmt.Fprint(e.stdout, "New comment: ")
		line, err := readLine(e.stdin)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		comment = string(line)
	}
	key.SetComment(comment)
	if err := o.save(file, key, passphrase, true); err != nil {
		return fmt.Errorf("%s: %w", file, unwrapPath(err))
	}
	if !o.quiet {
		fmt.Fprintf(e.stdout, "Comment '%s' applied\n", wire.Escape([]byte(comment)))
	}
	return nil
}
