package main

import (
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh"
)

func TestTimes(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"none": 0, "0": 0, "600": 10 * time.Minute, "10m": 10 * time.Minute, "1h30m": 90 * time.Minute,
		"1H30M15": 90*time.Minute + 15*time.Second, "2d": 48 * time.Hour, "1w": 7 * 24 * time.Hour, "5s": 5 * time.Second,
	} {
		if got, err := parseTime(text); err != nil || got != want {
			t.Errorf("%q: want %v, got %v, %v", text, want, got, err)
		}
	}
	for _, text := range []string{"", "m", "1x", "-1", "1.5h", "1h m", "99999999999", "2147483647w2147483647w"} {
		if got, err := parseTime(text); err == nil {
			t.Errorf("%q: want an error, got %v", text, got)
		}
	}
}

func TestRekeyLimits(t *testing.T) {
	for text, want := range map[string]ssh.RekeyLimit{
		"1M 1h":        {Bytes: 1 << 20, Every: time.Hour},
		"default none": {},
		"500K":         {Bytes: 500 << 10},
		"2g 600":       {Bytes: 2 << 30, Every: 10 * time.Minute},
		"16":           {Bytes: 16},
		"0 1h":         {Every: time.Hour},
	} {
		o := sshDefaults()
		err := sshKeywords.option(o, o.given, "RekeyLimit="+text)
		if diff := cmp.Diff(want, o.rekey); diff != "" || err != nil {
			t.Errorf("%q: %v (-want +got):\n%s", text, err, diff)
		}
	}
	for _, text := range []string{"15", "1T", "K", "1M 1x", "1M 1h 1h", "-1", "99999999999999G"} {
		o := sshDefaults()
		if err := sshKeywords.option(o, o.given, "RekeyLimit="+text); err == nil {
			t.Errorf("%q: want an error, got %v", text, o.rekey)
		}
	}
}

func TestLogLevels(t *testing.T) {
	for text, want := range map[string]slog.Level{
		"ERROR": slog.LevelError, "info": slog.LevelWarn, "VERBOSE": slog.LevelInfo,
		"DEBUG": slog.LevelDebug, "DEBUG1": slog.LevelDebug, "debug3": slog.LevelDebug - 2,
	} {
		l, err := parseLogLevel(text)
		if got := l.slog(slog.LevelWarn); err != nil || got != want {
			t.Errorf("%s: want %v, got %v, %v", text, want, got, err)
		}
	}
	if got := quiet.slog(slog.LevelInfo); got <= slog.LevelError {
		t.Errorf("QUIET: want more than %v, got %v", slog.LevelError, got)
	}
	if want, got := debug3, info.more().more().more().more(); got != want {
		t.Errorf("-vvvv: want %v, got %v", want, got)
	}
}

func TestListsOfAlgorithms(t *testing.T) {
	c := category{"dance", func() []string { return []string{"jig", "reel", "waltz"} },
		func() []string { return []string{"jig", "reel", "waltz", "bourree", "minuet"} }}
	for _, test := range []struct {
		text string
		want []string
	}{
		{"waltz", []string{"waltz"}},
		{"waltz,minuet,waltz", []string{"waltz", "minuet"}},
		{"+minuet,reel", []string{"jig", "reel", "waltz", "minuet"}},
		{"^minuet,reel", []string{"minuet", "reel", "jig", "waltz"}},
		{"-reel", []string{"jig", "waltz"}},
		{"-j*,w?ltz", []string{"reel"}},
		{"-bourree", []string{"jig", "reel", "waltz"}},
		{"m*,?ig,*e*", []string{"minuet", "jig", "reel", "bourree"}},
		{"+b*", []string{"jig", "reel", "waltz", "bourree"}},
		{"^*u*", []string{"bourree", "minuet", "jig", "reel", "waltz"}},
	} {
		got, err := c.edit(test.text)
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
			t.Errorf("%q: %v (-want +got):\n%s", test.text, err, diff)
		}
	}
	for _, test := range []struct{ text, want string }{
		{"", "the list of dances is empty"},
		{"-*", "no dance is left"},
		{"tango", `"tango" is no dance known here; there are jig,reel,waltz,bourree,minuet`},
		{"+tango", `"tango" is no dance known here; there are jig,reel,waltz,bourree,minuet`},
		{"t*", `"t*" is no dance known here; there are jig,reel,waltz,bourree,minuet`},
		{"jig,", `"" is no dance known here; there are jig,reel,waltz,bourree,minuet`},
		{"+", `"" is no dance known here; there are jig,reel,waltz,bourree,minuet`},
	} {
		if got, err := c.edit(test.text); err == nil || err.Error() != test.want {
			t.Errorf("%q: want %q, got %v, %v", test.text, test.want, got, err)
		}
	}
}

func TestEditingAListLeavesTheDefaultsAlone(t *testing.T) {
	before := ssh.DefaultAlgorithms()
	for _, c := range []category{kexCategory, hostKeyCategory, userKeyCategory, cipherCategory, macCategory} {
		for _, how := range []string{"+", "^", ""} {
			for _, name := range c.all() {
				if _, err := c.edit(how + name); err != nil {
					t.Errorf("%s%s: %v", how, name, err)
				}
			}
		}
		c.edit("-*256*")
	}
	if diff := cmp.Diff(before, ssh.DefaultAlgorithms()); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

func TestTokensOfFileNames(t *testing.T) {
	tok := tokens{"h": "host", "d": "/home/alice"}
	for text, want := range map[string]string{
		"plain": "plain", "%d/%h": "/home/alice/host", "100%%": "100%", "%%h": "%h", "": "",
	} {
		if got, err := expand(text, tok); err != nil || got != want {
			t.Errorf("%q: want %q, got %q, %v", text, want, got, err)
		}
	}
	for _, text := range []string{"%x", "%", "a%"} {
		if got, err := expand(text, tok); err == nil {
			t.Errorf("%q: want an error, got %q", text, got)
		}
	}
	if want, got := "/home/alice/.ssh/x", tilde("~/.ssh/x", "/home/alice"); got != want {
		t.Errorf("want %s, got %s", want, got)
	}
	if want, got := "a~/x", tilde("a~/x", "/home/alice"); got != want {
		t.Errorf("want %s, got %s", want, got)
	}
}
