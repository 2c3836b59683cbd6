package knownhosts_test

import (
	"context"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/knownhosts"
)

// A person answers a policy's questions in turn and keeps what is shown.
type person struct {
	answers   []string // after the last one, the input ends
	questions []string
	shown     string
}

func (p *person) prompt(_ context.Context, question string) (string, error) {
	p.questions = append(p.questions, question)
	if len(p.answers) == 0 {
		return "", io.EOF
	}
	answer := p.answers[0]
	p.answers = p.answers[1:]
	return answer, nil
}

func policy(mode knownhosts.Mode, file string, p *person) *knownhosts.Policy {
	return &knownhosts.Policy{
		DB: knownhosts.Open(file), Mode: mode, Prompt: p.prompt,
		Warn: func(text string) { p.shown += text },
	}
}

func TestModesDecide(t *testing.T) {
	k1, k2 := newKey(1).String(), newKey(2).String()
	for _, c := range []struct {
		name  string
		lines []string
		want  map[knownhosts.Mode]string // "ok", "added", "insecure", "refused"
	}{
		{"a known key", []string{"box " + k1}, map[knownhosts.Mode]string{
			knownhosts.Ask: "ok", knownhosts.AcceptNew: "ok", knownhosts.Yes: "ok", knownhosts.No: "ok"}},
		{"an unknown host", nil, map[knownhosts.Mode]string{
			knownhosts.Ask: "added", knownhosts.AcceptNew: "added", knownhosts.Yes: "refused", knownhosts.No: "added"}},
		{"a changed key", []string{"box " + k2}, map[knownhosts.Mode]string{
			knownhosts.Ask: "refused", knownhosts.AcceptNew: "refused", knownhosts.Yes: "refused", knownhosts.No: "insecure"}},
		{"a key of another type", []string{"box " + rsaKey}, map[knownhosts.Mode]string{
			knownhosts.Ask: "added", knownhosts.AcceptNew: "refused", knownhosts.Yes: "refused", knownhosts.No: "added"}},
		{"a revoked key", []string{"box " + k1, "@revoked * " + k1}, map[knownhosts.Mode]string{
			knownhosts.Ask: "refused", knownhosts.AcceptNew: "refused", knownhosts.Yes: "refused", knownhosts.No: "refused"}},
	} {
		for mode, want := range c.want {
			file := write(t, c.lines...)
			before := read(t, file)
			p := &person{answers: []string{"yes"}}
			v, err := policy(mode, file, p).Decide(t.Context(), "box", 22, "", newKey(1))
			got := "ok"
			switch {
			case err != nil:
				got = "refused"
				var refused *knownhosts.RefusedError
				if !errors.As(err, &refused) || !strings.HasPrefix(err.Error(), "Host key verification failed") {
					t.Errorf("%s, %v: want a *RefusedError, got %v", c.name, mode, err)
				}
			case v.Insecure:
				got = "insecure"
			case v.Added:
				got = "added"
			}
			if got != want {
				t.Errorf("%s, %v: want %s, got %s (%v)", c.name, mode, want, got, err)
			}
			wantFile := before
			if want == "added" {
				wantFile += "box " + k1 + "\n"
			}
			if diff := cmp.Diff(wantFile, read(t, file)); diff != "" {
				t.Errorf("%s, %v: file (-want +got):\n%s", c.name, mode, diff)
			}
			if asked := len(p.questions) > 0; asked != (mode == knownhosts.Ask && want == "added") {
				t.Errorf("%s, %v: asked %q", c.name, mode, p.questions)
			}
		}
	}
}

func TestWithNobodyToAskAnUnknownKeyIsRefused(t *testing.T) {
	file := write(t)
	p := &knownhosts.Policy{DB: knownhosts.Open(file)}
	err := p.Check(t.Context(), "box:22", nil, newKey(1))
	if err == nil || !strings.Contains(err.Error(), "nobody to ask") {
		t.Errorf("want a refusal, got %v", err)
	}
	var unknown *knownhosts.UnknownError
	if !errors.As(err, &unknown) || !unknown.Key.Equal(newKey(1)) {
		t.Errorf("want the key in an *UnknownError, got %v", err)
	}
}

