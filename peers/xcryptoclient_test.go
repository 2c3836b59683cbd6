package peers_test

import (
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	xssh "golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// An xClient is a connection of golang.org/x/crypto/ssh to our server, whose global
// requests can be read.
type xClient struct {
	*xssh.Client
	requests <-chan *xssh.Request
}

func xConnect(t *testing.T, s *server, cfg *xssh.ClientConfig) *xClient {
	t.Helper()
	nc, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	nc.SetDeadline(time.Now().Add(within))
	conn, channels, requests, err := xssh.NewClientConn(nc, s.addr, cfg)
	if err != nil {
		t.Fatalf("%v\n%s", err, tail(s.log.String(), 1000))
	}
	return &xClient{xssh.NewClient(conn, channels, nil), requests}
}

// session starts a command, whose output it returns at its end.
func (c *xClient) session(t *testing.T, command string, prepare func(*xssh.Session) error) (out *journal, s *xssh.Session) {
	t.Helper()
	s, err := c.NewSession()
	if err == nil && prepare != nil {
		err = prepare(s)
	}
	if err != nil {
		t.Fatal(err)
	}
	out = new(journal)
	s.Stdout = out
	if err := s.Start(command); err != nil {
		t.Fatal(err)
	}
	return out, s
}

// over waits for the end of a session, which has printed want.
func over(t *testing.T, want string, out *journal, s *xssh.Session) {
	t.Helper()
	if err := s.Wait(); err != nil || !strings.Contains(out.String(), want) {
		t.Errorf("want %q, got %q, %v", want, out, err)
	}
}

// TestXCryptosClientIsToldTheHostKeys, and asks for a proof of each.
func TestXCryptosClientIsToldTheHostKeys(t *testing.T) {
	const prove = "hostkeys-prove-00@openssh.com"
	k := newKeys(t)
	c := xConnect(t, featured(t, k), xClientConfig(t, job{}.orDefaults(k)))
	select {
	case r := <-c.requests:
		if r.Type != "hostkeys-00@openssh.com" || r.WantReply {
			t.Errorf("want the host keys, got %s", r.Type)
		}
		ok, proofs, err := c.SendRequest(prove, true, r.Payload)
		var blob, proof struct{ Text string }
		var sig xssh.Signature
		if err != nil || !ok || xssh.Unmarshal(r.Payload, &blob) != nil || xssh.Unmarshal(proofs, &proof) != nil || xssh.Unmarshal([]byte(proof.Text), &sig) != nil {
			t.Fatalf("no proof: %v, %v, %x", ok, err, proofs)
		}
		key, err := xssh.ParsePublicKey([]byte(blob.Text))
		if err != nil {
			t.Fatal(err)
		}
		if err := key.Verify(xssh.Marshal(struct{ Name, Session, Key string }{prove, string(c.SessionID()), blob.Text}), &sig); err != nil {
			t.Error(err)
		}
	case <-time.After(ready):
		t.Error("no host keys are announced")
	}
}

// TestXCryptosClientOnATerminal has modes, and a size that changes.
func TestXCryptosClientOnATerminal(t *testing.T) {
	k := newKeys(t)
	c := xConnect(t, featured(t, k), xClientConfig(t, job{}.orDefaults(k)))
	typed := newInput()
	out, tty := c.session(t, "tty; stty size; stty -a; read x; stty size", func(s *xssh.Session) error {
		s.Stdin = typed
		return s.RequestPty("vt100", 31, 97, xssh.TerminalModes{xssh.ECHO: 0, xssh.VINTR: 'X' & 31})
	})
	for _, want := range []string{"/dev/pts/", "31 97", "-echo ", "intr = ^X"} {
		if !waitFor(ready, func() bool { return out.count(want) > 0 }) {
			t.Errorf("want %q, got %q", want, out)
		}
	}
	if err := tty.WindowChange(50, 100); err != nil {
		t.Fatal(err)
	}
	typed.keys <- "go\r"
	over(t, "50 100", out, tty)
}

// TestFeaturesOfXCryptosClient goes through what it has but for logins, forwarding of
// ports and single commands, which other tests have.
func TestFeaturesOfXCryptosClient(t *testing.T) {
	k := newKeys(t)
	c := xConnect(t, featured(t, k), xClientConfig(t, job{}.orDefaults(k)))
	go xssh.DiscardRequests(c.requests)
	t.Run("signal", func(t *testing.T) {
		out, s := c.session(t, "trap 'echo usr1; exit 0' USR1; echo ready; for i in $(seq 400); do sleep 0.05; done", nil)
		if !waitFor(ready, func() bool { return out.count("ready") > 0 }) {
			t.Fatal("the command does not start")
		}
		if err := s.Signal(xssh.SIGUSR1); err != nil {
			t.Error(err)
		}
		over(t, "usr1", out, s)
	})
	t.Run("subsystem", func(t *testing.T) {
		s, err := c.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.StdoutPipe()
		if err == nil {
			err = s.RequestSubsystem("words")
		}
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(r); string(text) != "these words\n" || err != nil {
			t.Errorf("got %q, %v", text, err)
		}
	})
	t.Run("agent", func(t *testing.T) {
		ring := agent.NewKeyring()
		private, err := xssh.ParseRawPrivateKey(k.user.pem)
		if err == nil {
			err = ring.Add(agent.AddedKey{PrivateKey: private})
		}
		if err == nil {
			err = agent.ForwardToAgent(c.Client, ring)
		}
		if err != nil {
			t.Fatal(err)
		}
		out, s := c.session(t, find(t, "ssh-add")+" -l", agent.RequestAgentForwarding)
		over(t, k.user.private.PublicKey().Fingerprint(), out, s)
	})
	t.Run("display", func(t *testing.T) {
		asked := make(chan error, 1)
		displays := c.HandleChannelOpen("x11")
		go func() { // the end of the connection stops it
			for nch := range displays {
				ch, requests, err := nch.Accept()
				if err == nil {
					go xssh.DiscardRequests(requests)
					_, err = io.ReadFull(ch, make([]byte, 12)) // the header of a connection
					ch.Close()
				}
				asked <- err
			}
		}()
		out, s := c.session(t, "xdpyinfo 2>&1; echo display=$DISPLAY", func(s *xssh.Session) error {
			_, err := s.SendRequest("x11-req", true, xssh.Marshal(struct {
				Single           bool
				Protocol, Cookie string
				Screen           uint32
			}{false, "MIT-MAGIC-COOKIE-1", strings.Repeat("0f", 16), 0}))
			return err
		})
		over(t, "display=localhost:30", out, s)
		if err := <-asked; err != nil {
			t.Error(err)
		}
	})
	t.Run("what nobody knows", func(t *testing.T) {
		for _, request := range []string{"keepalive@openssh.com", "unknown@example.org", "hostkeys-prove-00@openssh.com"} {
			if ok, _, err := c.SendRequest(request, true, nil); err != nil || ok {
				t.Errorf("%s: %v, %v", request, ok, err)
			}
		}
		_, _, err := c.OpenChannel("unknown@example.org", nil)
		if refused, ok := err.(*xssh.OpenChannelError); !ok || refused.Reason != xssh.UnknownChannelType {
			t.Errorf("an unknown kind of channel: %v", err)
		}
		out, s := c.session(t, "sleep 0.2; echo over", nil)
		for _, request := range []string{"keepalive@openssh.com", "unknown@example.org", "break", "shell"} {
			if ok, err := s.SendRequest(request, true, []byte{0, 0, 0, 0}); err != nil || ok {
				t.Errorf("%s: %v, %v", request, ok, err)
			}
		}
		over(t, "over", out, s)
	})
	t.Run("no more sessions", func(t *testing.T) {
		if _, _, err := c.SendRequest("no-more-sessions@openssh.com", false, nil); err != nil {
			t.Error(err)
		}
		if _, err := c.NewSession(); err == nil {
			t.Error("there is one more session")
		}
	})
}

// An input is what a user types.
type input struct{ keys chan string }

func newInput() *input { return &input{make(chan string, 8)} }

// Read returns what is typed next.
func (in *input) Read(p []byte) (int, error) { return copy(p, <-in.keys), nil }

// TestXCryptoLogsInByCertificates, and knows the host by one.
func TestXCryptoLogsInByCertificates(t *testing.T) {
	for maker, program := range offices(t) {
		o := newOffice(t, program, "-t ecdsa -b 384", "-t ed25519")
		o.certify(t, o.host, "-h", "-n", "127.0.0.1")
		o.certify(t, o.user, "-n", me(t), "-O", "force-command=echo forced")
		s := glasshServe(t, o.keyring, serverOptions{config: []string{"HostCertificate " + o.host.path + "-cert.pub"}})
		text := readText(t, o.user.path+"-cert.pub")
		key, _, _, _, err := xssh.ParseAuthorizedKey([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		signer, err := xssh.NewCertSigner(key.(*xssh.Certificate), xSigner(t, o.user))
		if err != nil {
			t.Fatal(err)
		}
		ca := xSigner(t, o.ca).PublicKey().Marshal()
		checker := &xssh.CertChecker{IsHostAuthority: func(key xssh.PublicKey, _ string) bool { return string(key.Marshal()) == string(ca) }}
		cfg := &xssh.ClientConfig{
			User: me(t), Auth: []xssh.AuthMethod{xssh.PublicKeys(signer)}, HostKeyCallback: checker.CheckHostKey,
			HostKeyAlgorithms: []string{xssh.CertAlgoED25519v01},
		}
		out, sess := xConnect(t, s, cfg).session(t, "true", nil)
		if err := sess.Wait(); err != nil || out.String() != "forced\n" {
			t.Errorf("%s: %q, %v\n%s", filepath.Base(maker), out, err, tail(s.log.String(), 1000))
		}
	}
}
