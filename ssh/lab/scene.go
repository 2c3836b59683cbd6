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

	script script
}

// A script is what exercises play besides. Its zero value is one line of output at once.
type script struct {
	both    bool     // record what the server saw, too
	sigAlgs []string // that the server announces
	window  uint32   // of the client's channel, which does not grow then

	output []string        // that the command writes, each in a message if the window lets it
	gaps   []time.Duration // how long the command takes to write each; nil: no time

	holdAt int           // behind so many bytes the client stops reading,
	hold   time.Duration // and begins again so long after nothing comes any more
}

// A Play is what came of a scene.
type Play struct {
	Records []trace.Record // as the client saw it, with all secrets

	ClientError, ServerError error // why a side gave up; nil at an end in order

	// ServerExtensions says whether the client has got the server's EXT_INFO.
	ServerExtensions bool
	// Output is what the command has written.
	Output []byte

	serverRecords []trace.Record // as the server saw it, if the script wants them
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
func (s *Scene) Run() (*Play, error) { return s.runWith(func(*Play) {}) }

// runWith is Run for an attacker who has to see what the play has come to so far.
func (s *Scene) runWith(begin func(*Play)) (*Play, error) {
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
	if s.script.sigAlgs != nil {
		server.ServerSigAlgs = s.script.sigAlgs
	}
	client, err := s.config("client")
	if err != nil {
		return nil, err
	}

	play := &Play{}
	begin(play)
	l := &link{attacker: s.Attacker}
	recorder := s.record(l, "client", &play.Records)
	client.Tracer = recorder
	var serverRecorder *trace.Recorder
	if s.script.both {
		serverRecorder = s.record(l, "server", &play.serverRecords)
		server.Tracer = serverRecorder
	}

	c := &clientEnd{base: base{wait: l.wait}, key: userKey, rand: newDice("signatures", s.Seed), play: play, script: &s.script, rekeys: s.Rekeys}
	sv := &serverEnd{base: base{wait: l.wait}, key: userKey.PublicKey(), output: s.script.output, gaps: s.script.gaps}
	if sv.output == nil {
		sv.output = []string{output}
	}
	if c.m, err = transport.New(transport.Client, client); err != nil {
		return nil, err
	}
	if sv.m, err = transport.New(transport.Server, server); err != nil {
		return nil, err
	}
	l.play(c, sv)
	play.ClientError, play.ServerError = c.err, sv.err
	recorder.End(c.err)
	if serverRecorder != nil {
		serverRecorder.End(sv.err)
	}
	return play, nil
}

// record returns a recorder of one end.
func (s *Scene) record(l *link, end string, to *[]trace.Record) *trace.Recorder {
	return trace.NewRecorderWithClock(l.clock, trace.Secrets, trace.Begin{
		Program: "glassh lab", Date: "2000-01-01T00:00:00Z", End: end,
	}, func(r trace.Record) { *to = append(*to, r) })
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