func TestQuestionShowsWhatThereIsToKnow(t *testing.T) {
	file := write(t, "crate "+newKey(1).String(), knownhosts.Hashed("barrel")+" "+newKey(1).String(), "[box]:2222 "+rsaKey)
	p := &person{answers: []string{"yes"}}
	remote := &net.TCPAddr{IP: net.ParseIP("192.0.2.7"), Port: 2222}
	if err := policy(knownhosts.Ask, file, p).Check(t.Context(), "Box:2222", remote, newKey(1)); err != nil {
		t.Fatal(err)
	}
	want := `The authenticity of host '[box]:2222 ([192.0.2.7]:2222)' cannot be established.
ED25519 key fingerprint is ` + newKey(1).Fingerprint() + `.
The host is known with keys of other types:
    ` + file + `:3: RSA ` + rsaPrint + `
This key is known by other names:
    ` + file + `:1: crate
    ` + file + `:2: (hashed name)
Do you want to continue connecting (yes/no/[fingerprint])? `
	if diff := cmp.Diff([]string{want}, p.questions); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
	want = "Warning: Permanently added '[box]:2222' (ED25519) to the list of known hosts.\n"
	if p.shown != want {
		t.Errorf("shown: want %q, got %q", want, p.shown)
	}
}

func TestFingerprintsOfAnotherForm(t *testing.T) {
	file := write(t, "box "+rsaKey)
	p := &person{answers: []string{newKey(1).Fingerprint(), keys.FingerprintMD5(newKey(1).Blob())}}
	policy := policy(knownhosts.Ask, file, p)
	policy.Fingerprint = keys.FingerprintMD5
	if err := policy.Check(t.Context(), "box:22", nil, newKey(1)); err != nil {
		t.Fatal(err)
	}
	if q := strings.Join(p.questions, ""); strings.Contains(q, "SHA256:") || strings.Count(q, "MD5:") != 2 || len(p.questions) != 2 {
		t.Errorf("asked %q", p.questions)
	}
	if err := policy.Check(t.Context(), "box:22", nil, newKey(2)); err == nil || strings.Contains(p.shown, "SHA256:") {
		t.Errorf("got %v, %q", err, p.shown)
	}
}

func TestAnswers(t *testing.T) {
	print := newKey(1).Fingerprint()
	for _, c := range []struct {
		answers []string
		asked   int
		want    bool
	}{
		{[]string{"yes"}, 1, true},
		{[]string{" YES \r"}, 1, true},
		{[]string{print}, 1, true},
		{[]string{"no"}, 1, false},
		{[]string{""}, 1, false},
		{nil, 1, false}, // end of input
		{[]string{"y", "ok", "yes"}, 3, true},
		{[]string{"y", "no"}, 2, false},
		{[]string{newKey(2).Fingerprint(), "no"}, 2, false},
		{[]string{strings.ToLower(print), "no"}, 2, false},
		{[]string{strings.TrimPrefix(print, "SHA256:"), print}, 2, true},
	} {
		p := &person{answers: c.answers}
		file := write(t)
		err := policy(knownhosts.Ask, file, p).Check(t.Context(), "box", nil, newKey(1))
		if (err == nil) != c.want || len(p.questions) != c.asked {
			t.Errorf("%q: want %v after %d questions, got %v after %d", c.answers, c.want, c.asked, err, len(p.questions))
		}
		if added := read(t, file) != "\n"; added != c.want {
			t.Errorf("%q: added: %v", c.answers, added)
		}
	}
}

