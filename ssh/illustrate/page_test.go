package illustrate_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/compress"
	"github.com/glassh/glassh/ssh/illustrate"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/ssh/trace"
)

const (
	password = "correct horse battery staple"
	typed    = "typed into the channel, 1234567890"
	within   = 30 * time.Second
)

// A scene is a connection to be shown.
type scene struct {
	kex, cipher, mac string // "" for the default
	password         bool   // and a key is tried before it
	rekey            bool
	compression      string
	bulk             int // bytes of data beside
}

// play runs a scene over loopback, and returns the records that a client at that level
// makes.
func play(t testing.TB, s scene, level trace.Level) []trace.Record {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	host, user := newKey(t), newKey(t)
	algorithms := ssh.Algorithms{Kex: kex.AllMethods(), MACs: slices.Concat(protect.DefaultMACs(), protect.InsecureMACs()), Compression: compress.Names()}
	srv := &ssh.Server{
		HostKeys: []keys.Signer{host}, Algorithms: algorithms,
		PublicKey: func(_ context.Context, _ ssh.Login, key *keys.PublicKey) (any, error) {
			if s.password || !key.Equal(user.PublicKey()) {
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
		User: "ann", Auth: []ssh.Auth{ssh.PublicKeys(user)}, HostKey: ssh.FixedHostKey(host.PublicKey()), Tracer: r,
		Algorithms: algorithms,
	}
	if s.password {
		cfg.Auth = append(cfg.Auth, ssh.Password(1, func(context.Context) ([]byte, error) { return []byte(password), nil }))
	}
	for _, a := range []struct {
		name string
		list *[]string
	}{{s.kex, &cfg.Algorithms.Kex}, {s.cipher, &cfg.Algorithms.Ciphers}, {s.mac, &cfg.Algorithms.MACs}, {s.compression, &cfg.Algorithms.Compression}} {
		if a.name != "" {
			*a.list = []string{a.name}
		}
	}
	cl, err := ssh.Dial(ctx, ln.Addr().String(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	run := func(in io.Reader) {
		c := cl.Command("copy")
		c.Stdin, c.Stdout = in, io.Discard
		if err := c.Run(ctx); err != nil {
			t.Fatal(err)
		}
	}
	run(strings.NewReader(typed))
	if s.bulk > 0 {
		run(bytes.NewReader(make([]byte, s.bulk)))
	}
	if s.rekey {
		if err := cl.Rekey(); err != nil {
			t.Fatal(err)
		}
		run(strings.NewReader(typed))
	}
	cl.Close()
	cl.Wait()
	r.End(nil)
	return records
}

func newKey(t testing.TB) *keys.PrivateKey {
	key, err := keys.GenerateEd25519(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// pageOf returns the page of records.
func pageOf(t testing.TB, records []trace.Record) string {
	t.Helper()
	var out bytes.Buffer
	if err := illustrate.Page(&out, records); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// scenes have every family of methods, and every way to protect a packet.
func scenes() map[string]scene {
	all := map[string]scene{
		"AES-GCM":         {cipher: "aes128-gcm@openssh.com"},
		"encrypt-and-MAC": {cipher: "aes192-ctr", mac: "hmac-sha2-512"},
		"UMAC":            {cipher: "aes128-ctr", mac: "umac-64@openssh.com"},
		"EtM":             {cipher: "aes256-ctr", mac: "hmac-sha2-256-etm@openssh.com"},
		"password":        {password: true},
		"re-exchange":     {rekey: true},
		"compression":     {compression: "zlib@openssh.com", rekey: true},
		"zlib":            {compression: "zlib", password: true},
	}
	for _, name := range []string{"mlkem768x25519-sha256", "sntrup761x25519-sha512", "curve25519-sha256", "ecdh-sha2-nistp384",
		"diffie-hellman-group14-sha256", "diffie-hellman-group-exchange-sha256", "rsa2048-sha256"} {
		all[name] = scene{kex: name, cipher: "chacha20-poly1305@openssh.com"}
	}
	return all
}

func TestPagesOfEveryKindOfConnection(t *testing.T) {
	for name, s := range scenes() {
		t.Run(name, func(t *testing.T) {
			for _, level := range []trace.Level{trace.Public, trace.Hash, trace.Secrets} {
				records := play(t, s, level)
				page := pageOf(t, records)
				wellFormed(t, page)
				complete(t, page, records)
				if n := len(page); n > 1<<20 {
					t.Errorf("want less than 1 MiB, got %d bytes", n)
				}
				if compressed := strings.Contains(page, " bytes compressed to "); compressed != (s.compression != "") {
					t.Errorf("packets are said to be compressed: %v", compressed)
				}
				if strings.Contains(page, "ZgotmplZ") {
					t.Error("the template has refused a value")
				}
				if secret := strings.Contains(page, "can decrypt the captured session"); secret != (level == trace.Secrets) {
					t.Errorf("level %v: the red banner is there: %v", level, secret)
				}
				if !strings.Contains(page, "H = SHA-") {
					t.Error("H is not built from its fields")
				}
				verified := strings.Count(page, "Verified anew for this page: the signature is one of H")
				if level >= trace.Hash && verified == 0 || strings.Contains(page, "it does not hold") {
					t.Error("the host's signature is not verified anew")
				}
				if level >= trace.Hash && !s.password && !strings.Contains(page, "the signature in the request is one of exactly these bytes") {
					t.Error("the user's signature is not verified anew")
				}
			}
		})
	}
}

var dataIn = regexp.MustCompile(`(?s)<script type="application/json" id="data">(.*?)</script>`)

// wellFormed reads a page as XML: our template closes all elements.
func wellFormed(t *testing.T, page string) {
	t.Helper()
	body := regexp.MustCompile(`(?s)<(style|script)[^>]*>.*?</(style|script)>`).ReplaceAllString(page, "")
	d := xml.NewDecoder(strings.NewReader(body))
	ids := map[string]bool{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			line, column := d.InputPos()
			t.Fatalf("line %d, column %d: %v", line, column, err)
		}
		if e, ok := token.(xml.StartElement); ok {
			for _, a := range e.Attr {
				if a.Name.Local == "id" && ids[a.Value] {
					t.Errorf("the id %q is there twice", a.Value)
				} else if a.Name.Local == "id" {
					ids[a.Value] = true
				}
				if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") {
					t.Errorf("<%s> has an attribute %s, which the page's policy forbids", e.Name.Local, a.Name.Local)
				}
			}
		}
	}
}

// complete wants every packet and line in a page, with all its bytes in tiling spans.
func complete(t *testing.T, page string, records []trace.Record) {
	t.Helper()
	var data struct {
		Strings []string
		Packets map[int]map[string]json.RawMessage
	}
	m := dataIn.FindStringSubmatch(page)
	if m == nil || json.Unmarshal([]byte(m[1]), &data) != nil {
		t.Fatal("the page has no data")
	}
	for i, r := range records {
		var clear, wire []byte
		switch r := r.(type) {
		case *trace.Line:
			clear = r.Wire
		case *trace.Packet:
			clear, wire = r.Clear, r.Wire
			if r.Epoch == 0 {
				wire = nil
			}
		default:
			continue
		}
		if strings.Count(page, fmt.Sprintf(`id="p%d"`, i)) != 1 {
			t.Errorf("record %d is not in the page, or twice", i)
		}
		for name, whole := range map[string][]byte{"c": clear, "w": wire} {
			if len(whole) == 0 {
				continue
			}
			var run struct {
				H string
				X [][2]int
				S [][]any
			}
			if err := json.Unmarshal(data.Packets[i][name], &run); err != nil {
				t.Errorf("record %d: %v", i, err)
				continue
			}
			n := len(run.H) / 2
			for _, cut := range run.X {
				n += cut[1]
			}
			sum := 0.0
			for _, s := range run.S {
				sum += s[0].(float64)
			}
			if n != len(whole) || int(sum) != n || !strings.HasPrefix(run.H, hex.EncodeToString(whole[:min(64, len(whole))])) {
				t.Errorf("record %d, %s: want %d bytes explained, got %d in %v", i, name, len(whole), n, sum)
			}
		}
	}
}

// forms are the ways in which bytes could stand in a page.
func forms(secret []byte) []string {
	list := []string{string(secret), hex.EncodeToString(secret), strings.ToUpper(hex.EncodeToString(secret)),
		base64.StdEncoding.EncodeToString(secret), base64.RawURLEncoding.EncodeToString(secret)}
	// Tables write bytes in groups of four, and cut long ones.
	text := hex.EncodeToString(secret[:min(len(secret), 8)])
	return append(list, text[:8]+" "+text[8:])
}

func TestPublicPagesHoldNoSecret(t *testing.T) {
	for name, s := range scenes() {
		t.Run(name, func(t *testing.T) {
			whole := play(t, s, trace.Secrets)
			for _, level := range []trace.Level{trace.Public, trace.Hash} {
				var redacted []trace.Record
				for _, r := range whole {
					redacted = append(redacted, trace.Redact(r, level))
				}
				page := pageOf(t, redacted)
				absent := func(what string, secret []byte) {
					if len(secret) < 8 {
						return
					}
					for _, form := range forms(secret) {
						if strings.Contains(page, form) {
							t.Errorf("level %v: %s is in the page", level, what)
						}
					}
				}
				absent("the password", []byte(password))
				absent("what was typed", []byte(typed))
				for _, r := range whole {
					switch r := r.(type) {
					case *trace.Exchange:
						absent("K", r.K[4:])
						absent("the ephemeral key", r.Private)
						if level < trace.Hash {
							absent("H", r.H)
						}
					case *trace.Keys:
						absent("a key", r.Key)
						absent("an IV", r.IV)
						absent("a MAC key", r.MACKey)
					}
				}
			}
		})
	}
}

func TestAPageWithSecretsHoldsTheKeysAndNoPassword(t *testing.T) {
	records := play(t, scene{password: true, cipher: "aes128-gcm@openssh.com"}, trace.Secrets)
	page := pageOf(t, records)
	for _, form := range forms([]byte(password)) {
		if strings.Contains(page, form) {
			t.Error("the password is in the page")
		}
	}
	for _, r := range records {
		if k, ok := r.(*trace.Keys); ok && !strings.Contains(page, forms(k.Key)[5]) {
			t.Error("a key is not in the page")
		}
	}
}

func TestAReexchangeIsShownAsWhatChangedAndWhatDidNot(t *testing.T) {
	page := pageOf(t, play(t, scene{rekey: true}, trace.Secrets))
	_, part, _ := strings.Cut(page, `id="s17"`)
	part, _, _ = strings.Cut(part, `id="s18"`)
	for what, want := range map[string]string{
		"cookie of the client": "changed", "H": "changed", "session_id": "the same", "host key": "the same", "keys client → server": "changed",
	} {
		row := regexp.MustCompile(`(?s)<tr><td><b>` + regexp.QuoteMeta(what) + `</b></td>.*?</tr>`).FindString(part)
		if !strings.Contains(row, "</span> "+want) {
			t.Errorf("%s: want %q, got %q", what, want, row)
		}
	}
}

func TestAByteWithoutAnExplanationIsRefused(t *testing.T) {
	records := play(t, scene{}, trace.Public)
	for i, r := range records {
		p, ok := r.(*trace.Packet)
		if !ok || p.Layout == nil {
			continue
		}
		for what, change := range map[string]func(*trace.Packet){
			"the last span is missing": func(p *trace.Packet) { p.Layout = p.Layout[:len(p.Layout)-1] },
			"a span is too long":       func(p *trace.Packet) { p.Layout[1].Len++ },
			"one inside is missing":    func(p *trace.Packet) { in := &p.Layout[2].Inner; *in = append((*in)[:0:0], (*in)[1:]...) },
			"there are no spans":       func(p *trace.Packet) { p.Layout = nil },
		} {
			c := *p
			c.Layout = slices.Clone(p.Layout)
			change(&c)
			changed := slices.Clone(records)
			changed[i] = &c
			err := illustrate.Page(io.Discard, changed)
			if len(c.Layout) > 2 && len(p.Layout[2].Inner) == 1 && what == "one inside is missing" {
				continue // an empty Inner is none
			}
			if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("record %d,", i)) {
				t.Errorf("record %d: %s: want an error that names it, got %v", i, what, err)
			}
		}
	}
}

func TestKeysThatDoNotFollowAreRefused(t *testing.T) {
	for what, change := range map[string]func(trace.Record) trace.Record{
		"a key": func(r trace.Record) trace.Record {
			if k, ok := r.(*trace.Keys); ok {
				c := *k
				c.Key = slices.Clone(k.Key)
				c.Key[3] ^= 1
				return &c
			}
			return r
		},
		"H": func(r trace.Record) trace.Record {
			if e, ok := r.(*trace.Exchange); ok {
				c := *e
				c.H = slices.Clone(e.H)
				c.H[3] ^= 1
				return &c
			}
			return r
		},
	} {
		records := play(t, scene{}, trace.Secrets)
		for i := range records {
			records[i] = change(records[i])
		}
		if err := illustrate.Page(io.Discard, records); err == nil {
			t.Errorf("%s was changed: want an error", what)
		}
	}
}

// TestWhatThePeerSaysIsText has a peer whose names are markup.
func TestWhatThePeerSaysIsText(t *testing.T) {
	const evil = `</script><img src=x onerror=alert(1)>'"&`
	records := play(t, scene{}, trace.Public)
	for _, r := range records {
		switch r := r.(type) {
		case *trace.Begin:
			r.Remote, r.Program, r.Tiers = evil, evil, map[string]string{evil: evil}
		case *trace.End:
			r.Error = evil
		case *trace.Packet:
			r.Error = ""
			if r.Message != nil {
				r.Message.Error = evil
			}
			for i := range r.Layout {
				s := &r.Layout[i]
				s.Value, s.Note, s.Source = evil, evil, evil
				for j := range s.Inner {
					s.Inner[j].Value = evil
				}
			}
		}
	}
	records = append(records, &trace.Note{Head: trace.Head{V: 1, N: len(records), Kind: "note"}, Text: evil})
	page := pageOf(t, records)
	if strings.Contains(page, "<img") {
		t.Error("a peer's text is markup in the page")
	}
	wellFormed(t, page)
}

func TestAConnectionThatWasCutShortHasAPage(t *testing.T) {
	records := play(t, scene{}, trace.Secrets)
	for n := range records {
		page := pageOf(t, records[:n])
		if !strings.Contains(page, "without a record of the end") {
			t.Errorf("%d records: the page does not say that the trace is cut short", n)
		}
	}
}

// long repeats the data of a trace until it has so many packets.
func long(t testing.TB, packets int) []trace.Record {
	t.Helper()
	records := play(t, scene{}, trace.Public)
	at := slices.IndexFunc(records, func(r trace.Record) bool {
		p, ok := r.(*trace.Packet)
		return ok && p.Message != nil && p.Message.Name == "SSH_MSG_CHANNEL_DATA"
	})
	data := records[at].(*trace.Packet)
	list := slices.Clone(records[:at])
	for len(list) < packets {
		c := *data
		c.N, c.Time = len(list), data.Time+int64(len(list))
		list = append(list, &c)
	}
	return list
}

func TestTwoThousandPacketsMakeAPageOfFewMegabytes(t *testing.T) {
	began := time.Now()
	page := pageOf(t, long(t, 2000))
	if len(page) > 6<<20 {
		t.Errorf("want 6 MiB at most, got %d bytes", len(page))
	}
	t.Logf("%d bytes in %v", len(page), time.Since(began))
}

var pages = flag.String("pages", "", "where to write the pages that .ci/web opens in a browser")

// TestPagesForTheBrowser writes pages of all that the script and the style have to show.
func TestPagesForTheBrowser(t *testing.T) {
	dir := *pages
	if dir == "" {
		dir = t.TempDir()
	}
	for name, records := range map[string][]trace.Record{
		"short":   play(t, scene{}, trace.Public),
		"rekey":   play(t, scene{kex: "curve25519-sha256", cipher: "aes256-ctr", mac: "hmac-sha2-256", rekey: true, bulk: 3 << 20}, trace.Secrets),
		"secrets": play(t, scene{kex: "diffie-hellman-group-exchange-sha256", cipher: "aes128-gcm@openssh.com", password: true}, trace.Secrets),
		"long":    long(t, 2000),
	} {
		if err := os.WriteFile(filepath.Join(dir, name+".html"), []byte(pageOf(t, records)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
