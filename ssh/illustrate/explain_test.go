package illustrate_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/glassh/glassh/asm"
	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/illustrate"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// narrow fails if a line is too long to be read, or has blanks at its end.
func narrow(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if utf8.RuneCountInString(line) > 100 {
			t.Errorf("a line of %d characters: %s", utf8.RuneCountInString(line), line)
		}
		if strings.TrimRight(line, " ") != line {
			t.Errorf("blanks at the end of %q", line)
		}
	}
}

func TestEveryMessageNumberIsExplained(t *testing.T) {
	for n := range 256 {
		text, err := illustrate.Message([]string{strconv.Itoa(n)})
		if err != nil {
			t.Errorf("%d: %v", n, err)
			continue
		}
		narrow(t, text)
		if name := wire.Number(n).Info().Name; !strings.HasPrefix(text, name) {
			t.Errorf("%d: want %s, got\n%s", n, name, text)
		}
	}
	for _, d := range dissect.Messages() {
		for _, name := range []string{d.Name, strings.ToLower(strings.TrimPrefix(d.Name, "SSH_MSG_"))} {
			text, err := illustrate.Message([]string{name})
			if err != nil || !strings.Contains(text, d.Name+": message "+strconv.Itoa(int(d.Number))) {
				t.Errorf("%s: got %v\n%s", name, err, text)
			}
			for _, f := range d.Fields {
				if f.Type != dissect.Choice && !strings.Contains(strings.Join(strings.Fields(text), " "), f.Name) {
					t.Errorf("%s: the field %s is not there", name, f.Name)
				}
			}
		}
	}
}

func TestMessagesOfMethodsAreOneSides(t *testing.T) {
	for n := 30; n < 80; n++ {
		text, _ := illustrate.Message([]string{strconv.Itoa(n)})
		if n >= 50 && n < 60 || strings.Contains(text, "nobody") {
			continue
		}
		for _, one := range strings.Split(text, "\n\n") {
			if strings.Contains(one, "by a client") == strings.Contains(one, "by a server") {
				t.Errorf("who sends this?\n%s", one)
			}
		}
	}
}

func TestMessageTellsWhatIsAsked(t *testing.T) {
	for _, c := range []struct {
		words string
		want  []string
	}{
		{"94", []string{"SSH_MSG_CHANNEL_DATA: message 94\n", "RFC 4254 §5.2", "channel related messages", "uint32      recipient channel", "string      data"}},
		{"kex 20", []string{"SSH_MSG_KEXINIT", "byte[16]    cookie", "during first KEXINIT, service request, authentication, the connection protocol"}},
		{"30 curve25519-sha256", []string{"SSH_MSG_KEX_ECDH_INIT", "RFC 8731 §3", "by a client", "Q_C"}},
		{"kex 30", []string{"SSH_MSG_KEX_HYBRID_INIT", "SSH_MSG_KEXDH_INIT", "SSH_MSG_KEXRSA_PUBKEY", "RFC 5656 §4"}},
		{"auth 60", []string{"PK_OK", "PASSWD_CHANGEREQ", "INFO_REQUEST"}},
		{"CHANNEL_REQUEST pty-req", []string{"for pty-req (RFC 4254 §6.2):", "TERM environment variable value"}},
		{"USERAUTH_REQUEST password", []string{"(secret)"}},
		{"3", []string{"by a client: during first KEXINIT"}},
		{"5", []string{"by a client: during service request", "by a server: never"}},
		{"192", []string{"SSH2_MSG_PING"}},
		{"0x14", []string{"KEXINIT"}},
		{"200", []string{"nobody has assigned it", "answered with UNIMPLEMENTED"}},
	} {
		text, err := illustrate.Message(strings.Fields(c.words))
		narrow(t, text)
		plain := strings.Join(strings.Fields(text), " ")
		for _, want := range c.want {
			if err != nil || !strings.Contains(text, want) && !strings.Contains(plain, want) {
				t.Errorf("%s: want %q, got %v\n%s", c.words, want, err, text)
			}
		}
	}
	if text, _ := illustrate.Message([]string{"30", "curve25519-sha256"}); strings.Contains(text, "KEXDH_INIT") {
		t.Error("one method has the messages of others, too")
	}
	for words, want := range map[string]string{
		"CHANEL_DATA":             `no message is called "CHANEL_DATA"; near are CHANNEL_DATA`,
		"":                        "a number from 0 to 255 or a name is needed",
		"256":                     `no message is called "256"`,
		"94 pty-req":              "message 94 is the same always",
		"CHANNEL_REQUEST pty-rek": `has nothing called "pty-rek"; there are `,
		"auth 94":                 "number 94 is not of that layer, but: channel related messages",
	} {
		if text, err := illustrate.Message(strings.Fields(words)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want the error %q, got %v\n%s", words, want, err, text)
		}
	}
}

