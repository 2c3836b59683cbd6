package peers_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStreamsStayApart(t *testing.T) {
	eachPair(t, serverOptions{}, func(t *testing.T, _ pair, run *runner) {
		r := run.do(t, job{
			command: `cat; echo err1 >&2; echo out2; echo err2 >&2; exit 7`,
			stdin:   strings.NewReader("in1\nin2\n"),
		})
		want := result{outcome: exited, status: 7, stdout: "in1\nin2\nout2\n", stderr: "err1\nerr2\n"}
		check(t, want, r)
	})
}

func TestOnlyAcceptedVariablesAreSet(t *testing.T) {
	const value = "two words, \"quoted\"\tß"
	eachPair(t, serverOptions{}, func(t *testing.T, _ pair, run *runner) {
		r := run.do(t, job{
			command: `printf '%s|%s' "$PEER_GIVEN" "$PEER_REFUSED"`,
			env:     []string{"PEER_GIVEN=" + value, "PEER_REFUSED=no"},
		})
		check(t, result{outcome: exited, stdout: value + "|"}, r)
	})
}

func TestExitStatusesArriveWhole(t *testing.T) {
	eachPair(t, serverOptions{}, func(t *testing.T, _ pair, run *runner) {
		for _, status := range []string{"0", "1", "127", "254"} {
			r := run.do(t, job{command: "exit " + status})
			check(t, result{outcome: exited, status: map[string]int{"0": 0, "1": 1, "127": 127, "254": 254}[status]}, r)
		}
	})
}

func TestCommandEndedBySignal(t *testing.T) {
	eachPair(t, serverOptions{}, func(t *testing.T, p pair, run *runner) {
		r := run.do(t, job{command: "kill -TERM $$; sleep 10", verbose: true})
		want := result{outcome: killed, signal: "TERM"}
		if strings.Contains(p.name, "client=ssh/") {
			want.signal = "" // OpenSSH's client does not say which
		}
		r.stderr = ""
		check(t, want, r)
	})
}

func TestWrongHostKeyIsRefused(t *testing.T) {
	eachPair(t, serverOptions{}, func(t *testing.T, _ pair, run *runner) {
		r := run.do(t, job{command: "echo reached", host: run.keys.stranger})
		r.stderr = ""
		check(t, result{outcome: wrongHost}, r)
	})
}

func TestWrongUserKeyIsRefused(t *testing.T) {
	eachPair(t, serverOptions{}, func(t *testing.T, _ pair, run *runner) {
		r := run.do(t, job{command: "echo reached", user: run.keys.stranger})
		r.stderr = ""
		check(t, result{outcome: wrongUser}, r)
	})
}

// check compares what a job should have come to with what it has.
func check(t *testing.T, want, got result) {
	t.Helper()
	err := got.err
	want.err, got.err, want.exchanges, got.exchanges = nil, nil, 0, 0
	if d := cmp.Diff(want, got, cmp.AllowUnexported(result{})); d != "" {
		t.Errorf("result (-want +got), error %v:\n%s", err, d)
	}
}

// TestKeyFilesAreReadByBoth compares the fingerprints that the two programs print
// for keys that each of them made.
func TestKeyFilesAreReadByBoth(t *testing.T) {
	keys := newKeys(t)
	for _, key := range []*keyPair{keys.host, keys.user} {
		want := output(t, find(t, "ssh-keygen"), "-lf", key.path+".pub")
		if got := output(t, glassh(t), "keygen", "-l", "-f", key.path+".pub"); got != want {
			t.Errorf("want %q, as ssh-keygen prints it, got %q", want, got)
		}
		if !strings.Contains(want, key.private.PublicKey().Fingerprint()) {
			t.Errorf("want the fingerprint %s, got %q", key.private.PublicKey().Fingerprint(), want)
		}
		want = output(t, find(t, "ssh-keygen"), "-y", "-f", key.path)
		if got := output(t, glassh(t), "keygen", "-y", "-f", key.path); got != want {
			t.Errorf("want the public half %q, got %q", want, got)
		}
	}
}

func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		t.Fatalf("%s %v: %v", name, args, err)
	}
	return string(out)
}
