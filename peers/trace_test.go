package peers_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/trace"
)

// A recording is the trace of a library client, with all secrets.
type recording struct {
	*trace.Recorder
	mu      sync.Mutex // guards records
	records []trace.Record
}

func record() *recording {
	r := new(recording)
	r.Recorder = trace.NewRecorder(trace.Secrets, trace.Begin{Program: "peers", End: "client"}, func(rec trace.Record) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.records = append(r.records, rec)
	})
	return r
}

// verify checks, behind the end of the connection, that every byte of every packet is
// explained, and that the exchange hashes, keys, packets and MACs which the trace gives are
// those that were used.
func (r *recording) verify(t testing.TB) {
	t.Helper()
	r.End(nil)
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, err := trace.Verify(r.records); err != nil {
		t.Errorf("the trace: %v", err)
	}
	for _, rec := range r.records {
		p, ok := rec.(*trace.Packet)
		if !ok || p.Withheld != "" {
			continue
		}
		at := 0
		for s := range dissect.Leaves(p.Layout) {
			if s.Off != at {
				break
			}
			at = s.End()
			if s.Kind == dissect.Unknown && !strings.Contains(s.Note, "@") {
				t.Logf("%s: %s: %s", p.Message.Name, s.Name, s.Note)
			}
		}
		if at != p.Size-p.Compressed()+p.Inflated || p.Message.Error != "" {
			t.Errorf("%s: %d bytes of %d are explained; %s", p.Message.Name, at, p.Size, p.Message.Error)
		}
	}
}

// TestTsharkReadsOurCaptures has Debian's tshark decrypt connections by the secrets in the
// capture, and by those of the key log, and compares what it finds with the trace. Version
// 4.0 knows the ephemeral private keys of these methods, and these suites.
func TestTsharkReadsOurCaptures(t *testing.T) {
	k := newKeys(t)
	methods := []string{"curve25519-sha256", "diffie-hellman-group14-sha256", "diffie-hellman-group16-sha512"}
	s := sshd(t, k, serverOptions{kex: strings.Join(methods, ",")})
	_, port, err := net.SplitHostPort(s.addr)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range []struct{ kex, cipher, mac, rekey string }{
		{kex: methods[0], cipher: "aes128-gcm@openssh.com"},
		{kex: methods[0], cipher: "aes256-gcm@openssh.com"},
		{kex: methods[0], cipher: "aes128-ctr", mac: "hmac-sha2-256"},
		{kex: methods[0], cipher: "aes256-ctr", mac: "hmac-sha2-512"},
		{kex: methods[1], cipher: "aes128-gcm@openssh.com"},
		{kex: methods[2], cipher: "aes128-gcm@openssh.com"},
	} {
		t.Run(strings.Trim(c.kex+" "+c.cipher+" "+c.mac, " "), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			capture, log, secrets := filepath.Join(dir, "c.pcapng"), filepath.Join(dir, "keys"), filepath.Join(dir, "t.jsonl")
			j := job{suite: suite{c.cipher, c.mac}, kex: c.kex, command: "echo done"}
			got := runProgram(testContext(t), t, k, s, j, glassh(t), "trace",
				"--unsafe-secrets", secrets, "--pcapng", capture, "--keylog", log, "--keylog-format", "private-key")
			check(t, result{outcome: exited, stdout: "done\n"}, result{outcome: got.outcome, stdout: got.stdout})

			want := numbers(t, secrets)
			if len(want) < 18 {
				t.Fatalf("only %d packets: %v", len(want), want)
			}
			if diff := cmp.Diff(want, tshark(t, capture, port, "")); diff != "" {
				t.Errorf("by the secrets in the capture (-trace +tshark):\n%s", diff)
			}
			bare := filepath.Join(dir, "bare.pcapng")
			withoutSecrets(t, secrets, bare)
			if diff := cmp.Diff(want, tshark(t, bare, port, log)); diff != "" {
				t.Errorf("by the key log (-trace +tshark):\n%s", diff)
			}
			if i == 0 && cmp.Equal(want, tshark(t, bare, port, "")) {
				t.Error("tshark needs no secrets")
			}
		})
	}
}

// numbers returns the direction and message number of each packet of a trace.
func numbers(t *testing.T, file string) (list []string) {
	t.Helper()
	for _, r := range readTrace(t, file) {
		if p, ok := r.(*trace.Packet); ok {
			list = append(list, fmt.Sprintf("%s %d", p.Dir, p.Message.Number))
		}
	}
	return list
}

func readTrace(t *testing.T, file string) []trace.Record {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := trace.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// withoutSecrets makes the capture of a trace that is redacted.
func withoutSecrets(t *testing.T, file, capture string) {
	t.Helper()
	var public []trace.Record
	for _, r := range readTrace(t, file) {
		public = append(public, trace.Redact(r, trace.Public))
	}
	var b bytes.Buffer
	if err := trace.WritePcapng(&b, public, trace.PrivateKeys); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(capture, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// tshark returns the packets that tshark finds, as numbers does.
func tshark(t *testing.T, capture, port, keyLog string) (list []string) {
	t.Helper()
	args := []string{"-r", capture, "-d", "tcp.port==" + port + ",ssh", "-T", "fields", "-e", "tcp.dstport", "-e", "ssh.message_code"}
	if keyLog != "" {
		args = append(args, "-o", "ssh.keylog_file:"+keyLog)
	}
	cmd := exec.CommandContext(testContext(t), find(t, "tshark"), args...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tshark: %v\n%s", err, &errs)
	}
	for line := range strings.Lines(string(out)) {
		to, codes, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		dir := trace.ToClient
		if to == port {
			dir = trace.ToServer
		}
		for code := range strings.SplitSeq(codes, ",") {
			if _, err := strconv.Atoi(code); err == nil {
				list = append(list, fmt.Sprintf("%s %s", dir, code))
			}
		}
	}
	return list
}

// TestTracesOfDropbearsCiphers goes as far as the login, over each suite that both have.
func TestTracesOfDropbearsCiphers(t *testing.T) {
	k := newKeys(t)
	s := dropbear(t, k)
	for _, suite := range []suite{
		chacha, {"aes128-ctr", "hmac-sha2-256"}, {"aes256-ctr", "hmac-sha2-256"}, {"aes256-ctr", "hmac-sha1"},
	} {
		t.Run(suite.String(), func(t *testing.T) {
			if err := reachLogin(t, s, libraryConfig(t, job{suite: suite}.orDefaults(k), new(exchanges))); err != nil {
				t.Error(err)
			}
		})
	}
}
