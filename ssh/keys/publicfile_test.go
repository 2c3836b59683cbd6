package keys_test

import (
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
)

func TestPublicFilesBothWaysWithSSHKeygen(t *testing.T) {
	for _, k := range ours() {
		public := k.PublicKey()
		t.Run(public.Type(), func(t *testing.T) {
			if public.Type() == "ssh-ed448" {
				return // which ssh-keygen does not have
			}
			line := inFile(t, public.AppendLine(nil, "me@here"))
			formats := []struct {
				name string
				make func() ([]byte, error)
			}{
				{"RFC4716", func() ([]byte, error) { return public.AppendRFC4716(nil, "me@here"), nil }},
				{"PKCS8", public.MarshalSPKI},
				{"PEM", public.MarshalPEM},
			}
			for _, f := range formats {
				if f.name != "RFC4716" && public.Type() == "ssh-ed25519" {
					continue
				}
				ours, err := f.make()
				if err != nil {
					t.Fatal(err)
				}
				theirs := sshKeygen(t, "-e", "-m", f.name, "-f", line)
				if f.name != "RFC4716" && theirs != string(ours) { // which has another comment
					t.Errorf("%s: want %s, got %s", f.name, theirs, ours)
				}
				got, _, err := keys.ParsePublicFile([]byte(theirs))
				if err != nil || !got.Equal(public) {
					t.Errorf("%s of ssh-keygen: %v\n%s", f.name, err, theirs)
				}
				format := f.name
				if format == "PEM" && strings.HasPrefix(public.Type(), "ecdsa") {
					format = "PKCS8"
				}
				want := public.String()
				if got := sshKeygen(t, "-i", "-m", format, "-f", inFile(t, ours)); strings.TrimSpace(got) != want {
					t.Errorf("ssh-keygen -i -m %s: want %s, got %s", f.name, want, got)
				}
			}
		})
	}
}

func TestSPKIBothWaysWithOpenSSL(t *testing.T) {
	for _, k := range ours() {
		want, err := k.PublicKey().MarshalSPKI()
		if err != nil {
			t.Fatal(err)
		}
		theirs := openssl(t, "pkey", "-pubin", "-in", inFile(t, want))
		if theirs != string(want) {
			t.Errorf("want %s, got %s", want, theirs)
		}
		got, comment, err := keys.ParsePublicFile([]byte(theirs))
		if err != nil || !got.Equal(k.PublicKey()) || comment != "" {
			t.Errorf("%s: %v", k.PublicKey(), err)
		}
	}
}

