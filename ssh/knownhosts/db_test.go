package knownhosts_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/knownhosts"
)

// kind says what Check answered: "known", "unknown", "changed", "other type",
// "revoked", with lines.
func kind(place knownhosts.Place, err error) string {
	var revoked *knownhosts.RevokedError
	var changed *knownhosts.ChangedError
	var unknown *knownhosts.UnknownError
	line := func(n int) string { return string(rune('0' + n)) }
	switch {
	case err == nil:
		return "known " + line(place.Line)
	case errors.As(err, &revoked):
		return "revoked " + line(revoked.Line)
	case errors.As(err, &changed):
		s := "changed"
		if changed.OtherType {
			s = "other type"
		}
		for _, e := range changed.Entries {
			s += " " + line(e.Line)
		}
		return s
	case errors.As(err, &unknown):
		s := "unknown"
		for _, e := range unknown.OtherNames {
			s += " " + line(e.Line)
		}
		return s
	}
	return err.Error()
}

func TestCheck(t *testing.T) {
	good, other := newKey(1), newKey(2)
	k1, k2 := good.String(), other.String()
	hashed := knownhosts.Hashed
	for _, c := range []struct {
		name  string
		lines []string
		host  string
		port  int
		want  string
	}{
		{"nothing known", nil, "box", 22, "unknown"},
		{"known", []string{"box " + k1}, "box", 22, "known 1"},
		{"known, in capitals", []string{"box " + k1}, "BOX", 0, "known 1"},
		{"another key", []string{"box " + k2}, "box", 22, "changed 1"},
		{"one of several keys", []string{"box " + k2, "box " + rsaKey, "box " + k1}, "box", 22, "known 3"},
		{"none of several keys", []string{"box " + k2, "box " + rsaKey, "box " + newKey(3).String()}, "box", 22, "changed 1 3"},
		{"a key of another type", []string{"box " + rsaKey, "box " + ecdsaKey}, "box", 22, "other type 1 2"},
		{"the key of another host", []string{"crate " + k1, "barrel " + k1}, "box", 22, "unknown 1 2"},
		{"a wildcard", []string{"*.lan " + k1}, "a.lan", 22, "known 1"},
		{"a wildcard that excludes", []string{"*.lan,!a.lan " + k1}, "a.lan", 22, "unknown 1"},
		{"hashed", []string{hashed("crate") + " " + k2, hashed("box") + " " + k1}, "box", 22, "known 2"},
		{"hashed, another key", []string{hashed("box") + " " + k2}, "box", 22, "changed 1"},
		{"hashed with a port", []string{hashed("[box]:2222") + " " + k1}, "box", 2222, "known 1"},
		{"a port", []string{"[box]:2222 " + k1}, "box", 2222, "known 1"},
		{"another port", []string{"[box]:2222 " + k1}, "box", 2223, "unknown 1"},
		{"a port, known without it", []string{"box " + k1}, "box", 2222, "known 1"},
		{"a port, changed without it", []string{"box " + k2}, "box", 2222, "unknown"},
		{"a port with another key, known without it", []string{"[box]:2222 " + k2, "box " + k1}, "box", 2222, "changed 1"},
		{"no port, known with one", []string{"[box]:2222 " + k1}, "box", 22, "unknown 1"},
		{"an IPv6 address", []string{"[2001:db8::1]:2222 " + k1}, "2001:DB8::1", 2222, "known 1"},
		{"revoked", []string{"box " + k1, "@revoked box " + k1}, "box", 22, "revoked 2"},
		{"revoked everywhere", []string{"box " + k1, "@revoked * " + k1}, "box", 2222, "revoked 2"},
		{"revoked without the port", []string{"[box]:2222 " + k1, "@revoked box " + k1}, "box", 2222, "revoked 2"},
		{"revoked for another host", []string{"box " + k1, "@revoked crate " + k1}, "box", 22, "known 1"},
		{"another key revoked", []string{"@revoked box " + k2}, "box", 22, "unknown"},
		{"a certificate authority", []string{"@cert-authority box " + k1}, "box", 22, "unknown"},
		{"a bad line before", []string{"box ssh-ed25519 ?", "box " + k1}, "box", 22, "known 2"},
	} {
		db := knownhosts.Open(write(t, c.lines...))
		if got := kind(db.Check(c.host, c.port, good)); got != c.want {
			t.Errorf("%s: want %s, got %s", c.name, c.want, got)
		}
	}
}

func TestErrorsNameThePlaceAndBothKeys(t *testing.T) {
	file := write(t, "# first", "box "+newKey(2).String())
	_, err := knownhosts.Open(file).Check("box", 22, newKey(1))
	for _, want := range []string{file + ":2", newKey(1).Fingerprint(), newKey(2).Fingerprint(), "box", "ED25519"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("want %s in %q", want, err)
		}
	}
}

func TestSeveralFilesAndMissingOnes(t *testing.T) {
	user, global := write(t, "a "+newKey(1).String()), write(t, "b "+newKey(1).String(), "@revoked * "+newKey(2).String())
	db := knownhosts.Open(user, filepath.Join(t.TempDir(), "missing"), global)
	if place, err := db.Check("b", 22, newKey(1)); err != nil || place.File != global {
		t.Errorf("want %s, got %v, %v", global, place, err)
	}
	if got := kind(db.Check("a", 22, newKey(2))); got != "revoked 2" {
		t.Errorf("want revoked 2, got %s", got)
	}
	entries, err := db.Lookup("a", 22)
	if err != nil || len(entries) != 2 {
		t.Errorf("Lookup: want 2 entries, got %d, %v", len(entries), err)
	}
}

