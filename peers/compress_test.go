package peers_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/compress"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/trace"
)

// compressing asks a program for compression, and a library by libraryCompression.
const compressing = "Compression=yes"

// libraryCompression returns what a library is to offer: nil for the default.
func libraryCompression(j job) []string {
	for _, o := range j.options {
		if o == compressing {
			return compress.PreferredNames()
		}
	}
	return nil
}

// mixed is 8 MiB of text, with stretches that cannot be compressed.
func mixed(t testing.TB) []byte {
	t.Helper()
	var text []byte
	for _, dir := range []string{"../wire", "../ssh/transport", "../primitives/sha2"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			text = append(text, data...)
		}
	}
	random, err := io.ReadAll(stream(small))
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for i := 0; len(all) < small; i++ {
		all = append(append(all, text...), random[i*50_000:][:50_000]...)
	}
	return all[:small]
}

// TestCompressedTransfers moves 8 MiB there and back at once, through many exchanges of
// keys, and what cannot be compressed alone.
func TestCompressedTransfers(t *testing.T) {
	eachPair(t, serverOptions{rekey: "1M"}, func(t *testing.T, p pair, run *runner) {
		if strings.Contains(p.name, "xcrypto") {
			t.Skip("it has no compression")
		}
		j := job{options: []string{compressing}, rekey: "1M", verbose: true}
		data := mixed(t)
		var back bytes.Buffer
		echo := j
		echo.command, echo.stdin, echo.stdout = "cat", bytes.NewReader(data), &back
		r := run.do(t, echo)
		if r.outcome != exited || r.status != 0 || sha256.Sum256(back.Bytes()) != sha256.Sum256(data) {
			t.Errorf("%q %d, %d bytes of %d came back: %v\n%s", r.outcome, r.status, back.Len(), len(data), r.err, tail(r.stderr, 2000))
		}
		n := r.exchanges
		if run.server.exchanged != nil {
			n = run.server.exchanges()
		}
		if n < 3 {
			t.Errorf("keys were exchanged %d times", n)
		}
		upload(t, run, j, 1<<20)
		download(t, run, j, 1<<20)
		isCompressed(t, p, run, r)
	})
}

// isCompressed looks at the log of whoever tells.
func isCompressed(t *testing.T, p pair, run *runner, r result) {
	t.Helper()
	text := r.stderr + run.server.log.String()
	if strings.Contains(p.name, "server=sshd") && strings.Contains(p.name, "library") {
		return // TestCompressedTraces sees it
	}
	for _, want := range []string{"compression: zlib@openssh.com", "compression zlib@openssh.com"} {
		if strings.Contains(text, want) {
			return
		}
	}
	t.Errorf("nobody says that it compresses:\n%s", tail(text, 2000))
}

// TestCompressedConversation sends a line after the other's answer, many times: small
// packets, each of which must come out whole at once.
func TestCompressedConversation(t *testing.T) {
	eachPair(t, serverOptions{}, func(t *testing.T, p pair, run *runner) {
		in, type_ := io.Pipe()
		answers, out := io.Pipe()
		failed := make(chan error, 1)
		go func() { // the end of the job stops it
			defer type_.Close()
			for i := range 200 {
				line := fmt.Sprintf("line %d, which is much like the others\n", i)
				if i%10 == 0 {
					line = "\n"
				}
				if _, err := io.WriteString(type_, line); err != nil {
					failed <- err
					return
				}
				got := make([]byte, len(line))
				if _, err := io.ReadFull(answers, got); err != nil || string(got) != line {
					failed <- fmt.Errorf("line %d: %q, %v", i, got, err)
					return
				}
			}
			failed <- nil
		}()
		r := run.do(t, job{options: []string{compressing}, command: "cat", stdin: in, stdout: out})
		out.Close()
		in.Close()
		if err := <-failed; err != nil || r.outcome != exited || r.status != 0 {
			t.Errorf("%v; %q %d: %v\n%s", err, r.outcome, r.status, r.err, tail(r.stderr, 2000))
		}
	})
}