// flat is a text with its lines joined.
func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestEveryAlgorithmIsExplained(t *testing.T) {
	names := slices.Concat(kex.AllMethods(), ssh.DefaultAlgorithms().HostKey, ssh.DefaultAlgorithms().UserKey, keys.Types(),
		keys.CertificateTypes(), keys.Insecure(), protect.DefaultCiphers(), protect.DefaultMACs(), protect.InsecureMACs(),
		[]string{"none", kex.ExtInfoClient, kex.ExtInfoServer, kex.StrictClient, kex.StrictServer}, illustrate.AlgorithmNames())
	for _, name := range names {
		text, err := illustrate.Algorithm(name)
		if err != nil || !strings.HasPrefix(text, name+": ") {
			t.Errorf("%s: got %v\n%s", name, err, text)
		}
		narrow(t, text)
		if strings.HasSuffix(text, "\n\n") || strings.Contains(text, "\n\n\n") {
			t.Errorf("%s: empty lines too many:\n%q", name, text)
		}
		if row(text, "source") == "" || row(text, "status") == "" {
			t.Errorf("%s: no source or no status:\n%s", name, text)
		}
	}
}

func TestAlgorithmTellsSizesAndStatus(t *testing.T) {
	for _, c := range []struct{ name, label, want string }{
		{"chacha20-poly1305@openssh.com", "key", "64 bytes, letters C and D"},
		{"chacha20-poly1305@openssh.com", "IV", "none: the sequence number of the packet is the nonce"},
		{"chacha20-poly1305@openssh.com", "status", "offered by default, number 1 of "},
		{"aes256-gcm@openssh.com", "IV", "12 bytes, letters A and B"},
		{"aes256-gcm@openssh.com", "tag", "16 bytes: "},
		{"aes128-ctr", "block", "16 bytes: "},
		{"hmac-sha2-512-etm@openssh.com", "key", "64 bytes"},
		{"hmac-sha2-512-etm@openssh.com", "covers", "encrypt-then-MAC"},
		{"hmac-sha2-512", "covers", "the sequence number and the packet before"},
		{"umac-64@openssh.com", "tag", "8 bytes"},
		{"hmac-sha1", "status", "off by default, and there for who asks for it: no attack"},
		{"curve25519-sha256", "Q_C", "32 bytes: X25519 u-coordinate"},
		{"curve25519-sha256", "K", "an mpint"},
		{"mlkem768x25519-sha256", "C_INIT", "1216 bytes: ML-KEM-768 public key 1184, X25519 u-coordinate 32"},
		{"mlkem768x25519-sha256", "K", "a string of 32 bytes"},
		{"mlkem768x25519-sha256", "quantum", "yes"},
		{"diffie-hellman-group14-sha256", "group", "MODP group 14: p of 2048 bits, g = 2"},
		{"diffie-hellman-group14-sha256", "e and f", "mpints of up to 257 bytes"},
		{"diffie-hellman-group1-sha1", "status", "off by default, and there for who asks for it: a prime of 1024 bits"},
		{"diffie-hellman-group-exchange-sha256", "group", "p of 2048 to 8192 bits"},
		{"rsa2048-sha256", "status", "off by default, and there for who asks for it: no forward secrecy"},
		{"curve25519-sha256@libssh.org", "status", "this is what curve25519-sha256 was called before"},
		{"ssh-ed25519", "blob", "51 bytes"},
		{"ecdsa-sha2-nistp256", "blob", "104 bytes"},
		{"ecdsa-sha2-nistp384", "blob", "136 bytes"},
		{"ecdsa-sha2-nistp521", "blob", "172 bytes"},
		{"ssh-rsa", "blob", "of no fixed length"},
		{"rsa-sha2-256", "what", "RSASSA-PKCS1-v1_5 with SHA-256"},
		{"ssh-rsa-cert-v01@openssh.com", "signs as", "rsa-sha2-512-cert-v01@openssh.com, rsa-sha2-256-cert-v01@openssh.com"},
		{"ext-info-c", "where", "of clients; it is never chosen"},
		{"kex-strict-s-v00@openssh.com", "where", "of servers; it is never chosen"},
		{"3des-cbc", "status", "not here: "},
		{"zlib", "status", "not offered unless asked for"},
		{"zlib@openssh.com", "begins", "behind USERAUTH_SUCCESS"},
		{"none", "status", "offered first"},
	} {
		text, err := illustrate.Algorithm(c.name)
		if got := row(text, c.label); err != nil || !strings.Contains(got, c.want) {
			t.Errorf("%s: want %s %q, got %q, %v", c.name, c.label, c.want, got, err)
		}
	}
	for name, want := range map[string]string{
		"curve2551":        `no algorithm called "curve2551" is known here; near are curve25519-sha256`,
		"aes256gcm":        "near are aes256-gcm@openssh.com",
		"chacha20":         "near are chacha20-poly1305@openssh.com",
		"ssh-ed25591":      "near are ssh-ed25519",
		"\x1b[1m":          `called "\\x1b[1m"`,
		"nothing like any": "glassh ssh -Q help says",
	} {
		if _, err := illustrate.Algorithm(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: want the error %q, got %v", name, want, err)
		}
	}
}

