package wire

import (
	"bytes"
	"testing"
)

// delayZlib is delay-compression's value as RFC 8308 §3.2 shows it: a string in the
// EXT_INFO, and two name-lists in that.
var delayZlib = []byte("\x00\x00\x00\x0c" + "foo,bar,none" + "\x00\x00\x00\x04" + "zlib")

func TestDelayCompression(t *testing.T) {
	toServer, toClient, err := ParseDelayCompression(delayZlib)
	if err != nil || string(toServer) != "foo,bar,none" || string(toClient) != "zlib" {
		t.Errorf("got %q, %q, %v", toServer, toClient, err)
	}
	if got := AppendDelayCompression(nil, toServer, toClient); !bytes.Equal(got, delayZlib) {
		t.Errorf("want %q, got %q", delayZlib, got)
	}
	for _, bad := range [][]byte{nil, delayZlib[:9], append(bytes.Clone(delayZlib), 0), []byte("\x00\x00\x00\x02a,\x00\x00\x00\x00")} {
		if _, _, err := ParseDelayCompression(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func FuzzDelayCompression(f *testing.F) {
	f.Add(delayZlib)
	f.Add([]byte("\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, value []byte) {
		toServer, toClient, err := ParseDelayCompression(value)
		if err == nil && !bytes.Equal(AppendDelayCompression(nil, toServer, toClient), value) {
			t.Errorf("%q does not come out as it went in", value)
		}
	})
}