// TestOtherClientsCompress has clients that ask for compression, or do so anyhow.
func TestOtherClientsCompress(t *testing.T) {
	k := newKeys(t)
	s := glasshServe(t, k, serverOptions{})
	data := mixed(t)
	ppk, key := k.user.path+".ppk", k.user.path+".dropbear"
	runTool(t, "puttygen", k.user.path, "-O", "private", "-o", ppk)
	runTool(t, "dropbearconvert", "openssh", "dropbear", k.user.path, key)
	for name, args := range map[string][]string{
		"plink": {"-C", "-ssh", "-batch", "-P", s.port(), "-l", me(t), "-i", ppk,
			"-hostkey", k.host.private.PublicKey().Fingerprint(), "127.0.0.1", "cat"},
		"dbclient": {"-y", "-y", "-p", s.port(), "-l", me(t), "-i", key, "127.0.0.1", "cat"},
	} {
		t.Run(name, func(t *testing.T) {
			before := s.log.count("compression zlib@openssh.com")
			cmd := exec.CommandContext(testContext(t), find(t, name), args...)
			cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
			var out, errs bytes.Buffer
			cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(data), &out, &errs
			if err := cmd.Run(); err != nil || !bytes.Equal(out.Bytes(), data) {
				t.Errorf("%v, %d bytes of %d came back; %s", err, out.Len(), len(data), tail(errs.String(), 1000))
			}
			if s.log.count("compression zlib@openssh.com") == before {
				t.Error("it does not compress")
			}
		})
	}
}

// TestDropbearCompresses logs in to dropbear.
func TestDropbearCompresses(t *testing.T) {
	k := newKeys(t)
	s := dropbearFor(t, k)
	run := &runner{keys: k, client: library, server: s}
	data := mixed(t)
	var back bytes.Buffer
	r := run.do(t, job{options: []string{compressing}, rekey: "1M", command: "cat", stdin: bytes.NewReader(data), stdout: &back})
	if r.outcome != exited || r.status != 0 || !bytes.Equal(back.Bytes(), data) {
		t.Errorf("%q %d, %d bytes of %d came back: %v\n%s", r.outcome, r.status, back.Len(), len(data), r.err, s.log)
	}
	if r.exchanges < 3 {
		t.Errorf("keys were exchanged %d times", r.exchanges)
	}
	r = run.do(t, job{options: []string{compressing}, command: "echo done"}) // with a trace that is verified
	if r.stdout != "done\n" {
		t.Errorf("%q, %v", r.stdout, r.err)
	}
}

// TestCompressionOfOpenSSHsNames compares the lists of both programs' -Q.
func TestCompressionOfOpenSSHsNames(t *testing.T) {
	ours := strings.Fields(output(t, glassh(t), "ssh", "-Q", "compression"))
	for _, name := range strings.Fields(output(t, find(t, "ssh"), "-Q", "compression")) {
		if !strings.Contains(strings.Join(ours, " "), name) {
			t.Errorf("%s is not among %q", name, ours)
		}
	}
}

// TestCompressedTraces verifies what our client traces of a connection to sshd.
func TestCompressedTraces(t *testing.T) {
	k := newKeys(t)
	s := sshd(t, k, serverOptions{})
	ctx, cancel := context.WithTimeout(testContext(t), 20*time.Second)
	defer cancel()
	r := record()
	cfg := &ssh.ClientConfig{
		User: me(t), Auth: []ssh.Auth{ssh.PublicKeys(keys.Signer(k.user.private))},
		HostKey: ssh.FixedHostKey(k.host.private.PublicKey()), Algorithms: ssh.Algorithms{Compression: compress.PreferredNames()}, Tracer: r,
	}
	cl, err := ssh.Dial(ctx, s.addr, cfg)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		out, err := cl.Run(ctx, "seq 5000")
		if err != nil || len(out) < 20_000 {
			t.Fatal(len(out), err)
		}
		if i == 1 {
			if err := cl.Rekey(); err != nil {
				t.Fatal(err)
			}
		}
	}
	cl.Close()
	cl.Wait()
	r.verify(t)
	compressed := 0
	for _, rec := range r.records {
		if p, ok := rec.(*trace.Packet); ok && p.Inflated > 0 {
			compressed++
		}
	}
	if compressed < 20 {
		t.Errorf("%d packets are compressed", compressed)
	}
}