// What cannot be read could hold a revocation.
func TestUnreadableFileIsAnError(t *testing.T) {
	db := knownhosts.Open(t.TempDir()) // a directory
	_, err := db.Check("box", 22, newKey(1))
	var unknown *knownhosts.UnknownError
	if err == nil || errors.As(err, &unknown) || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("want an error of reading, got %v", err)
	}
}

func TestBadLinesAreWarnedOfOnce(t *testing.T) {
	file := write(t, "box nonsense", "box "+newKey(1).String(), "@no x y z")
	db := knownhosts.Open(file)
	var mu sync.Mutex // guards got
	var got []string
	db.Warn = func(err error) {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, strings.SplitN(strings.TrimPrefix(err.Error(), file), ":", 3)[1])
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, err := db.Check("box", 22, newKey(1)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if diff := cmp.Diff([]string{"1", "3"}, got); diff != "" {
		t.Errorf("lines warned of (-want +got):\n%s", diff)
	}
}

func TestAlgorithmsOfKnownKeys(t *testing.T) {
	db := knownhosts.Open(write(t,
		"box "+rsaKey, "box "+newKey(1).String(), "@revoked box "+ecdsaKey, "@cert-authority *.lan "+ecdsaKey,
		"crate "+ecdsaKey, "[crate]:2222 "+newKey(2).String(), "a.lan "+ecdsaKey))
	const suffix = "-cert-v01@openssh.com"
	box := []string{"rsa-sha2-512", "rsa-sha2-256", "rsa-sha2-512" + suffix, "rsa-sha2-256" + suffix, "ssh-ed25519", "ssh-ed25519" + suffix}
	ecdsa := []string{"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256" + suffix}
	var others []string // certificates, but for the one above
	for _, name := range keys.SupportedCertificates() {
		if name != ecdsa[1] {
			others = append(others, name)
		}
	}
	for _, c := range []struct {
		host string
		port int
		want []string
	}{
		{"box", 22, box},
		{"box", 2222, box},
		{"crate", 22, ecdsa},
		{"crate", 2222, []string{"ssh-ed25519", "ssh-ed25519" + suffix}},
		{"b.lan", 2222, keys.SupportedCertificates()},
		{"barrel", 22, nil},
	} {
		got, err := db.Algorithms(c.host, c.port)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s:%d (-want +got):\n%s", c.host, c.port, diff)
		}
	}
}

func TestAddMakesFileAndDirectory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "home", ".ssh")
	file := filepath.Join(dir, "known_hosts")
	if err := knownhosts.Add(file, "Box", 2222, newKey(1), false); err != nil {
		t.Fatal(err)
	}
	if want, got := "[box]:2222 "+newKey(1).String()+"\n", read(t, file); got != want {
		t.Errorf("want %q, got %q", want, got)
	}
	if runtime.GOOS == "windows" {
		return // which has no such modes
	}
	for name, want := range map[string]fs.FileMode{file: 0o600, dir: 0o700 | fs.ModeDir} {
		info, err := os.Stat(name)
		if err != nil || info.Mode() != want {
			t.Errorf("%s: want mode %v, got %v, %v", name, want, info.Mode(), err)
		}
	}
}

func TestAddEndsAnUnfinishedLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "known_hosts")
	first := "a " + newKey(1).String()
	if err := os.WriteFile(file, []byte(first), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"b", "c"} {
		if err := knownhosts.Add(file, host, 22, newKey(2), false); err != nil {
			t.Fatal(err)
		}
	}
	want := first + "\nb " + newKey(2).String() + "\nc " + newKey(2).String() + "\n"
	if diff := cmp.Diff(want, read(t, file)); diff != "" {
		t.Errorf("file (-want +got):\n%s", diff)
	}
}

func TestAddHashed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "known_hosts")
	for range 2 {
		if err := knownhosts.Add(file, "Secret-Host", 22, newKey(1), true); err != nil {
			t.Fatal(err)
		}
	}
	text := read(t, file)
	lines := strings.Split(text, "\n")
	if strings.Contains(strings.ToLower(text), "secret") || lines[0] == lines[1] || !strings.HasPrefix(text, "|1|") {
		t.Errorf("the name shows, or the salt repeats:\n%s", text)
	}
	if got := kind(knownhosts.Open(file).Check("secret-host", 22, newKey(1))); got != "known 1" {
		t.Errorf("want known 1, got %s", got)
	}
}

func TestAddRefusesNamesThatMeanMore(t *testing.T) {
	file := filepath.Join(t.TempDir(), "known_hosts")
	for _, host := range []string{"", "*", "a?", "!a", "a,b", "a b", "a\tb", "a\nb", "|1|a|b", "@revoked", "#a", "[a]", "a\x00", "\x1b[2J", "é"} {
		if err := knownhosts.Add(file, host, 22, newKey(1), false); err == nil {
			t.Errorf("%q is added", host)
		}
	}
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file was made: %v", err)
	}
}

func TestAddAtTheSameTime(t *testing.T) {
	file := filepath.Join(t.TempDir(), "known_hosts")
	var wg sync.WaitGroup
	for i := range byte(20) {
		wg.Go(func() {
			if err := knownhosts.Add(file, "host", 1000+int(i), newKey(i), false); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	entries, bad := knownhosts.Parse(file, []byte(read(t, file)))
	if len(entries) != 20 || len(bad) != 0 {
		t.Errorf("want 20 entries, got %d, %v", len(entries), bad)
	}
}
