package mux

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/wire"
)

var samples = []Message{
	&Hello{Version: 4},
	&NewSession{Request: 1, TTY: true, Agent: true, Escape: '~', Term: "xterm", Command: "ls", Env: []string{"A=1", "B="}},
	&NewSession{Request: 2, X11: true, Subsystem: true, Escape: NoEscape, Command: "sftp"},
	&AliveCheck{3}, &Terminate{4}, &StopListening{5}, &Proxy{6},
	&OpenForward{7, Forward{Local, "", 8080, "web", 80}},
	&CloseForward{8, Forward{Remote, "/run/s", UnixPort, "/run/t", UnixPort}},
	&StdioForward{9, "db", 5432},
	&OK{10}, &PermissionDenied{11, "no"}, &Failure{12, "why"}, &ExitMessage{13, 255}, &Alive{14, 15},
	&SessionOpened{16, 17}, &RemotePort{18, 19}, &TTYAllocFail{20}, &Proxied{21},
}

func TestMessagesComeBack(t *testing.T) {
	seen := make(map[Type]bool)
	for _, want := range samples {
		seen[want.kind()] = true
		payload := Append(nil, want)
		got, err := Parse(payload)
		if err != nil {
			t.Fatalf("%v: %v", want.kind(), err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", want.kind(), diff)
		}
		for n := range payload {
			if m, err := Parse(payload[:n]); err == nil && want.kind() != TypeHello && want.kind() != TypeNewSession {
				t.Errorf("%v, cut to %d bytes, was taken: %v", want.kind(), n, m)
			}
		}
		if _, err := Parse(append(payload, 0)); err == nil {
			t.Errorf("%v with a byte behind it was taken", want.kind())
		}
	}
	for number := range names {
		if !seen[number] {
			t.Errorf("no sample of %v", number)
		}
	}
}

// The flags are uint32s in OpenSSH's programs.
func TestNewSessionOnTheWire(t *testing.T) {
	var want []byte
	for _, n := range []uint32{0x10000002, 0, 0, 1, 0, 0, 0, '~'} {
		want = wire.AppendUint32(want, n)
	}
	want = wire.AppendText(wire.AppendText(want, "dumb"), "ls")
	got := Append(nil, &NewSession{TTY: true, Escape: '~', Term: "dumb", Command: "ls"})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAnUnknownMessageIsNamedWithItsRequest(t *testing.T) {
	_, err := Parse([]byte{0x10, 0, 0, 0x77, 0, 0, 0, 9, 1, 2, 3})
	var unknown *UnknownError
	if !errors.As(err, &unknown) || unknown.Request != 9 || unknown.Type != 0x10000077 {
		t.Errorf("got %v", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, m := range samples {
		f.Add(Append(nil, m))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		m, err := Parse(payload)
		if err != nil {
			return
		}
		again, err := Parse(Append(nil, m))
		if err != nil {
			t.Fatalf("%#v does not come back: %v", m, err)
		}
		if diff := cmp.Diff(m, again); diff != "" {
			t.Error(diff)
		}
	})
}
