package wire_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	. "github.com/glassh/glassh/wire"
)

func TestVersionsOfPeers(t *testing.T) {
	for _, c := range []struct{ line, proto, software, comments string }{
		{"SSH-2.0-OpenSSH_10.5\r\n", "2.0", "OpenSSH_10.5", ""},
		{"SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13\r\n", "2.0", "OpenSSH_9.6p1", "Ubuntu-3ubuntu13"},
		{"SSH-2.0-billsSSH_3.6.3q3\r\n", "2.0", "billsSSH_3.6.3q3", ""}, // RFC 4253 §4.2
		{"SSH-2.0-x with  two spaces \n", "2.0", "x", "with  two spaces "},
		{"SSH-2.0-x", "2.0", "x", ""},
		{"SSH-1.99-Cisco-1.25\n", "1.99", "Cisco-1.25", ""},
		{"SSH-2.0-libssh-0.2\r\n", "2.0", "libssh-0.2", ""},
		{"SSH-2.0-x caf\xc3\xa9\r\n", "2.0", "x", "caf\xc3\xa9"},
		{"SSH-2.0-" + strings.Repeat("x", MaxVersionLine-10) + "\r\n", "2.0", strings.Repeat("x", MaxVersionLine-10), ""},
	} {
		v, err := ParseVersion([]byte(c.line))
		if err != nil {
			t.Errorf("%.40q: %v", c.line, err)
			continue
		}
		want := []string{c.proto, c.software, c.comments}
		if d := cmp.Diff(want, []string{string(v.Proto), string(v.Software), string(v.Comments)}); d != "" {
			t.Errorf("%.40q (-want +got):\n%s", c.line, d)
		}
	}
}

func TestVersionsThatEndTheConversation(t *testing.T) {
	for _, c := range []struct {
		line string
		want Problem
	}{
		{"", BadText},
		{"SSH", BadText},
		{"ssh-2.0-x\r\n", BadText},
		{"GET / HTTP/1.1\r\n", BadText},
		{"SSH-2.0\r\n", CutShort},
		{"SSH-2.0-\r\n", CutShort},
		{"SSH-2.0- comment\r\n", CutShort},
		{"SSH-1.5-old\r\n", Unsupported},
		{"SSH-2.1-x\r\n", Unsupported},
		{"SSH-2-x\r\n", Unsupported},
		{"SSH--x\r\n", Unsupported},
		{"SSH-2.0-x\x00y\r\n", BadText},
		{"SSH-2.0-x\x1b[31m\r\n", BadText},
		{"SSH-2.0-x\r\r\n", BadText},
		{"SSH-2.0-x\ny\r\n", BadText},
		{"SSH-2.0-" + strings.Repeat("x", MaxVersionLine-9) + "\r\n", TooLong},
	} {
		var e *ParseError
		if _, err := ParseVersion([]byte(c.line)); !errors.As(err, &e) || e.Problem != c.want {
			t.Errorf("%.40q: want %v, got %v", c.line, c.want, err)
		}
	}
	want := "wire: identification string: protoversion: unsupported protocol version (at byte 4)"
	if _, err := ParseVersion([]byte("SSH-1.5-x")); err.Error() != want {
		t.Errorf("want %q, got %q", want, err)
	}
}

func TestLinesBeforeTheVersionAreNotVersions(t *testing.T) {
	for line, want := range map[string]bool{"SSH-2.0-x": true, "SSH-": true, "Welcome": false, "": false, " SSH-2.0-x": false} {
		if got := IsVersion([]byte(line)); want != got {
			t.Errorf("IsVersion(%q): want %v", line, want)
		}
	}
}

func TestOurVersionLine(t *testing.T) {
	v := Version{Proto: []byte("2.0"), Software: []byte("glassh_1"), Comments: []byte("a comment")}
	line := AppendVersion([]byte("before "), v)
	if want := "before SSH-2.0-glassh_1 a comment\r\n"; want != string(line) {
		t.Errorf("want %q, got %q", want, line)
	}
	if got := TrimVersion(AppendVersion(nil, v)); string(got) != "SSH-2.0-glassh_1 a comment" {
		t.Errorf("V_C = %q", got)
	}
	longest := Version{Proto: []byte("2.0"), Software: bytes.Repeat([]byte{'x'}, MaxVersion-10)}
	if n := len(AppendVersion(nil, longest)); n != MaxVersion {
		t.Errorf("the longest line has %d bytes", n)
	}
	for _, wrong := range []Version{
		{},
		{Proto: []byte("2.0")},
		{Software: []byte("x")},
		{Proto: []byte("2.0"), Software: []byte("a b")},
		{Proto: []byte("2.0"), Software: []byte("a-b")},
		{Proto: []byte("2.0"), Software: []byte("a\n")},
		{Proto: []byte("2.0"), Software: []byte("caf\xc3\xa9")},
		{Proto: []byte("2.0"), Software: []byte("x"), Comments: []byte("a\x00")},
		{Proto: []byte("2.0"), Software: bytes.Repeat([]byte{'x'}, MaxVersion-9)},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q does not panic", wrong)
				}
			}()
			AppendVersion(nil, wrong)
		}()
	}
}

func FuzzVersion(f *testing.F) {
	for _, seed := range []string{"SSH-2.0-OpenSSH_10.5\r\n", "SSH-1.99-x y", "SSH-2.0-", "SSH-2.0-x \n", "\r\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		v, err := ParseVersion(line)
		if err != nil {
			return
		}
		whole := "SSH-" + string(v.Proto) + "-" + string(v.Software)
		if trimmed := string(TrimVersion(line)); whole != trimmed && whole+" "+string(v.Comments) != trimmed {
			t.Fatalf("%q became %q", line, v)
		}
		if len(v.Software) == 0 || bytes.ContainsAny(line[:len(TrimVersion(line))], "\x00\r\n\x1b") {
			t.Fatalf("%q was accepted", line)
		}
	})
}