func TestNonsenseWithoutEndIsARefusal(t *testing.T) {
	n := 0
	p := &knownhosts.Policy{DB: knownhosts.Open(write(t)), Prompt: func(context.Context, string) (string, error) {
		n++
		return "what?", nil
	}}
	if err := p.Check(t.Context(), "box", nil, newKey(1)); err == nil || n > 100 {
		t.Errorf("asked %d times: %v", n, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	n = 0
	if err := p.Check(ctx, "box", nil, newKey(1)); err == nil || n != 0 {
		t.Errorf("a cancelled check asked %d times: %v", n, err)
	}
}

func TestChangedKeyIsShownInAFrame(t *testing.T) {
	file := write(t, "# a", "box "+newKey(2).String(), "box "+newKey(3).String())
	p := &person{}
	err := policy(knownhosts.Ask, file, p).Check(t.Context(), "box", nil, newKey(1))
	var changed *knownhosts.ChangedError
	if !errors.As(err, &changed) || len(changed.Entries) != 2 || len(p.questions) != 0 {
		t.Fatalf("want a *ChangedError without a question, got %v", err)
	}
	for _, want := range []string{
		"REMOTE HOST IDENTIFICATION HAS CHANGED", file + ":2", file + ":3",
		newKey(1).Fingerprint(), newKey(2).Fingerprint(), newKey(3).Fingerprint(),
		"remove line 2 of " + file + " and remove line 3 of " + file,
	} {
		if !strings.Contains(p.shown, want) {
			t.Errorf("want %q in:\n%s", want, p.shown)
		}
	}
	frame := strings.SplitN(p.shown, "\n", 4)[:3]
	if len(frame[0]) != len(frame[1]) || frame[0] != frame[2] {
		t.Errorf("the frame is not straight:\n%s", strings.Join(frame, "\n"))
	}
}

func TestAliasAndHashAndOtherFile(t *testing.T) {
	file, to := write(t), filepath.Join(t.TempDir(), "new", "known_hosts")
	who := &person{}
	p := policy(knownhosts.AcceptNew, file, who)
	p.Alias, p.File, p.Hash = "Cluster", to, true
	if err := p.Check(t.Context(), "node7:2222", nil, newKey(1)); err != nil {
		t.Fatal(err)
	}
	if got := kind(knownhosts.Open(to).Check("cluster", 22, newKey(1))); got != "known 1" {
		t.Errorf("want known 1, got %s", got)
	}
	if text := read(t, to); !strings.HasPrefix(text, "|1|") {
		t.Errorf("not hashed: %s", text)
	}
}

func TestFailureToRememberIsAWarning(t *testing.T) {
	who := &person{}
	p := policy(knownhosts.AcceptNew, write(t), who)
	p.File = t.TempDir() // a directory
	v, err := p.Decide(t.Context(), "box", 22, "", newKey(1))
	if err != nil || v.Added || !strings.Contains(who.shown, "could not be added") {
		t.Errorf("want a warning, got %+v, %v, %q", v, err, who.shown)
	}
}

func TestOrderPutsKnownKeysFirst(t *testing.T) {
	p := policy(knownhosts.Ask, write(t, "box "+ecdsaKey), &person{})
	names := []string{"ssh-ed25519", "rsa-sha2-512", "ecdsa-sha2-nistp256"}
	want := []string{"ecdsa-sha2-nistp256", "ssh-ed25519", "rsa-sha2-512"}
	if diff := cmp.Diff(want, p.Order("box:22", names)); diff != "" {
		t.Errorf("known host (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(names, p.Order("crate", names)); diff != "" {
		t.Errorf("unknown host (-want +got):\n%s", diff)
	}
}

func TestParseMode(t *testing.T) {
	for s, want := range map[string]knownhosts.Mode{
		"ask": knownhosts.Ask, "accept-new": knownhosts.AcceptNew, "yes": knownhosts.Yes, "TRUE": knownhosts.Yes,
		"no": knownhosts.No, "off": knownhosts.No,
	} {
		if got, err := knownhosts.ParseMode(s); err != nil || got != want {
			t.Errorf("%s: want %v, got %v, %v", s, want, got, err)
		}
	}
	if _, err := knownhosts.ParseMode("maybe"); err == nil {
		t.Error("maybe is a mode")
	}
}

// What else revokes keys is asked before the files are, and in every mode.
func TestRevokedElsewhere(t *testing.T) {
	revoked := errors.New("krl: key is revoked")
	file := write(t, "box "+newKey(1).String(), "box "+newKey(2).String())
	for _, mode := range []knownhosts.Mode{knownhosts.Ask, knownhosts.AcceptNew, knownhosts.Yes, knownhosts.No} {
		p := policy(mode, file, new(person))
		p.Revoked = func(key *keys.PublicKey) error {
			if key.Equal(newKey(1)) {
				return revoked
			}
			return nil
		}
		_, err := p.Decide(t.Context(), "box", 22, "", newKey(1))
		if !errors.Is(err, revoked) || err.Error() != "Host key verification failed: key is revoked" {
			t.Errorf("%v: want it refused, got %v", mode, err)
		}
		if _, err := p.Decide(t.Context(), "box", 22, "", newKey(2)); err != nil {
			t.Errorf("%v, another key: %v", mode, err)
		}
	}
}
