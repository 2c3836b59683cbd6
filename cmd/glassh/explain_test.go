package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
)

func TestExplainPrintsExactly(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"mpint 255", "" +
			"  number      255 = 0xff (8 bits)\n" +
			"  mpint       00 00 00 02 00 ff\n" +
			"  length      2 bytes: the first four bytes\n" +
			"  why         the number begins with ff, whose first bit is 1, and would be negative: the zero\n" +
			"              byte in front is its sign\n" +
			"  source      RFC 4251 §5\n"},
		{"mpint -1", "" +
			"  number      -1 = -0x1 (1 bit)\n" +
			"  mpint       00 00 00 01 ff\n" +
			"  length      1 byte: the first four bytes\n" +
			"  why         two's complement: all bits but those of (magnitude − 1); the first bit is 1, and\n" +
			"              so it is negative\n" +
			"  beware      no field of SSH is negative, and glassh refuses one that is\n" +
			"  source      RFC 4251 §5\n"},
		{"mpint --bytes 80", "" +
			"  bytes       80\n" +
			"  read as     bytes without a length\n" +
			"  as content  -128 = -0x80 (8 bits)\n" +
			"  why         two's complement: all bits but those of (magnitude − 1); the first bit is 1, and\n" +
			"              so it is negative\n" +
			"  unsigned    or, as a number that has no sign (a secret, a coordinate): 128 = 0x80 (8 bits)\n" +
			"  mpint       00 00 00 02 00 80\n" +
			"  why         the number begins with 80, whose first bit is 1, and would be negative: the zero\n" +
			"              byte in front is its sign\n" +
			"  source      RFC 4251 §5\n"},
		{"msg CHANNEL_EOF", "" +
			"SSH_MSG_CHANNEL_EOF: message 96\n" +
			"  source      RFC 4254 §5.3\n" +
			"  layer       channel related messages\n" +
			"  sent        by a client: during the connection protocol; by peers that do not stop in time\n" +
			"              during key re-exchange, NEWKEYS of a re-exchange\n" +
			"              by a server: during the connection protocol; by peers that do not stop in time\n" +
			"              during key re-exchange, NEWKEYS of a re-exchange\n" +
			"              of these, the state of each channel decides\n" +
			"  fields      byte        message number: 96\n" +
			"              uint32      recipient channel\n" +
			"                          No data follows in this direction; the other one goes on.\n"},
		{"packet 5e 00000000 00000005 68:65:6c:6c:6f", "" +
			"A payload of 14 bytes: it begins with the number of a message, not with a packet's length.\n\n" +
			"    off   len  bytes                    what\n" +
			"      0    +1  5e                       message number: 94 (SSH_MSG_CHANNEL_DATA)  [RFC 4254\n" +
			"                                        §5.2]\n" +
			"      1    +4  00 00 00 00              recipient channel: 0\n" +
			"      5    +9                           data (string)\n" +
			"                                          These bytes, without their length, are taken off the\n" +
			"                                          window.\n" +
			"      5    +4  00 00 00 05                length: 5\n" +
			"      9    +5  68 65 6c 6c 6f             content\n"},
	} {
		stdout, stderr, status := glassh(t, append([]string{"explain"}, strings.Fields(c.args)...)...)
		if status != 0 || stderr != "" || stdout != c.want {
			t.Errorf("glassh explain %s: want\n%s, got %d %s\n%s", c.args, c.want, status, stderr, stdout)
		}
	}
}

func TestExplainSaysInOneLineWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "empty"), "")
	write(t, filepath.Join(dir, "text"), "not a trace\n")
	write(t, filepath.Join(dir, "begin"), `{"v":1,"n":0,"kind":"begin","t_us":0,"program":"","date":"","end":"client","level":"public"}`+"\n")
	for _, c := range []struct {
		args   string
		status int
		stderr string
	}{
		{"", 2, "what? H, kdf, packet, key, mpint, msg, alg, rfc; glassh explain -h says more"},
		{"dance", 2, `"dance" is nothing that it explains: there are H, kdf, packet, key, mpint, msg, alg, rfc`},
		{"-x", 2, "there is no flag -x"},
		{"mpint", 2, "a number is needed"},
		{"mpint --wrong 1", 2, "there is no flag --wrong"},
		{"mpint zz", 1, `"zz" is neither a number, 255 or 0xff, nor bytes in hexadecimal`},
		{"msg", 2, "a message is needed"},
		{"msg CHANEL_EOF", 1, `no message is called "CHANEL_EOF"; near are CHANNEL_EOF`},
		{"alg", 2, "one name is needed"},
		{"alg aes512-ctr", 1, `no algorithm called "aes512-ctr" is known here; near are `},
		{"rfc", 2, "a section is needed"},
		{"rfc 4253-99", 1, "nothing here is about RFC 4253 §99; there is something about §"},
		{"packet", 2, "bytes in hexadecimal are needed"},
		{"packet hello", 2, `"hello" is neither in hexadecimal, two digits a byte, nor a file`},
		{"packet 5e 0", 2, `"5e" and what follows is not in hexadecimal`},
		{"packet 1e00000000", 1, "what message 30 is depends on the method: say --kex mlkem768x25519-sha256 for KEX_HYBRID_INIT, "},
		{"packet --from me 5e", 2, `--from: "me" is neither client nor server`},
		{"packet --suite rot13 5e", 2, `--suite rot13: "rot13" is no cipher known here; there are `},
		{"packet --suite aes128-ctr 5e", 2, "--suite: aes128-ctr needs a MAC beside it: --suite aes128-ctr,hmac-sha2-256"},
		{"packet --suite aes128-ctr,crc 5e", 2, `--suite: "crc" is no MAC known here; there are `},
		{"packet --sealed 5e", 2, "--sealed needs --suite"},
		{"key", 2, "one file is needed"},
		{"key /nonexistent", 1, "open /nonexistent: no such file or directory"},
		{"key DIR/text", 1, "DIR/text: it has no keys"},
		{"H", 2, "one file is needed: a trace"},
		{"H --exchange 0 x", 2, `--exchange 0: "0" is not a number from 1 up`},
		{"H DIR/text", 1, "DIR/text is no trace: line 1: "},
		{"H DIR/empty", 1, "DIR/empty has no key exchange that came to its end"},
		{"kdf DIR/begin", 1, "DIR/begin has no key exchange that came to its end"},
		{"kdf /nonexistent", 1, "open /nonexistent: no such file"},
	} {
		stdout, stderr, status := glassh(t, append([]string{"explain"}, strings.Fields(strings.ReplaceAll(c.args, "DIR", dir))...)...)
		want := "glassh explain: " + strings.ReplaceAll(c.stderr, "DIR", dir)
		if status != c.status || stdout != "" || !strings.HasPrefix(stderr, want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("glassh explain %s: want %d\n%s, got %d\n%s%s", c.args, c.status, want, status, stderr, stdout)
		}
	}
}

func TestExplainTakesFlagsAnywhere(t *testing.T) {
	first, _, _ := glassh(t, "explain", "packet", "--kex", "curve25519-sha256", "1e00000000")
	last, _, status := glassh(t, "explain", "packet", "1e00000000", "--kex=curve25519-sha256")
	if status != 0 || first != last || first == "" {
		t.Errorf("got %d\n%s\n%s", status, first, last)
	}
	for _, verb := range explainVerbs() {
		if text, _, status := glassh(t, "explain", verb.name, "-h"); status != 0 || text != explainHelp() {
			t.Errorf("%s -h: got %d %q", verb.name, status, text)
		}
	}
	if text, _, status := glassh(t, "explain", "mpint", "--", "-1"); status != 0 || !strings.Contains(text, "00 00 00 01 ff") {
		t.Errorf("behind --: got %d %q", status, text)
	}
}