// The sizes that are told are those that keys have.
func TestBlobSizesAreThoseOfKeys(t *testing.T) {
	for _, typ := range keys.Types() {
		key, err := keys.Generate(typ, zeros{}, 0)
		if err != nil || typ == "ssh-rsa" {
			continue // those of devices are made there
		}
		text, err := illustrate.Algorithm(typ)
		if want := fmt.Sprintf("%d bytes", len(key.PublicKey().Blob())); err != nil || row(text, "blob") != want {
			t.Errorf("%s: want %s, got %q, %v", typ, want, row(text, "blob"), err)
		}
	}
}

// zeros is randomness that says where it comes from.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(i + 1)
	}
	return len(p), nil
}

func TestTiersAreThoseOfThisMachine(t *testing.T) {
	text, err := illustrate.Algorithm("aes128-gcm@openssh.com")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range asm.Sets() {
		if want := "aes: " + s.Active().String() + " in use"; s.Name == "aes" && !strings.HasPrefix(row(text, "tiers"), want) {
			t.Errorf("want %q, got %q", want, row(text, "tiers"))
		}
	}
	// A family with another name would be passed over.
	for _, name := range illustrate.AlgorithmNames() {
		text, _ := illustrate.Algorithm(name)
		if strings.Contains(text, "portable Go only") {
			t.Errorf("%s: no family of kernels that it names is there", name)
		}
	}
}

func TestClausesAreThoseOfTheCode(t *testing.T) {
	out, err := exec.Command("go", "run", "genclauses.go").Output()
	if err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile("clauses.txt")
	if err != nil {
		t.Fatal(err)
	}
	want, got := withoutLines(out), withoutLines(table)
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("clauses.txt does not have %s: run go generate ./ssh/illustrate", line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Errorf("clauses.txt has %s, and the code does not: run go generate ./ssh/illustrate", line)
		}
	}
	// Lines drift with each change above them, and the table is not made again for that. But
	// they must not be far off.
	const drift = 40
	for line := range strings.Lines(string(table)) {
		words := strings.Fields(line)
		if len(words) != 4 || words[0] == "#" {
			continue
		}
		rfc, _, _ := strings.Cut(words[0], "-")
		n, err := strconv.Atoi(words[2])
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(words[1])))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(text), "\n")
		from, to := max(0, n-1-drift), min(len(lines), n+1+drift)
		if from > to || !strings.Contains(strings.Join(lines[from:to], "\n"), rfc) {
			t.Errorf("%s:%d is not near RFC %s any more: run go generate ./ssh/illustrate", words[1], n, words[0])
		}
	}
}

