package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/glassh/glassh/cmd/glassh/internal/bench"
)

// little is the shortest measurement there is.
var little = []string{"bench", "--quick", "--alg", "sha256", "--size", "64,1k"}

func TestBenchMistakes(t *testing.T) {
	dir := t.TempDir()
	other := filepath.Join(dir, "other.json")
	write(t, other, `{"schema": "glassh-bench/2"}`)
	text := filepath.Join(dir, "text")
	write(t, text, "some text")
	for _, c := range []struct {
		args   string
		status int
		stderr string
	}{
		{"bench --alg rot13", 2, `there is no algorithm "rot13"; there are aes128-gcm, `},
		{"bench --alg aes128-gcm,", 2, `--alg: an empty name is in "aes128-gcm,"`},
		{"bench --op dance", 2, `there is no operation "dance"; there are aead-seal, `},
		{"bench --tier avx9", 2, `there is no tier "avx9"; there are generic, `},
		{"bench --size 0", 2, `--size: "0" is no size; a size is a number of bytes, or of KiB with a k, from 1 to 1024k`},
		{"bench --format xml", 2, `--format: there is no format "xml"; there are table, go, json, html`},
		{"bench --quick --full", 2, "--quick and --full exclude each other"},
		{"bench now", 2, `"now" is one argument too many`},
		{"bench --op", 2, "--op needs an argument, LIST"},
		{"bench --alg x25519 --op stream", 1, "nothing of that can be measured: no algorithm does that, or has messages of such a size"},
		{"bench --alg x25519 --tier shani", 1, "nothing of that can be measured: shani: there is no such implementation in this program"},
		{"bench --quick --alg x25519 -o " + dir, 1, "open " + dir + ": is a directory"},
		{"bench compare", 2, "compare takes two files of glassh bench --format json, not 0"},
		{"bench compare a b c", 2, "compare takes two files of glassh bench --format json, not 3"},
		{"bench compare --tier x a b", 2, "there is no flag --tier"},
		{"bench compare " + dir + "/none " + other, 1, "open " + dir + "/none: no such file or directory"},
		{"bench compare " + other + " " + text, 1, other + `: its schema is "glassh-bench/2", and only "glassh-bench/1" can be read`},
		{"bench compare " + text + " " + other, 1, text + `: it is not JSON: `},
		{"tiers --measure --fast", 2, "there is no flag --fast"},
	} {
		stdout, stderr, status := glassh(t, strings.Fields(c.args)...)
		name, _, _ := strings.Cut(c.args, " ")
		if status != c.status || stdout != "" || !strings.HasPrefix(stderr, "glassh "+name+": "+c.stderr) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("glassh %s:\nwant %d, %s…\ngot  %d, %q, %s", c.args, c.status, c.stderr, status, stdout, stderr)
		}
	}
}

func TestBenchInEveryFormat(t *testing.T) {
	for format, want := range map[string]string{
		"table": `(?s)^glassh +0\..*\nhash, 1024 B +ns +q1 +q3 +MB/s.*\n  sha256 +generic .* 1\.00x +0\n.*hash by size, ns +64 B +1024 B`,
		"go":    `(?s)^goos: .*\nBenchmarkHash/alg=sha256/tier=generic/size=64-1\t\d+\t[0-9.]+ ns/op\t`,
		"json":  `^\{\n "schema": "glassh-bench/1",\n`,
		"html":  `(?s)^<!DOCTYPE html>.*<svg class="chart".*</html>\n$`,
	} {
		stdout, stderr, status := glassh(t, append(little, "--format", format)...)
		if status != 0 || stderr != "" || !regexp.MustCompile(want).MatchString(stdout) {
			t.Errorf("%s: got %d, %q, %.2000s", format, status, stderr, stdout)
		}
		for _, name := range []string{"alice", "wonderland"} { // what testEnv says
			if strings.Contains(stdout, name) {
				t.Errorf("%s: %s is in it", format, name)
			}
		}
	}
}

// TestBenchIsAnonymous runs the program with names in its environment that must not
// come out, and looks for those of this machine, as words, too.
func TestBenchIsAnonymous(t *testing.T) {
	for _, format := range []string{"table", "go", "json", "html"} {
		stdout, stderr, status := program(t, "glassh", []string{"HOME=/home/mallory", "USER=mallory", "LOGNAME=mallory", "HOSTNAME=castle"},
			append(little, "--format", format)...)
		if status != 0 || stderr != "" { // which is no terminal: there is no progress
			t.Fatalf("got %d, %q", status, stderr)
		}
		names := []string{"mallory", "castle"}
		if host, err := os.Hostname(); err == nil && len(host) > 3 {
			names = append(names, host)
		}
		if u, err := user.Current(); err == nil {
			names = append(names, u.HomeDir+"/", u.Username+"@")
		}
		if dir, err := os.Getwd(); err == nil {
			names = append(names, dir, filepath.Dir(filepath.Dir(dir)))
		}
		for _, name := range names {
			if len(name) > 1 && strings.Contains(stdout, name) {
				t.Errorf("%s: %s is in it", format, name)
			}
		}
	}
}

func TestBenchReplacesAFileWhenItIsDone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "result")
	write(t, file, strings.Repeat("old and long\n", 10000))
	stdout, stderr, status := glassh(t, append(little, "--format", "json", "-o", file)...)
	if status != 0 || stdout != "" || stderr != "" {
		t.Fatalf("got %d, %q, %q", status, stdout, stderr)
	}
	f, err := bench.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(read(t, file), "old") {
		t.Error("what was in the file is still there")
	}
	for _, r := range f.Results {
		if r.Alg != "sha256" || r.Size != 64 && r.Size != 1024 {
			t.Errorf("not asked for: %+v", r)
		}
	}

	// What fails leaves the file alone.
	write(t, file, "old")
	if _, _, status := glassh(t, "bench", "--quick", "--alg", "x25519", "--tier", "shani", "-o", file); status == 0 || read(t, file) != "old" {
		t.Errorf("got %d and %q", status, read(t, file))
	}
}

