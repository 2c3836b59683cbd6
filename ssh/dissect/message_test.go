package dissect_test

import (
	"errors"
	"strings"
	"testing"

	. "github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/wire"
)

func TestErrorsSayWhatAndWhere(t *testing.T) {
	kexInit := (&wire.KexInit{KexAlgorithms: wire.Names("a")}).Append(nil)
	spoiled := append([]byte(nil), kexInit...)
	spoiled[21] = ','
	for _, c := range []struct {
		payload []byte
		ctx     Context
		want    string
	}{
		{nil, Context{}, "dissect: message: empty payload (at byte 0)"},
		{append(kexInit, 1, 2, 3), Context{}, "dissect: SSH_MSG_KEXINIT: 3 bytes behind the last field (at byte 63)"},
		{[]byte{52, 0}, Context{}, "dissect: SSH_MSG_USERAUTH_SUCCESS: 1 byte behind the last field (at byte 1)"},
		{spoiled, Context{}, "dissect: SSH_MSG_KEXINIT: kex_algorithms: malformed name-list (at byte 17)"},
		{kexInit[:5], Context{}, "dissect: SSH_MSG_KEXINIT: cookie: cut short (at byte 1)"},
		{[]byte{9}, Context{}, "dissect: SSH_MSG_9: message number: the number is not assigned (at byte 0)"},
		{[]byte{30}, Context{}, "dissect: SSH_MSG_30: message number: its meaning depends on the key exchange method, and there is none in this context that has it (at byte 0)"},
		{[]byte{60}, Context{Auth: "none"}, "dissect: SSH_MSG_60: message number: its meaning depends on the authentication method, and there is none in this context that has it (at byte 0)"},
		{[]byte("\x1e\x00\x00\x00\x02\x00\x01"), Context{Kex: dhExample}, "dissect: SSH_MSG_KEXDH_INIT: e: number with a needless leading byte (at byte 1)"},
		{[]byte("\x07\x00\x01\x00\x00"), Context{}, "dissect: SSH_MSG_EXT_INFO: nr-extensions: too long (at byte 5)"},
	} {
		_, err := Message(c.payload, c.ctx)
		var e *Error
		if !errors.As(err, &e) || err.Error() != c.want {
			t.Errorf("want %q, got %q", c.want, err)
		}
	}
}

// The leading zero of an mpint is a span of its own, where it is there.
func TestTheSignOfAnMpint(t *testing.T) {
	for magnitude, want := range map[string]string{
		"":         "length 0",
		"\x7f":     "length 1, magnitude 7f",
		"\x80":     "length 2, sign 0, magnitude 80",
		"\x01\x00": "length 2, magnitude 0100",
	} {
		payload := (&wire.KexDHInit{E: []byte(magnitude)}).Append(nil)
		var parts []string
		for _, s := range explain(t, payload, Context{Kex: dhExample})[1].Inner {
			parts = append(parts, s.Name+" "+s.Value)
		}
		if got := strings.Join(parts, ", "); got != want {
			t.Errorf("%x: want %s, got %s", magnitude, want, got)
		}
	}
}

func TestAHybridsShareIsTwo(t *testing.T) {
	payload := (&wire.KexECDHInit{ClientPublic: make([]byte, 1184+32)}).Append(nil)
	spans := explain(t, payload, Context{Kex: hybridExample})
	known(t, spans)
	if a, b := named(t, spans, "ML-KEM-768 public key"), named(t, spans, "X25519 u-coordinate"); a.Off != 5 || b.Off != 5+1184 || b.Len != 32 {
		t.Errorf("got %+v, %+v", a, b)
	}
	// Under another method, it has not the right length, and that is all there is to say.
	if s := explain(t, payload, Context{Kex: ecdhExample})[1]; len(s.Inner) != 2 || s.Note == "" {
		t.Errorf("got %+v", s)
	}
}

func TestTerminalModes(t *testing.T) {
	for modes, want := range map[string]string{
		"":                                      "",
		"\x00":                                  "0 (TTY_OP_END)",
		"\x03\x00\x00\x00\x7f\x00":              "VERASE=127 (^?), 0 (TTY_OP_END)",
		"\x35\x00\x00\x00\x01":                  "ECHO=1",
		"\x01\x00\x00\x00\x03\xa0\x01":          "VINTR=3 (^C), a001",
		"\x00\x35\x00":                          "0 (TTY_OP_END), 3500",
		"\x35\x00\x00\x00":                      "35000000",
		"\x01\x00\x00\x00\xff":                  "VINTR=255 (no character)",
		"\x01\x00\x00\x00x\x01\x00\x01\x00\x00": "VINTR=120 (x), VINTR=65536",
	} {
		head := wire.ChannelRequest{Type: []byte(wire.RequestPTY)}
		pty := wire.PTYRequest{Modes: wire.TerminalModes(modes)}
		spans := explain(t, pty.Append(head.Append(nil)), Context{})
		var got []string
		for _, s := range named(t, spans, "encoded terminal modes").Inner[1:] {
			value := s.Value
			if s.Type == Group {
				value += "=" + s.Inner[1].Value
			}
			got = append(got, value)
		}
		if got := strings.Join(got, ", "); got != want {
			t.Errorf("%x: want %s, got %s", modes, want, got)
		}
	}
}

func TestNotesKnowTheSender(t *testing.T) {
	kexInit := (&wire.KexInit{KexAlgorithms: wire.Names("curve25519-sha256", "ext-info-c", "kex-strict-c-v00@openssh.com")}).Append(nil)
	for side, want := range map[Side]string{Client: "as I_C.", Server: "as I_S.", NoSide: "as I_C from the client, and as I_S from the server."} {
		spans := explain(t, kexInit, Context{Sender: side})
		if got := spans[0].Note; !strings.HasSuffix(got, want) {
			t.Errorf("%v: %q", side, got)
		}
		var notes int
		for _, s := range spans[2].Inner {
			if strings.HasPrefix(s.Note, "No method") {
				notes++
			}
		}
		if notes != 2 {
			t.Errorf("%d names are said to be none of methods", notes)
		}
	}
}

func TestAnExtensionsValueIsLookedInto(t *testing.T) {
	e := wire.Extensions(nil).
		Append("server-sig-algs", []byte("ssh-ed25519,rsa-sha2-512")).
		Append("delay-compression", []byte("\x00\x00\x00\x04zlib\x00\x00\x00\x04none")).
		Append("server-sig-algs", []byte(",,")).
		Append("x@example.com", []byte("?"))
	spans := explain(t, (&wire.ExtInfo{Extensions: e}).Append(nil), Context{})
	if got := len(named(t, spans, "public-key-algorithms-accepted").Inner); got != 3 {
		t.Errorf("%d names and commas", got)
	}
	if got := named(t, spans, "compression_algorithms_server_to_client").Value; got != "none" {
		t.Errorf("got %q", got)
	}
	if got := spans[4].Inner[1].Note; !strings.HasPrefix(got, "This does not have the form") {
		t.Errorf("a malformed list: %q", got)
	}
	if got := spans[5].Inner[1].Inner[1].Kind; got != Unknown {
		t.Errorf("an unknown extension is %v", got)
	}
}
