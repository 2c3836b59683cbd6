package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/keys"
)

// The forms of -m, by ssh-keygen's names in upper case.
const (
	formRFC4716 = "RFC4716"
	formPKCS8   = "PKCS8"
	formPEM     = "PEM"
)

func keygenFormat(o *keygenOptions, name string) error {
	switch o.format = strings.ToUpper(name); o.format {
	case formRFC4716, formPKCS8, formPEM:
		return nil
	}
	return errors.New("there are RFC4716, PKCS8 and PEM")
}

// exportKey is glassh keygen -e: the public key of a file in another form.
func exportKey(e *env, o *keygenOptions) error {
	file, err := o.chooseFile(e, "Enter file in which the key is")
	if err != nil {
		return err
	}
	key, _, err := o.publicOf(e, file)
	if err != nil {
		return err
	}
	var text []byte
	switch o.format {
	case formPKCS8:
		text, err = key.MarshalSPKI()
	case formPEM:
		text, err = key.MarshalPEM()
	default:
		comment := fmt.Sprintf("%d-bit %s, converted by %s@%s from OpenSSH", key.Bits(), key.Label(), e.user, e.hostname)
		text = key.AppendRFC4716(nil, comment)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	_, err = e.stdout.Write(text)
	return err
}

// publicOf reads the public half of a key, and the comment, from a file of either
// half. An encrypted one that shows it is not decrypted.
func (o *keygenOptions) publicOf(e *env, file string) (public *keys.PublicKey, comment string, err error) {
	text, err := readKeyFile(file)
	if err != nil {
		return nil, "", err
	}
	defer mem.Wipe(text)
	if public, comment, err = keys.ParsePublicFile(text); err == nil {
		return public, comment, nil
	}
	key, private := keys.ParsePrivate(text)
	var encrypted *keys.EncryptedError
	var foreign *keys.FormatError
	switch {
	case private == nil:
		defer key.Wipe()
		return key.PublicKey(), key.Comment(), nil
	case errors.As(private, &encrypted) && encrypted.Public != nil:
		return encrypted.Public, commentOf(file), nil
	case errors.As(private, &encrypted):
		key, passphrase, err := o.load(e, file, "Enter passphrase: ")
		if err != nil {
			return nil, "", err
		}
		defer key.Wipe()
		defer mem.Wipe(passphrase)
		return key.PublicKey(), key.Comment(), nil
	case !errors.As(private, &foreign):
		err = private // it is a private key, and what is wrong is said of that
	}
	return nil, "", fmt.Errorf("%s: %w", file, err)
}

// importKey is glassh keygen -i: a public key of another form as a line. A private
// key of another form becomes OpenSSH's, as ssh-keygen prints one of ssh.com.
func importKey(e *env, o *keygenOptions) error {
	file, err := o.chooseFile(e, "Enter file in which the key is")
	if err != nil {
		return err
	}
	text, err := readKeyFile(file)
	if err != nil {
		return err
	}
	defer mem.Wipe(text)
	public, _, err := keys.ParsePublicFile(text)
	if err == nil {
		_, err = e.stdout.Write(public.AppendLine(nil, ""))
		return err
	}
	key, passphrase, private := o.decrypt(e, text, "Enter passphrase: ")
	if private != nil {
		var foreign *keys.FormatError
		if !errors.As(private, &foreign) {
			err = private
		}
		return fmt.Errorf("%s: %w", file, err)
	}
	defer key.Wipe()
	defer mem.Wipe(passphrase)
	out, err := o.marshal(key, passphrase)
	if err != nil {
		return err
	}
	defer mem.Wipe(out)
	_, err = e.stdout.Write(out)
	return err
}
