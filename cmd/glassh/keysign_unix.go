//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// keysignProgram is OpenSSH's helper, which is set to run as root: it signs requests for
// hostbased by the keys of this machine, if they tell the truth of its user and of its
// name at the other end of the connection, and /etc/ssh/ssh_config has EnableSSHKeysign
// (ssh-keysign(8)).
var keysignProgram = "/usr/lib/openssh/ssh-keysign"

// A keysigner is a key that ssh-keysign has. The request and its answer are
//
//	uint32 length │ byte version, 2 │ uint32 number of the socket │ string what to sign
//	uint32 length │ byte version, 2 │ string signature
type keysigner struct {
	d      *dialer
	public *keys.PublicKey
}

const (
	keysignVersion = 2
	keysignSocket  = 3 // the first of exec.Cmd.ExtraFiles
	maxKeysign     = 256 << 10
)

// keysigners returns the keys whose public halves are beside a file.
func (d *dialer) keysigners(file string) (list []keys.Signer) {
	for _, name := range []string{file + "-cert.pub", file + ".pub"} {
		if public, err := readPublicKey(name); err == nil {
			list = append(list, &keysigner{d, public})
		}
	}
	return list
}

// PublicKey returns the public half.
func (k *keysigner) PublicKey() *keys.PublicKey { return k.public }

// Algorithms returns the signature algorithms of the key.
func (k *keysigner) Algorithms() []string { return k.public.Algorithms() }

// Sign has ssh-keysign sign a request, which names the algorithm.
func (k *keysigner) Sign(_ io.Reader, _ string, message []byte) ([]byte, error) {
	conn, ok := k.d.conn.(interface{ File() (*os.File, error) })
	if !ok {
		return nil, errors.New("ssh-keysign looks at a socket, and there is none")
	}
	socket, err := conn.File() // another descriptor of it
	if err != nil {
		return nil, err
	}
	defer socket.Close()
	request := wire.AppendString(wire.AppendUint32([]byte{keysignVersion}, keysignSocket), message)
	cmd := exec.Command(keysignProgram)
	cmd.ExtraFiles = []*os.File{socket}
	cmd.Stdin = bytes.NewReader(wire.AppendString(nil, request))
	out, errs := limited{most: maxKeysign}, limited{most: maxKeysign}
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, errors.New("ssh-keysign: " + err.Error() + ": " + wire.Escape(bytes.TrimSpace(errs.text)))
	}
	return parseKeysign(out.text)
}

// parseKeysign reads the answer.
func parseKeysign(out []byte) ([]byte, error) {
	r := wire.NewReader(out)
	answer := wire.NewReader(r.Bytes())
	version, signature := answer.Byte(), answer.Bytes()
	if r.End() != nil || answer.End() != nil || version != keysignVersion {
		return nil, errors.New("ssh-keysign: its answer is malformed")
	}
	return signature, nil
}