func TestPublicFilesComeBack(t *testing.T) {
	long := strings.Repeat("a comment of many words ", 30)
	for _, k := range ours() {
		for _, comment := range []string{"", "me@here", `back\`, `"quoted"`, "with: colon", long, strings.Repeat("x", 1022), "1" + strings.Repeat(`\`, 200)} {
			for name, text := range map[string][]byte{
				"a line":   k.PublicKey().AppendLine(nil, comment),
				"RFC 4716": k.PublicKey().AppendRFC4716(nil, comment),
			} {
				if name == "RFC 4716" {
					for line := range strings.Lines(string(text)) {
						if len(line) > 73 {
							t.Errorf("a line of %d bytes", len(line)-1)
						}
					}
				}
				got, back, err := keys.ParsePublicFile(text)
				if err != nil || !got.Equal(k.PublicKey()) || strings.TrimSpace(back) != strings.TrimSpace(comment) {
					t.Errorf("%s: want comment %q, got %q, %v", name, comment, back, err)
				}
			}
		}
	}
}

// The first two examples of RFC 4716 §3.6 are of an RSA and a DSA key; this is the form
// of their headers around a key of ours.
func TestHeadersOfRFC4716(t *testing.T) {
	k := testKey(t).PublicKey()
	base64 := strings.Fields(k.String())[1]
	for _, c := range []struct{ name, headers, want string }{
		{"none", "", ""},
		{"a comment", "Comment: me\n", "me"},
		{"quotes", "Comment: \"This is my public key for use on \\\nservers which I don't like.\"\n", "This is my public key for use on servers which I don't like."},
		{"a subject", "Subject: me\n", "me"},
		{"both", "Subject: me\nComment: you\n", "you"},
		{"another case", "SUBJECT: me\n", "me"},
		{"a private header", "x-command: /home/me/bin/lock-in-guest.sh\nComment: c\n", "c"},
		{"a colon", "Comment: a:b\n", "a:b"},
		{"no value", "Comment:\n", ""},
		{"CR LF", "Comment: a\\\r\nb\r\n", "ab"},
	} {
		text := "---- BEGIN SSH2 PUBLIC KEY ----\n" + c.headers + base64[:20] + "\n" + base64[20:] + "\n---- END SSH2 PUBLIC KEY ----\n"
		if c.name == "CR LF" {
			text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
		}
		got, comment, err := keys.ParsePublicFile([]byte(text))
		if err != nil || !got.Equal(k) || comment != c.want {
			t.Errorf("%s: want %q, got %q, %v", c.name, c.want, comment, err)
		}
	}
}

func TestParsePublicFileRefuses(t *testing.T) {
	good := string(testKey(t).PublicKey().AppendRFC4716(nil, "me"))
	const begin, end = "---- BEGIN SSH2 PUBLIC KEY ----\n", "---- END SSH2 PUBLIC KEY ----\n"
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "not a public key"},
		{"no last line", strings.TrimSuffix(good, end), "cut off"},
		{"more than a first line", strings.Replace(good, "KEY ----", "KEY ---- x", 1), "first line is damaged"},
		{"two keys", good + good, "text after its end"},
		{"an endless header", begin + "Comment: " + strings.Repeat("x", 1025) + "\n" + end, "of more than 1024"},
		{"an endless name", begin + strings.Repeat("x", 65) + ": c\n" + end, "a header has more than 64 bytes"},
		{"endless continuation", begin + "Comment: " + strings.Repeat("x\\\n", 2000) + "\n" + end, "of more than 1024"},
		{"not base64", strings.Replace(good, "AAAA", "A!AA", 1), "not base64"},
		{"nothing in it", begin + "Comment: me\n" + end, "cut short"},
		{"another type", begin + "AAAAB3NzaC1kc3M=\n" + end, "key type ssh-dss is not supported"},
		{"a private key", string(readTestdata(t, "ed25519")), "an OpenSSH private key: give the public key"},
		{"SPKI that is cut", "-----BEGIN PUBLIC KEY-----\nMFkwEwY", "cut off"},
		{"SPKI of nothing", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "(DER)"},
		{"half a first line", "-----BEGIN PUBL", "cut off in its first line"},
		{"a whole disk", strings.Repeat("\x00", 1<<20), "more than 131072 bytes"},
	} {
		_, _, err := keys.ParsePublicFile([]byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
}

func FuzzParsePublicFile(f *testing.F) {
	for _, k := range ours() {
		f.Add(k.PublicKey().AppendRFC4716(nil, "me, with a long comment that has to go on in the next line"))
		if spki, err := k.PublicKey().MarshalSPKI(); err == nil {
			f.Add(spki)
		}
		if pem, err := k.PublicKey().MarshalPEM(); err == nil {
			f.Add(pem)
		}
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		k, comment, err := keys.ParsePublicFile(file)
		if err != nil {
			return
		}
		again, _, err := keys.ParsePublicFile(k.AppendRFC4716(nil, comment))
		if err != nil || !again.Equal(k) {
			t.Errorf("RFC 4716: %v", err)
		}
		spki, err := k.MarshalSPKI()
		if err != nil {
			return
		}
		if again, _, err = keys.ParsePublicFile(spki); err != nil || !again.Equal(k) {
			t.Errorf("SPKI: %v", err)
		}
	})
}
