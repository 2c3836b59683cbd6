//go:build unix

package main

import (
	"bytes"
	"log/syslog"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestLogOfTheSystem: lines go there with their level and facility, if that is asked for.
func TestLogOfTheSystem(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	l, err := net.ListenPacket("unixgram", path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	dial := dialSyslog
	defer func() { dialSyslog = dial }()
	dialSyslog = func(p syslog.Priority, tag string) (*syslog.Writer, error) {
		return syslog.Dial("unixgram", path, p, tag)
	}
	e, _, said := testEnv(t, "")
	if status := run(strings.Fields("glassh ssh -y -F none -o SyslogFacility=LOCAL0 -o ProxyCommand=false box"), e); status != 255 || said.String() != "" {
		t.Errorf("ssh -y: exit status %d, %q", status, said)
	}
	b := make([]byte, 1000)
	l.SetReadDeadline(time.Now().Add(5 * time.Second))
	if n, _, err := l.ReadFrom(b); err != nil || !strings.HasPrefix(string(b[:n]), "<134>") || !strings.Contains(string(b[:n]), "glassh ssh: ") {
		t.Errorf("ssh -y: got %q, %v", b[:n], err)
	}
	var stderr bytes.Buffer
	out := &logWriter{w: &stderr}
	o := serveDefaults()
	log := o.newLogger(out)
	if err := out.open(o); err != nil {
		t.Fatal(err)
	}
	log.Info("before")
	if stderr.String() != "before\n" {
		t.Errorf("without SyslogFacility: %q", stderr.String())
	}
	o.facility = "LOCAL3"
	if err := out.open(o); err != nil {
		t.Fatal(err)
	}
	log.Info("in", "user", "ann")
	log.Error("out")
	l.SetReadDeadline(time.Now().Add(5 * time.Second))
	for _, want := range []string{"<158>", "<155>"} { // local3 is 19: 19*8+6, and 3
		b := make([]byte, 1000)
		n, _, err := l.ReadFrom(b)
		if err != nil {
			t.Fatal(err)
		}
		got := string(b[:n])
		if !strings.HasPrefix(got, want) || !strings.Contains(got, "glassh[") {
			t.Errorf("want %s, got %q", want, got)
		}
	}
}
