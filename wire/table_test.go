package wire_test

import (
	"strings"
	"testing"

	. "github.com/glassh/glassh/wire"
)

// The ranges of RFC 4250 §4.1.1, number by number.
func TestEveryNumberHasItsLayer(t *testing.T) {
	for _, c := range []struct {
		first, last int
		want        Layer
	}{
		{0, 0, LayerNone},
		{1, 19, LayerTransport},
		{20, 29, LayerNegotiation},
		{30, 49, LayerKex},
		{50, 59, LayerUserauth},
		{60, 79, LayerUserauthMethod},
		{80, 89, LayerConnection},
		{90, 127, LayerChannel},
		{128, 191, LayerClient},
		{192, 255, LayerLocal},
	} {
		for n := c.first; n <= c.last; n++ {
			info := Number(n).Info()
			if info.Layer != c.want || info.Layer != Number(n).Layer() || info.Number != Number(n) {
				t.Errorf("%d: want %v, got %+v", n, c.want, info)
			}
			if (info.Name == "") != (info.Source == "") {
				t.Errorf("%d: a name without source, or the reverse: %+v", n, info)
			}
		}
	}
}

// The initial assignments of RFC 4250 §4.1.2, and those since.
func TestNumbersHaveTheNamesOfTheRFCs(t *testing.T) {
	assigned := map[Number]string{
		1: "SSH_MSG_DISCONNECT", 2: "SSH_MSG_IGNORE", 3: "SSH_MSG_UNIMPLEMENTED", 4: "SSH_MSG_DEBUG",
		5: "SSH_MSG_SERVICE_REQUEST", 6: "SSH_MSG_SERVICE_ACCEPT", 7: "SSH_MSG_EXT_INFO", 8: "SSH_MSG_NEWCOMPRESS",
		20: "SSH_MSG_KEXINIT", 21: "SSH_MSG_NEWKEYS",
		50: "SSH_MSG_USERAUTH_REQUEST", 51: "SSH_MSG_USERAUTH_FAILURE", 52: "SSH_MSG_USERAUTH_SUCCESS",
		53: "SSH_MSG_USERAUTH_BANNER",
		80: "SSH_MSG_GLOBAL_REQUEST", 81: "SSH_MSG_REQUEST_SUCCESS", 82: "SSH_MSG_REQUEST_FAILURE",
		90: "SSH_MSG_CHANNEL_OPEN", 91: "SSH_MSG_CHANNEL_OPEN_CONFIRMATION", 92: "SSH_MSG_CHANNEL_OPEN_FAILURE",
		93: "SSH_MSG_CHANNEL_WINDOW_ADJUST", 94: "SSH_MSG_CHANNEL_DATA", 95: "SSH_MSG_CHANNEL_EXTENDED_DATA",
		96: "SSH_MSG_CHANNEL_EOF", 97: "SSH_MSG_CHANNEL_CLOSE", 98: "SSH_MSG_CHANNEL_REQUEST",
		99: "SSH_MSG_CHANNEL_SUCCESS", 100: "SSH_MSG_CHANNEL_FAILURE",
		192: "SSH2_MSG_PING", 193: "SSH2_MSG_PONG",
	}
	for n := range 256 {
		want, got := assigned[Number(n)], Number(n).Info().Name
		if want != got {
			t.Errorf("%d: want %q, got %q", n, want, got)
		}
		if s := Number(n).String(); want != "" && want != s || !strings.HasPrefix(s, "SSH") {
			t.Errorf("%d: String: want %q, got %q", n, want, s)
		}
	}
	if got := Number(30).String(); got != "SSH_MSG_30" {
		t.Errorf("String of a shared number: %q", got)
	}
}

