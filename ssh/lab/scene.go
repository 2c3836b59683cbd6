package lab

import (
	"fmt"
	"time"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/ssh/transport"
)

// A Scene is what is to be played. Its zero value is a connection with the default
// algorithms, of which the client asks for one command.
type Scene struct {
	Seed string // of all randomness, any text

	Kex, Cipher, MAC string // to use; "" for the default

	Rekeys      int  // how often the client exchanges keys anew, behind the command
	NoStrictKex bool // neither side asks for strict key exchange (CVE-2023-48795)

	// Attacker, if it is set, is given what each side sends, and returns what the other
	// one receives.
	Attacker func(d trace.Dir, sent []byte) []byte
}

// A Play is what came of a scene.
type Play struct {
	Records []trace.Record // as the client saw it, with all secrets

	ClientError, ServerError error // why a side gave up; nil at an end in order

	// ServerExtensions says whether the client has got the server's EXT_INFO.
	ServerExtensions bool
	// Output is what the command has written.
	Output []byte
}

// The names of the lab.
const (
	user    = "ann"
	command = "hello"
	output  = "Hello from the server's end of this process.\n"
)

// oneWay is how long bytes are on their way, and step how long anything takes.
const (
	oneWay = 10 * time.Millisecond
	step   = time.Microsecond
)

// Run plays the scene. The error is of a scene that cannot be played; what goes wrong
// while it is, is in the Play.
func (s *Scene) Run() (*Play, error) {
	hostKey, err := keys.GenerateEd25519(newDice("host key", s.Seed))
	if err != nil {
		return nil, err
	}
	userKey, err := keys.GenerateEd25519(newDice("user key", s.Seed))
	if err != nil {
		return nil, err
	}
	server, err := s.config("server")
	if err != nil {
		return nil, err
	}
	server.HostKeys, server.ServerSigAlgs = []keys.Signer{hostKey}, keys.Supported()
	client, err := s.config("client")
	if err != nil {
		return nil, err
	}

	play := &Play{}
	l := &link{attacker: s.Attacker}
	client.Tracer = trace.NewRecorderWithClock(l.clock, trace.Secrets, trace.Begin{
		Program: "glassh lab", Date: "2000-01-01T00:00:00Z", End: "client",
	}, func(r trace.Record) { play.Records = append(play.Records, r) })
	recorder := client.Tracer.(*trace.Recorder)

	c := &clientEnd{key: userKey, rand: newDice("signatures", s.Seed), play: play, rekeys: s.Rekeys}
	sv := &serverEnd{key: userKey.PublicKey()}
	if c.m, err = transport.New(transport.Client, client); err != nil {
		return nil, err
	}
	if sv.m, err = transport.New(transport.Server, server); err != nil {
		return nil, err
	}
	l.play(c, sv)
	play.ClientError, play.ServerError = c.err, sv.err
	recorder.End(c.err)
	return play, nil
}

// config is what both sides offer.
func (s *Scene) config(who string) (*transport.Config, error) {
	c := &transport.Config{
		Version: "SSH-2.0-glassh_lab", Rand: newDice(who, s.Seed),
		Kex: kex.Methods(), HostKeyAlgorithms: []string{"ssh-ed25519"},
		Ciphers: protect.DefaultCiphers(), MACs: protect.DefaultMACs(), NoStrictKex: s.NoStrictKex,
	}
	if s.Kex != "" {
		if _, ok := kex.LookupMethod(s.Kex); !ok {
			return nil, fmt.Errorf("no key exchange method is called %q", s.Kex)
		}
		c.Kex = []string{s.Kex}
	}
	if s.Cipher != "" {
		if _, ok := protect.LookupCipher(s.Cipher); !ok {
			return nil, fmt.Errorf("no cipher is called %q", s.Cipher)
		}
		c.Ciphers = []string{s.Cipher}
	}
	if s.MAC != "" {
		if _, ok := protect.LookupMAC(s.MAC); !ok {
			return nil, fmt.Errorf("no MAC is called %q", s.MAC)
		}
		c.MACs = []string{s.MAC}
	}
	return c, nil
}