func TestExplainPacketReadsFilesAndStandardInput(t *testing.T) {
	want, _, _ := glassh(t, "explain", "packet", "15")
	file := filepath.Join(t.TempDir(), "packet")
	for _, text := range []string{"15\n", "\x15", "00000000: 15                   .\n"} {
		if got, errs, status := glassh(t, "explain", "packet", write(t, file, text)); status != 0 || got != want {
			t.Errorf("%q: got %d %s\n%s", text, status, errs, got)
		}
		e, out, _ := testEnv(t, text)
		if status := run([]string{"glassh", "explain", "packet", "-"}, e); status != 0 || out.String() != want {
			t.Errorf("%q on standard input: got %d\n%s", text, status, out)
		}
	}
}

// TestExplainKeyOfSSHKeygensFiles has ssh-keygen make keys of each type, a certificate, and
// files with a passphrase and in other forms.
func TestExplainKeyOfSSHKeygensFiles(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	explain := func(args ...string) string {
		t.Helper()
		out, errs, status := glassh(t, append([]string{"explain", "key"}, args...)...)
		if status != 0 || errs != "" {
			t.Errorf("glassh explain key %q: got %d %s", args, status, errs)
		}
		return out
	}
	wants := func(text string, words ...string) {
		t.Helper()
		for _, w := range words {
			if !strings.Contains(strings.Join(strings.Fields(text), " "), w) {
				t.Errorf("want %q in\n%s", w, text)
			}
		}
	}
	for typ, bits := range map[string]string{"ed25519": "256", "ecdsa": "256", "rsa": "1024"} {
		sshKeygen(t, "-q", "-t", typ, "-b", bits, "-N", "", "-C", "ann", "-f", at(typ))
		wants(explain(at(typ+".pub")), "Line 1: the type of the key", `the comment "ann"`, "key type: ")
		wants(explain(at(typ)), "It is not encrypted", "secret, not shown", "comment: ann")
		wants(explain(at(typ), "--unsafe-secrets"), "THE PRIVATE NUMBERS ARE SHOWN BELOW")
	}
	key, err := keys.ParsePrivate([]byte(read(t, at("ed25519"))))
	if err != nil {
		t.Fatal(err)
	}
	blob := key.PublicKey().Blob()
	wants(explain(at("ed25519.pub")), "51 bytes "+key.PublicKey().Fingerprint(), fmt.Sprintf("% x", blob[19:27]))
	container, err := keys.OpenSSHContainer([]byte(read(t, at("ed25519"))))
	if err != nil {
		t.Fatal(err)
	}
	seed := fmt.Sprintf("161 +32 % x seed", container[161:169])
	wants(explain("--unsafe-secrets", at("ed25519")), seed)
	if public := strings.Join(strings.Fields(explain(at("ed25519"))), " "); strings.Contains(public, fmt.Sprintf("% x", container[161:165])) {
		t.Errorf("the seed shows:\n%s", public)
	}

	sshKeygen(t, "-q", "-s", at("ed25519"), "-I", "id", "-n", "ann", "-z", "7", at("ecdsa.pub"))
	wants(explain(at("ecdsa-cert.pub")), "ecdsa-sha2-nistp256-cert-v01@openssh.com", "serial: 7", "key id: id", "nonce", "signature key: ssh-ed25519")

	sshKeygen(t, "-q", "-t", "ed25519", "-N", "a passphrase", "-f", at("locked"))
	wants(explain(at("locked"), "--unsafe-secrets"), "It is encrypted", "cipher name: aes256-ctr", "KDF name: bcrypt", "rounds: ", "key type: ssh-ed25519", "private part")

	sshKeygen(t, "-q", "-p", "-m", "PEM", "-N", "", "-f", at("rsa"))
	wants(explain(at("rsa")), "A private key in PEM, in the DER of PKCS #1. Its bytes are not explained", "key type: ssh-rsa")
	sshKeygen(t, "-q", "-p", "-m", "PEM", "-N", "a passphrase", "-f", at("rsa"))
	wants(explain(at("rsa")), "It is encrypted, and its bytes are not explained")
	wants(explain(write(t, at("authorized"), "# c\nno-pty,command=\"a b\" "+read(t, at("ed25519.pub"))+read(t, at("ecdsa.pub")))),
		"Line 2: no-pty,command=", "Line 3: the type of the key")
}