func TestTheMethodDecidesWhatASharedNumberMeans(t *testing.T) {
	for _, c := range []struct {
		number Number
		method string
		want   string
	}{
		{30, "curve25519-sha256", "SSH_MSG_KEX_ECDH_INIT"},
		{31, "curve25519-sha256@libssh.org", "SSH_MSG_KEX_ECDH_REPLY"},
		{30, "ecdh-sha2-nistp256", "SSH_MSG_KEX_ECDH_INIT"},
		{30, "sntrup761x25519-sha512", "SSH_MSG_KEX_ECDH_INIT"},
		{30, "mlkem768x25519-sha256", "SSH_MSG_KEX_HYBRID_INIT"},
		{30, "diffie-hellman-group14-sha256", "SSH_MSG_KEXDH_INIT"},
		{31, "diffie-hellman-group14-sha256", "SSH_MSG_KEXDH_REPLY"},
		{30, "diffie-hellman-group-exchange-sha256", "SSH_MSG_KEX_DH_GEX_REQUEST_OLD"},
		{31, "diffie-hellman-group-exchange-sha256", "SSH_MSG_KEX_DH_GEX_GROUP"},
		{32, "diffie-hellman-group-exchange-sha256", "SSH_MSG_KEX_DH_GEX_INIT"},
		{33, "diffie-hellman-group-exchange-sha256", "SSH_MSG_KEX_DH_GEX_REPLY"},
		{34, "diffie-hellman-group-exchange-sha256", "SSH_MSG_KEX_DH_GEX_REQUEST"},
		{30, "rsa2048-sha256", "SSH_MSG_KEXRSA_PUBKEY"},
		{31, "rsa2048-sha256", "SSH_MSG_KEXRSA_SECRET"},
		{32, "rsa2048-sha256", "SSH_MSG_KEXRSA_DONE"},
		{32, "curve25519-sha256", ""},
		{30, "unknown@example.com", ""},
		{60, "publickey", "SSH_MSG_USERAUTH_PK_OK"},
		{60, "publickey-hostbound-v00@openssh.com", "SSH_MSG_USERAUTH_PK_OK"},
		{60, "password", "SSH_MSG_USERAUTH_PASSWD_CHANGEREQ"},
		{60, "keyboard-interactive", "SSH_MSG_USERAUTH_INFO_REQUEST"},
		{61, "keyboard-interactive", "SSH_MSG_USERAUTH_INFO_RESPONSE"},
		{61, "password", ""},
		{20, "curve25519-sha256", "SSH_MSG_KEXINIT"},
	} {
		info := c.number.InfoFor(c.method)
		if info.Name != c.want || info.Number != c.number || (info.Source == "") != (c.want == "") || info.Layer != c.number.Layer() {
			t.Errorf("%d under %s: want %q, got %+v", c.number, c.method, c.want, info)
		}
	}
}

// Codes from RFC 4250, and one that nobody has assigned.
func TestCodesSayWhatTheyMean(t *testing.T) {
	for _, c := range []struct{ want, got string }{
		{"host not allowed to connect", Reason(1).String()},
		{"protocol error", Reason(2).String()},
		{"key exchange failed", Reason(3).String()},
		{"MAC error", Reason(5).String()},
		{"service not available", Reason(7).String()},
		{"protocol version not supported", Reason(8).String()},
		{"host key not verifiable", Reason(9).String()},
		{"by application", Reason(11).String()},
		{"no more authentication methods available", Reason(14).String()},
		{"illegal user name", Reason(15).String()},
		{"reason 0", Reason(0).String()},
		{"reason 16", Reason(16).String()},
		{"reason 4294967295", Reason(0xffffffff).String()},
		{"administratively prohibited", OpenReason(1).String()},
		{"connect failed", OpenReason(2).String()},
		{"unknown channel type", OpenReason(3).String()},
		{"resource shortage", OpenReason(4).String()},
		{"reason 0", OpenReason(0).String()},
		{"stderr", DataType(1).String()},
		{"data type 2", DataType(2).String()},
		{"no layer", LayerNone.String()},
		{"key exchange method specific", LayerKex.String()},
		{"problem 0", Problem(0).String()},
		{"SIGTERM", SignalTERM.String()},
		{`SIG\x1b`, Signal("\x1b").String()},
	} {
		if c.want != c.got {
			t.Errorf("want %q, got %q", c.want, c.got)
		}
	}
	seen := map[string]Problem{}
	for p := CutShort; p <= EmptyPayload; p++ {
		if other, ok := seen[p.String()]; ok || strings.HasPrefix(p.String(), "problem ") {
			t.Errorf("problem %d: %q, as %d", p, p, other)
		}
		seen[p.String()] = p
	}
}

// The names of RFC 4254 §6.10.
func TestSignalNames(t *testing.T) {
	for _, name := range strings.Fields("ABRT ALRM FPE HUP ILL INT KILL PIPE QUIT SEGV TERM USR1 USR2") {
		if s, ok := ParseSignal([]byte(name)); !ok || string(s) != name || s.String() != "SIG"+name {
			t.Errorf("%s: %v, %v", name, s, ok)
		}
	}
	for _, name := range []string{"", "SIGTERM", "term", "INFO@openssh.com"} {
		if s, ok := ParseSignal([]byte(name)); ok {
			t.Errorf("%q is %v", name, s)
		}
	}
}
