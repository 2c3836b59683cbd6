package peers_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os/exec"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/compress"
	"github.com/glassh/glassh/ssh/keys"
)

// asyncsshCompressing runs cat on a server: its input is what it has got, and what came back is
// its output. Keys are exchanged after each MiB: it sends data behind its own KEXINIT, which
// RFC 4253 §7.1 forbids.
const asyncsshCompressing = `
import asyncio, asyncssh, sys
port, method, key, data = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.stdin.buffer.read()
async def main():
    async with asyncssh.connect('127.0.0.1', port, username='user', client_keys=[key], known_hosts=None, config=None,
                                agent_path=None, compression_algs=[method], rekey_bytes=1 << 20) as c:
        r = await c.run('cat', input=data, encoding=None, check=True)
        sys.stdout.buffer.write(r.stdout)
asyncio.run(main())
`

// paramikoCompressing is likewise.
const paramikoCompressing = `
import paramiko, sys, threading
port, method, key, data = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.stdin.buffer.read()
t = paramiko.Transport(('127.0.0.1', port))
t.get_security_options().compression = (method,)
t.packetizer.REKEY_BYTES = 1 << 20
t.connect(username='user', pkey=paramiko.Ed25519Key.from_private_key_file(key))
c = t.open_session()
c.exec_command('cat')
def send():
    c.sendall(data)
    c.shutdown_write()
threading.Thread(target=send, daemon=True).start()
f = c.makefile('rb')
sys.stdout.buffer.write(f.read())
t.close()
`

// TestPythonsClientsCompress has both methods, on a server that offers them.
func TestPythonsClientsCompress(t *testing.T) {
	k := newKeys(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	log := new(exchanges)
	srv := &ssh.Server{
		HostKeys: []keys.Signer{k.host.private}, Algorithms: ssh.Algorithms{Compression: compress.Names()},
		Logger: slog.New(log), PublicKey: func(_ context.Context, _ ssh.Login, key *keys.PublicKey) (any, error) {
			if !key.Equal(k.user.private.PublicKey()) {
				return nil, errors.New("another key")
			}
			return nil, nil
		},
	}
	srv.Handle("exec", func(s *ssh.Session) { io.Copy(s, s) })
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan struct{})
	go func() { // the end of ctx stops it
		defer close(served)
		srv.Serve(ctx, ln)
	}()
	defer func() { cancel(); <-served }()
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	data := mixed(t)[:3<<20]
	for name, script := range map[string]string{"asyncssh": asyncsshCompressing, "paramiko": paramikoCompressing} {
		for _, method := range []string{"zlib", "zlib@openssh.com"} {
			t.Run(name+"/"+method, func(t *testing.T) {
				cmd := exec.CommandContext(testContext(t), "/usr/bin/python3", "-W", "ignore", "-c", script, port, method, k.user.path)
				before := log.count()
				var out, errs bytes.Buffer
				cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(data), &out, &errs
				if err := cmd.Run(); err != nil || !bytes.Equal(out.Bytes(), data) {
					t.Errorf("%v, %d bytes of %d came back\n%s", err, out.Len(), len(data), tail(errs.String(), 2000))
				}
				if n := log.count() - before; n < 2 {
					t.Errorf("want keys exchanged again, got %d times", n)
				}
			})
		}
	}
}

// TestPythonsServersCompress has each method, with new keys after each MiB of either side.
func TestPythonsServersCompress(t *testing.T) {
	for _, method := range []string{"zlib", "zlib@openssh.com"} {
		for name, start := range map[string]func(t *testing.T, k *keyring) *server{
			"asyncssh": func(t *testing.T, k *keyring) *server {
				return asyncsshWith(t, k, "rekey_bytes=1 << 20, compression_algs=['"+method+"']")
			},
			"paramiko": func(t *testing.T, k *keyring) *server {
				return paramikoWith(t, k, "serve(prepare=lambda t: setattr(t.get_security_options(), 'compression', ('"+method+"',)))")
			},
		} {
			t.Run(name+"/"+method, func(t *testing.T) {
				k := newKeys(t)
				s := start(t, k)
				counter := new(exchanges)
				cfg := &ssh.ClientConfig{
					User: "user", Auth: []ssh.Auth{ssh.PublicKeys(keys.Signer(k.user.private))},
					HostKey:    ssh.FixedHostKey(k.host.private.PublicKey()),
					Algorithms: ssh.Algorithms{Compression: compress.Names()}, Logger: slog.New(counter),
				}
				cfg.Rekey.Bytes = 1 << 20
				ctx := testContext(t)
				cl, err := ssh.Dial(ctx, s.addr, cfg)
				if err != nil {
					t.Fatal(err)
				}
				defer cl.Close()
				data := mixed(t)[:3<<20]
				var back bytes.Buffer
				cmd := cl.Command("cat")
				cmd.Stdin, cmd.Stdout = bytes.NewReader(data), &back
				if err := cmd.Run(ctx); err != nil || !bytes.Equal(back.Bytes(), data) {
					t.Errorf("%v, %d bytes of %d came back\n%s", err, back.Len(), len(data), s.log)
				}
				if n := counter.count(); n < 2 {
					t.Errorf("want keys exchanged again, got %d times", n)
				}
				if a := cl.Algorithms(); a.ServerToClient.Compression != method {
					t.Errorf("negotiated %v", a)
				}
			})
		}
	}
}