// withoutLines are the lines of the table without the numbers of lines of the code.
func withoutLines(table []byte) (list []string) {
	for line := range strings.Lines(string(table)) {
		if words := strings.Fields(line); len(words) == 4 && words[0] != "#" {
			list = append(list, words[0]+" "+words[1]+" "+words[3])
		}
	}
	return list
}

func TestClauseTellsMessagesFieldsCodeAndRecords(t *testing.T) {
	for _, c := range []struct {
		clause string
		want   []string
	}{
		{"4253-7.1", []string{"RFC 4253 §7.1 (SSH's transport layer)", "20 SSH_MSG_KEXINIT", "KEXINIT: cookie, kex_algorithms", "ssh/kex/negotiate.go:", "Negotiate", `"num":20`}},
		{"RFC 4253 §7.2", []string{"ssh/kex/kdf.go:", "KDF", `"kind":"keys"`}},
		{"rfc4253 4.2", []string{`"kind":"line"`}},
		{"4253-8", []string{"KEXDH_INIT: e", "KEXDH_REPLY: K_S, f, signature of H", `"kind":"exchange"`, "exchangeHash"}},
		{"4254-6.2", []string{"pty-req: TERM environment variable value"}},
		{"4254", []string{"94 SSH_MSG_CHANNEL_DATA (§5.2)", "wire/channel_data.go:"}},
		{"4252 section 8", []string{"password: change, password"}},
		{"8709", []string{"Ed25519 and Ed448 for SSH"}},
		{"10042", []string{"KEX_HYBRID_INIT", "ssh/kex/kems.go"}},
	} {
		text, err := illustrate.Clause(c.clause)
		narrow(t, text)
		for _, want := range c.want {
			if err != nil || !strings.Contains(flat(text), want) {
				t.Errorf("%s: want %q, got %v\n%s", c.clause, want, err, text)
			}
		}
	}
	for clause, want := range map[string]string{
		"4253-99": "nothing here is about RFC 4253 §99; there is something about §",
		"1149":    "nothing here is about RFC 1149",
		"7.1":     "is no section of an RFC",
	} {
		if _, err := illustrate.Clause(clause); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want the error %q, got %v", clause, want, err)
		}
	}
	// Every section that a message or the code names can be asked for.
	for n := range 256 {
		if source := wire.Number(n).Info().Source; strings.HasPrefix(source, "RFC ") {
			if text, err := illustrate.Clause(source); err != nil || !strings.Contains(text, wire.Number(n).Info().Name) {
				t.Errorf("%s: got %v\n%s", source, err, text)
			}
		}
	}
}

func TestDumpShowsEveryByteButSecrets(t *testing.T) {
	payload := (&wire.UserauthPassword{Password: []byte("a secret")}).Append((&wire.UserauthRequest{
		User: []byte("ann"), Service: []byte("ssh-connection"), Method: []byte("password")}).Append(nil))
	r, err := illustrate.ReadPacket(payload, protect.Suite{}, false, dissect.Context{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	d := illustrate.Dump{W: &out, Notes: true}
	if err := d.Write(payload, r.Spans); err != nil {
		t.Fatal(err)
	}
	narrow(t, out.String())
	if text := out.String(); strings.Contains(text, "61 20 73") || !strings.Contains(text, "password: secret, not shown") {
		t.Errorf("the password shows:\n%s", text)
	}
	out.Reset()
	d = illustrate.Dump{W: &out, Full: true, Secrets: true}
	if err := d.Write(payload, r.Spans); err != nil {
		t.Fatal(err)
	}
	var all []byte
	for line := range strings.Lines(out.String()) {
		if len(line) > 15 {
			b, err := illustrate.ParseHex(line[15:min(38, len(line))])
			if err == nil {
				all = append(all, b...)
			}
		}
	}
	if !bytes.Equal(payload, all) {
		t.Errorf("want the bytes\n%x, got\n%x in\n%s", payload, all, out.String())
	}
}
