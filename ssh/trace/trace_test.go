package trace_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/ssh/userauth"
)

const (
	password  = "correct horse battery staple"
	answer    = "an answer that does not show"
	typed     = "typed into the channel, 1234567890"
	within    = 30 * time.Second
	plainEcho = "an answer that shows"
)

// A scene is a connection to be traced.
type scene struct {
	kex, cipher, mac string     // "" for the default
	auth             []ssh.Auth // nil: with a key
	rekey            bool
	compression      string // "" for none
}

// delayed stands for zlib behind the login (RFC 8308 §3.2).
const delayed = "delayed"

// play runs a scene over loopback, and returns the records that a client at that level
// makes.
func play(t testing.TB, s scene, level trace.Level) []trace.Record {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	host, err := keys.GenerateEd25519(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	user, err := keys.GenerateEd25519(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	algorithms := ssh.Algorithms{Kex: kex.AllMethods(), MACs: slices.Concat(protect.DefaultMACs(), protect.InsecureMACs())}
	switch s.compression {
	case "":
	case delayed:
		algorithms.DelayCompression = []string{"zlib"}
	default:
		algorithms.Compression = []string{s.compression}
	}
	srv := &ssh.Server{
		HostKeys: []keys.Signer{host}, Algorithms: algorithms,
		PublicKey: func(_ context.Context, _ ssh.Login, key *keys.PublicKey) (any, error) {
			if !key.Equal(user.PublicKey()) {
				return nil, errors.New("another key")
			}
			return nil, nil
		},
		Password: func(_ context.Context, _ ssh.Login, got []byte) (any, error) {
			if string(got) != password {
				return nil, errors.New("another password")
			}
			return nil, nil
		},
		Interactive: func(_ context.Context, _ ssh.Login, ask ssh.Asker) (any, error) {
			_, err := ask("", "", []userauth.Prompt{{Text: "Hidden: "}, {Text: "Shown: ", Echo: true}})
			return nil, err
		},
	}
	srv.Handle("exec", func(s *ssh.Session) { io.Copy(s, s) })
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan struct{})
	go func() { // the end of ctx stops it
		defer close(served)
		srv.Serve(ctx, ln)
	}()
	defer func() {
		cancel()
		<-served
	}()

	var records []trace.Record
	r := trace.NewRecorder(level, trace.Begin{
		Program: "test", End: "client", Local: "127.0.0.1:50000", Remote: ln.Addr().String(),
	}, func(rec trace.Record) { records = append(records, rec) })
	cfg := &ssh.ClientConfig{
		User: "ann", Auth: s.auth, HostKey: ssh.FixedHostKey(host.PublicKey()), Tracer: r,
		Algorithms: algorithms,
	}
	if s.auth == nil {
		cfg.Auth = []ssh.Auth{ssh.PublicKeys(user)}
	}
	if s.kex != "" {
		cfg.Algorithms.Kex = []string{s.kex}
	}
	if s.cipher != "" {
		cfg.Algorithms.Ciphers = []string{s.cipher}
	}
	if s.mac != "" {
		cfg.Algorithms.MACs = []string{s.mac}
	}
	cl, err := ssh.Dial(ctx, ln.Addr().String(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	c := cl.Command("copy")
	var out bytes.Buffer
	c.Stdin, c.Stdout = strings.NewReader(typed), &out
	if err := c.Run(ctx); err != nil || out.String() != typed {
		t.Fatalf("the command: %v, %q", err, &out)
	}
	if s.rekey {
		if err := cl.Rekey(); err != nil {
			t.Fatal(err)
		}
		if _, err := cl.Run(ctx, "copy"); err != nil {
			t.Fatal(err)
		}
	}
	cl.Close()
	cl.Wait()
	r.End(nil)
	return records
}

// suites are all there are.
func suites() (list []scene) {
	for _, cipher := range protect.DefaultCiphers() {
		c, _ := protect.LookupCipher(cipher)
		if c.AEAD {
			list = append(list, scene{cipher: cipher})
			continue
		}
		for _, mac := range slices.Concat(protect.DefaultMACs(), protect.InsecureMACs()) {
			list = append(list, scene{cipher: cipher, mac: mac})
		}
	}
	return list
}

func TestEverythingInATraceFollowsFromItsSecrets(t *testing.T) {
	scenes := suites()
	for _, method := range kex.AllMethods() {
		scenes = append(scenes, scene{kex: method, rekey: true})
	}
	for _, s := range scenes {
		t.Run(strings.Trim(s.kex+" "+s.cipher+" "+s.mac, " "), func(t *testing.T) {
			records := play(t, s, trace.Secrets)
			got, err := trace.Verify(records)
			if err != nil {
				t.Fatal(err)
			}
			want := trace.Verified{Exchanges: 1, Keys: 2, Packets: got.Packets}
			if s.rekey {
				want = trace.Verified{Exchanges: 2, Keys: 4, Packets: got.Packets}
			}
			if got != want || got.Packets < 15 {
				t.Errorf("want %+v, got %+v", want, got)
			}
			explained(t, records)
		})
	}
}

// explained checks that the layout of each packet tiles it.
func explained(t *testing.T, records []trace.Record) {
	t.Helper()
	for _, r := range records {
		p, ok := r.(*trace.Packet)
		if !ok || p.Withheld != "" {
			continue
		}
		at := 0
		for s := range dissect.Leaves(p.Layout) {
			if s.Len == 0 || s.Off != at {
				t.Fatalf("packet %d, %s: a span at %d of %d bytes; the one before ends at %d", p.N, p.Message.Name, s.Off, s.Len, at)
			}
			at = s.End()
		}
		if at != p.Size-p.Compressed()+p.Inflated || at != len(p.Clear) {
			t.Errorf("packet %d, %s: %d bytes of %d are explained", p.N, p.Message.Name, at, p.Size)
		}
	}
}

func TestVerifyFindsWhatWasChanged(t *testing.T) {
	records := play(t, scene{cipher: "aes128-ctr", mac: "hmac-sha2-256"}, trace.Secrets)
	find := func(match func(trace.Record) bool) trace.Record {
		return records[slices.IndexFunc(records, match)]
	}
	exchange := find(func(r trace.Record) bool { _, ok := r.(*trace.Exchange); return ok }).(*trace.Exchange)
	newKeys := find(func(r trace.Record) bool { _, ok := r.(*trace.Keys); return ok }).(*trace.Keys)
	packet := find(func(r trace.Record) bool { p, ok := r.(*trace.Packet); return ok && p.Epoch > 0 }).(*trace.Packet)
	first := records[exchange.ClientInit].(*trace.Packet)
	for name, field := range map[string]trace.Hex{
		"H": exchange.H, "K": exchange.K, "host key": exchange.HostKey, "version": exchange.ServerVersion,
		"KEXINIT": first.Clear[20:], "key": newKeys.Key, "IV": newKeys.IV, "MAC key": newKeys.MACKey,
		"packet on the network": packet.Wire, "packet in clear": packet.Clear, "MAC": packet.Wire[len(packet.Wire)-1:],
	} {
		field[0] ^= 1
		if _, err := trace.Verify(records); err == nil {
			t.Errorf("%s was changed, and nothing was found", name)
		}
		field[0] ^= 1
	}
	if _, err := trace.Verify(records); err != nil {
		t.Errorf("everything was put back: %v", err)
	}
}

// written returns the records as lines of JSON.
func written(t *testing.T, records []trace.Record) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, r := range records {
		if err := trace.Write(&b, r); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func TestRecordsSurviveTheirFile(t *testing.T) {
	for _, level := range []trace.Level{trace.Public, trace.Hash, trace.Secrets} {
		records := play(t, scene{rekey: true}, level)
		read, err := trace.ReadAll(bytes.NewReader(written(t, records)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(records, read); diff != "" {
			t.Errorf("level %v (-made +read):\n%s", level, diff)
		}
		for i, r := range read {
			if diff := cmp.Diff(trace.Redact(r, level), r); diff != "" {
				t.Errorf("record %d: redacted to its own level (-redacted +made):\n%s", i, diff)
			}
		}
	}
}

// forms are the ways in which a secret might stand in a text.
func forms(secret []byte) []string {
	return []string{string(secret), hex.EncodeToString(secret), base64.RawStdEncoding.EncodeToString(secret), fmt.Sprintf("%X", secret)}
}

func TestNoTraceHoldsWhatItsLevelLeavesOut(t *testing.T) {
	ways := map[string]ssh.Auth{
		"password": ssh.Password(1, func(context.Context) ([]byte, error) { return []byte(password), nil }),
		"keyboard-interactive": ssh.Interactive(1, func(_ context.Context, _, _ string, prompts []userauth.Prompt) ([]string, error) {
			return []string{answer, plainEcho}, nil
		}),
	}
	for name, auth := range ways {
		t.Run(name, func(t *testing.T) {
			all := play(t, scene{auth: []ssh.Auth{auth}, rekey: true}, trace.Secrets)
			var secrets, hashes [][]byte
			for _, r := range all {
				switch r := r.(type) {
				case *trace.Exchange:
					secrets = append(secrets, r.K[4:], r.Private)
					hashes = append(hashes, r.H)
				case *trace.Keys:
					secrets = append(secrets, r.Key)
				}
			}
			secrets = append(secrets, []byte(typed))
			for _, level := range []trace.Level{trace.Public, trace.Hash, trace.Secrets} {
				var records []trace.Record
				for _, r := range all {
					records = append(records, trace.Redact(r, level))
				}
				absent := [][]byte{[]byte(password), []byte(answer), []byte(plainEcho)}
				present := [][]byte{}
				if level < trace.Secrets {
					absent = append(absent, secrets...)
				} else {
					present = append(present, secrets...)
				}
				if level < trace.Hash {
					absent = append(absent, hashes...)
				} else {
					present = append(present, hashes...)
				}
				text := string(written(t, records))
				for _, secret := range absent {
					for _, form := range forms(secret) {
						if strings.Contains(text, form) {
							t.Errorf("level %v: %.10q… is in it", level, form)
						}
					}
				}
				for _, secret := range present {
					if !strings.Contains(text, hex.EncodeToString(secret)) {
						t.Errorf("level %v: %.10x… is not in it", level, secret)
					}
				}
			}
		})
	}
}

func TestWithheldPacketCannotBeDecrypted(t *testing.T) {
	auth := ssh.Password(1, func(context.Context) ([]byte, error) { return []byte(password), nil })
	withheld := 0
	for _, r := range play(t, scene{auth: []ssh.Auth{auth}}, trace.Secrets) {
		if p, ok := r.(*trace.Packet); ok && p.Withheld != "" {
			withheld++
			if p.Wire != nil || p.Clear != nil || p.Layout != nil {
				t.Error("the trace has the keys, and the packet that they decrypt")
			}
		}
	}
	if withheld != 1 {
		t.Errorf("want one packet withheld, got %d", withheld)
	}
}

// spans is a record of a packet with one span.
const spans = `{"v":1,"kind":"packet","dir":"c2s","epoch":1,"size":4,"clear":"01020304","msg":{},"layout":[{"off":0,"len":LEN,"name":"data","type":"byte"}]}`

func TestTextsThatATerminalObeysAreRefused(t *testing.T) {
	for _, text := range []string{`\u001b[2J`, `\n`, `\u202e`, "\u009b", `\u007f`} {
		for _, record := range []string{
			`{"v":1,"kind":"begin","local":"TEXT"}`, `{"v":1,"kind":"begin","end":"TEXT"}`, `{"v":1,"kind":"begin","tiers":{"TEXT":""}}`,
			`{"v":1,"kind":"note","text":"TEXT"}`, `{"v":1,"kind":"note","dir":"TEXT"}`, `{"v":1,"kind":"end","error":"TEXT"}`,
			`{"v":1,"kind":"keys","dir":"c2s","cipher":"TEXT"}`, `{"v":1,"kind":"exchange","kex":"TEXT"}`,
			`{"v":1,"kind":"packet","dir":"c2s","error":"TEXT"}`, `{"v":1,"kind":"packet","dir":"c2s","msg":{"name":"TEXT"}}`,
			`{"v":1,"kind":"packet","dir":"c2s","msg":{},"withheld":"TEXT"}`,
			strings.ReplaceAll(strings.ReplaceAll(spans, "LEN", "4"), `"data"`, `"TEXT"`),
			strings.ReplaceAll(strings.ReplaceAll(spans, "LEN", "4"), `"byte"`, `"byte","val":"TEXT"`),
		} {
			if _, err := trace.ReadAll(strings.NewReader(strings.ReplaceAll(record, "TEXT", "x"))); err != nil {
				t.Fatalf("%s: %v", record, err)
			}
			line := strings.ReplaceAll(record, "TEXT", text)
			if _, err := trace.ReadAll(strings.NewReader(line)); err == nil || !strings.HasSuffix(err.Error(), "has a text that is not fit to be shown") {
				t.Errorf("%s: %v", line, err)
			}
		}
	}
}

func TestRedactDoesNotBelieveWhatIsMasked(t *testing.T) {
	line := strings.ReplaceAll(strings.ReplaceAll(spans, "LEN", "4"), `"byte"`, `"bytes","kind":"data"`)
	list, err := trace.ReadAll(strings.NewReader(strings.Replace(line, `"msg"`, `"masked":[[0,0]],"msg"`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	if p := trace.Redact(list[0], trace.Public).(*trace.Packet); !bytes.Equal(p.Clear, make([]byte, 4)) {
		t.Errorf("the data is still there: %x", []byte(p.Clear))
	}
}

func TestWhatIsNoTraceIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"hello":                                     "line 1: this is no record of a trace",
		"{}":                                        "line 1: this is no record of a trace",
		`{"v":2,"kind":"note"}`:                     "line 1: the record has version 2 of the format; only 1 is known",
		`{"v":1,"kind":"song"}`:                     `line 1: no record is of the kind "song"`,
		`{"v":1,"kind":"packet","msg":{}}`:          "line 1: a record of the kind packet has no direction: c2s or s2c",
		`{"v":1,"kind":"packet","dir":"c2s"}`:       "line 1: a record of the kind packet has neither a message nor an error",
		strings.ReplaceAll(spans, "LEN", "3"):       "line 1: a record of the kind packet does not explain all of its bytes",
		strings.ReplaceAll(spans, "LEN", "5"):       "line 1: a record of the kind packet explains bytes that it does not have, or not one after the other",
		"\n" + `{"v":1,"kind":"line","wire":"abc"}`: "line 2: a record of the kind line: encoding/hex: odd length hex string",
	} {
		if _, err := trace.ReadAll(strings.NewReader(text)); err == nil || err.Error() != want {
			t.Errorf("%s: want %q, got %v", text, want, err)
		}
	}
}

var _ transport.Tracer = (*trace.Recorder)(nil)
