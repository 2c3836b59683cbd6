package trace_test

import (
	"bytes"
	"crypto/rand"
	mrand "math/rand/v2"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/ssh/transport"
)

// TestClientIsTracedWhateverItsServerSends has servers that send, in good packets, what
// servers send with some bytes changed, and in the end a packet that is damaged.
func TestClientIsTracedWhateverItsServerSends(t *testing.T) {
	var said [][]byte
	for _, r := range play(t, scene{rekey: true}, trace.Secrets) {
		if p, ok := r.(*trace.Packet); ok && p.Payload() != nil {
			said = append(said, p.Payload())
		}
	}
	host, err := keys.GenerateEd25519(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rnd := mrand.New(mrand.NewPCG(7, 8))
	errors, packets := map[string]bool{}, 0
	for round := range 200 {
		cfg := transport.Config{
			Version: "SSH-2.0-hostile", Rand: rand.Reader, Kex: []string{"curve25519-sha256"}, HostKeyAlgorithms: []string{"ssh-ed25519"},
			Ciphers: protect.DefaultCiphers()[round%len(protect.DefaultCiphers()):], MACs: protect.DefaultMACs(), HostKeys: []keys.Signer{host},
		}
		var records []trace.Record
		traced := cfg
		traced.Tracer = trace.NewRecorder(levels[round%3], trace.Begin{End: "client"}, func(r trace.Record) { records = append(records, r) })
		client, err := transport.New(transport.Client, &traced)
		if err != nil {
			t.Fatal(err)
		}
		server, err := transport.New(transport.Server, &cfg)
		if err != nil {
			t.Fatal(err)
		}
		end := meet(t, client, server)
		for end == nil {
			payload := bytes.Clone(said[rnd.IntN(len(said))])
			for range rnd.IntN(4) {
				payload[rnd.IntN(len(payload))] = byte(rnd.Uint32())
			}
			if rnd.IntN(8) == 0 {
				payload = payload[:1+rnd.IntN(len(payload))]
			}
			if err := server.Send(payload); err != nil {
				break
			}
			sent := server.TakeOutput(nil)
			if rnd.IntN(100) == 0 {
				sent[rnd.IntN(len(sent))] ^= 1
			}
			end = feed(t, client, &sent)
			packets++
			if rnd.IntN(300) == 0 || len(sent) > 0 {
				break
			}
		}
		if end != nil {
			errors[end.Error()] = true
		}
		if _, err := trace.ReadAll(bytes.NewReader(written(t, records))); err != nil {
			t.Fatal(err)
		}
		if _, err := trace.Verify(records); err != nil && levels[round%3] == trace.Secrets {
			t.Fatal(err)
		}
	}
	if packets < 400 || len(errors) < 10 {
		t.Errorf("%d packets and %d errors are too few to mean something: %v", packets, len(errors), errors)
	}
}

// meet lets two machines exchange keys.
func meet(t *testing.T, client, server *transport.Machine) (err error) {
	var toServer, toClient []byte
	for err == nil && (client.Pending() > 0 || server.Pending() > 0) {
		toServer = append(toServer, client.TakeOutput(nil)...)
		toClient = append(toClient, server.TakeOutput(nil)...)
		if err = feed(t, server, &toServer); err == nil {
			err = feed(t, client, &toClient)
		}
	}
	return err
}

// feed gives a machine its input.
func feed(t *testing.T, m *transport.Machine, in *[]byte) error {
	for {
		ev, n, err := m.Next(*in)
		*in = (*in)[n:]
		if err == nil && ev.Kind == transport.HostKeyProof {
			_, err = m.AcceptHostKey(ev.HostKey)
		}
		if err == nil && ev.Kind == transport.KeysReceived && m.Role() == transport.Client && m.State() == transport.Service {
			err = m.RequestUserauth()
		}
		if err == nil && ev.Kind == transport.ServiceGiven {
			m.Authenticated()
		}
		if err != nil {
			m.Fail(err)
			return err
		}
		if n == 0 {
			return nil
		}
	}
}