// A full is a disk without room.
type full struct{}

var errFull = errors.New("no space left on device")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestBenchSaysThatItCouldNotWrite(t *testing.T) {
	for _, format := range benchFormats {
		e, _, stderr := testEnv(t, "")
		e.stdout = full{}
		status := run(append([]string{"glassh"}, append(little, "--format", format.name)...), e)
		if want := "glassh bench: no space left on device\n"; status != 1 || stderr.String() != want {
			t.Errorf("%s: want 1, %q, got %d, %q", format.name, want, status, stderr.String())
		}
	}
}

func TestBenchCompareReadsWhatBenchWrites(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "laptop.json"), filepath.Join(dir, "server.json")
	for _, file := range []string{a, b} {
		if _, stderr, status := glassh(t, append(little, "--format", "json", "-o", file)...); status != 0 {
			t.Fatal(stderr)
		}
	}
	stdout, stderr, status := glassh(t, "bench", "compare", a, b, "--op", "hash", "--size", "1k")
	if status != 0 || stderr != "" || !regexp.MustCompile(`(?s)^A  laptop .*\nB  server .*\nThe same tier.*  hash  +sha256 +1024 +generic .*The best tier of each`).MatchString(stdout) {
		t.Errorf("got %d, %q, %s", status, stderr, stdout)
	}
	if strings.Contains(stdout, dir) {
		t.Errorf("the directory is in it: %s", stdout)
	}
	_, stderr, status = glassh(t, "bench", "compare", a, "--op", "sign", b)
	if want := "glassh bench: neither file has the operation \"sign\"; there are hash\n"; status != 1 || stderr != want {
		t.Errorf("want %q, got %d, %q", want, status, stderr)
	}
}

func TestProgressIsOneLine(t *testing.T) {
	var b bytes.Buffer
	p := countdown{w: &b}
	p.show(0, 0, "checking")
	p.show(0, 4, "hash sha256")
	p.show(2, 4, "hash sha512")
	p.clear()
	const line = "\r\x1b[K"
	if want := line + "checking …" + line + "0/4  hash sha256" + line + "2/4  hash sha512  0s left" + line; b.String() != want {
		t.Errorf("want %q, got %q", want, b.String())
	}
}

func TestTiersMeasure(t *testing.T) {
	stdout, stderr, status := glassh(t, "tiers", "--measure", "--json")
	if status != 0 || stderr != "" {
		t.Fatalf("got %d, %q", status, stderr)
	}
	var list tierList
	if err := json.Unmarshal([]byte(stdout), &list); err != nil {
		t.Fatal(err)
	}
	if list.Schema != tiersSchema {
		t.Errorf("got the schema %q", list.Schema)
	}
	for _, p := range list.Primitives {
		if p.Fastest == "" || p.Measured == "" {
			t.Errorf("%s was not measured", p.Name)
		}
		for _, tier := range p.Tiers {
			if (tier.NS != nil) != tier.Available {
				t.Errorf("%s %s: available %v, and %v", p.Name, tier.Tier, tier.Available, tier.NS)
			}
		}
	}
}

func TestTiersWarnsOfASlowChoice(t *testing.T) {
	result := func(tier string, ns float64) bench.Result {
		return bench.Result{
			Op: "aead-seal", Alg: "aes128-gcm", Tier: tier, Sets: map[string]string{"aes": tier}, Size: 16384,
			NS: bench.Summary{Q1: ns - 1, Median: ns, Q3: ns + 1},
		}
	}
	list := func() *tierList {
		return &tierList{Primitives: []primitive{{Name: "aes", Selected: "vaes-avx2", Tiers: []tierInfo{
			{Tier: "vaes-avx512", Lacks: "avx512"}, {Tier: "vaes-avx2", Available: true}, {Tier: "aesni", Available: true}, {Tier: "generic", Available: true},
		}}}}
	}
	for _, c := range []struct {
		name          string
		vaes, aesni   float64
		fastest, warn string
	}{
		{"as it should be", 100, 200, "vaes-avx2 10.0x", ""},
		{"wrong", 200, 100, "aesni 10.0x", "aes: vaes-avx2 is in use, but aesni was measured 2.00 times as fast (aead-seal aes128-gcm 16384 B)"},
		{"within the noise", 100, 99, "aesni 10.1x", ""},
	} {
		l := list()
		l.add(&bench.File{Results: []bench.Result{result("generic", 1000), result("aesni", c.aesni), result("vaes-avx2", c.vaes)}})
		var b strings.Builder
		if err := l.print(&b, true); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(l.Warnings, "; "); got != c.warn {
			t.Errorf("%s: want the warning %q, got %q", c.name, c.warn, got)
		}
		want := "aes        vaes-avx2  vaes-avx2 aesni generic  " + c.fastest
		if !strings.Contains(b.String(), want) || !strings.Contains(b.String(), "FASTEST MEASURED") || !strings.Contains(b.String(), "vaes-avx512 (avx512)") {
			t.Errorf("%s: want %q in\n%s", c.name, want, b.String())
		}
		if c.warn != "" && !strings.HasSuffix(b.String(), "\n\nwarning: "+c.warn+"\n") {
			t.Errorf("%s: the table ends without the warning:\n%s", c.name, b.String())
		}
	}
}
