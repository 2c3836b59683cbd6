package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/keys"
)

// The file's variables come behind those of the key, and lines that are none are told of.
func TestEnvironmentFile(t *testing.T) {
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, ".ssh"), 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(home, ".ssh", "environment")
	key := keys.Options{Environment: []string{"ONE=key", "TWO=key"}}
	long := strings.Repeat("\n", maxEnvironmentLines-1)
	for _, c := range []struct {
		permit, text string
		want         []string
		log          string // the end of its one line, or ""
	}{
		{"no", "TWO=file\n", nil, ""},
		{"yes", "", []string{"ONE=key", "TWO=key"}, ""},
		{"yes", "# mine\n\n \tTWO=file\nTHREE=a = b", []string{"ONE=key", "TWO=key", "TWO=file", "THREE=a = b"}, ""},
		{"T*,!THREE", "THREE=file\nTEN=\n", []string{"TWO=key", "TEN="}, ""},
		{"TEN", "no variable\nTEN=x\n", []string{"TEN=x"}, `"line 1 is not of the form NAME=value"`},
		{"TEN", "\n=x\n", nil, `"line 2 is not of the form NAME=value"`},
		{"TEN", "TEN=a\x00b\n", nil, `"line 1 is not of the form NAME=value"`},
		{"TEN", long + "TEN=x", []string{"TEN=x"}, ""},
		{"TEN", long + "\nTEN=x\nTEN=y", nil, `"it has more than 1000 lines"`},
	} {
		write(t, file, c.text)
		o := serveDefaults()
		if err := serveKeywords.option(o, o.given, "PermitUserEnvironment "+c.permit); err != nil {
			t.Fatal(err)
		}
		var log strings.Builder
		got := o.userEnvironment(&account{home: home}, key, slog.New(slog.NewTextHandler(&log, nil)))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s, %q (-want +got):\n%s", c.permit, c.text, diff)
		}
		if said := strings.TrimSpace(log.String()); !strings.HasSuffix(said, c.log) || c.log == "" && said != "" || strings.Count(said, "\n") != 0 {
			t.Errorf("%s, %q: want %s, got %s", c.permit, c.text, c.log, said)
		}
	}
}
