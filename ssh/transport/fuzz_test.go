package transport

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/glassh/glassh/wire"
)

// FuzzBytes feeds a new machine with the bytes of a peer, cut where the input
// says. It must not panic, and must not ask for more than a packet can be.
func FuzzBytes(f *testing.F) {
	key := hostKey(f)
	p := newPair(f, config("client", key), config("server", key)).start()
	f.Add(true, byte(0), p.client.wire)
	f.Add(false, byte(0), p.server.wire)
	f.Add(false, byte(7), []byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
	f.Add(true, byte(1), []byte("SSH-2.0-x\r\n\x00\x00\x00\x0c\x0a\x14"))
	f.Fuzz(func(t *testing.T, server bool, cut byte, in []byte) {
		role := Client
		if server {
			role = Server
		}
		m, err := New(role, config("fuzz", key))
		if err != nil {
			t.Fatal(err)
		}
		in = slices.Clone(in)
		have := 0
		for steps := 0; steps < 10_000; steps++ {
			ev, n, err := m.Next(in[:have])
			if err != nil {
				m.Fail(err)
				return
			}
			if m.Need() > wire.MaxPacket+64 {
				t.Fatalf("a packet of %d bytes is waited for", m.Need())
			}
			in, have = in[n:], have-n
			if ev.Kind == HostKeyProof {
				if _, err := m.AcceptHostKey(ev.HostKey); err != nil {
					return
				}
			}
			if n > 0 {
				continue
			}
			if have == len(in) {
				m.Closed(in)
				return
			}
			have = min(have+int(cut)+1, len(in))
		}
	})
}

// FuzzPackets sends packets that the peer should not send, sealed as it would: the
// input is messages behind their lengths, and how far the connection is by then.
func FuzzPackets(f *testing.F) {
	key := hostKey(f)
	var session []byte
	for _, payload := range [][]byte{
		(&wire.ServiceRequest{Service: []byte("ssh-userauth")}).Append(nil),
		(&wire.UserauthRequest{User: []byte("u"), Service: []byte("ssh-connection"), Method: []byte("none")}).Append(nil),
		data("text"),
		(&wire.Debug{Message: []byte("text")}).Append(nil),
		(&wire.Unimplemented{}).Append(nil),
		(&wire.Disconnect{Reason: 2}).Append(nil),
		(&wire.NewKeys{}).Append(nil),
		{byte(wire.MsgPing), 0, 0, 0, 0},
	} {
		session = binary.BigEndian.AppendUint16(session, uint16(len(payload)))
		session = append(session, payload...)
	}
	f.Add(true, byte(2), session)
	f.Add(false, byte(2), session)
	f.Add(true, byte(0), session)
	f.Fuzz(func(t *testing.T, server bool, stage byte, in []byte) {
		p := newPair(t, config("client", key), config("server", key))
		from, to := &p.client, &p.server
		if !server {
			from, to = to, from
		}
		switch stage % 3 {
		case 0: // behind the version and KEXINIT
			p.hand(from, to)
		case 1: // in the middle of the login
			p.hand(from, to)
			p.hand(to, from)
			p.hand(from, to)
		case 2:
			p.start()
		}
		for len(in) >= 2 && to.err == nil {
			n := min(int(binary.BigEndian.Uint16(in)), len(in)-2)
			if n > 0 {
				from.m.emitPayload(in[2 : 2+n])
			}
			in = in[2+n:]
			p.hand(from, to)
			if to.m.State() == Running && stage%3 != 2 && !server && to.m.out.running == false {
				t.Fatal("Running without authentication")
			}
		}
		if to.err != nil {
			to.m.Fail(to.err)
		}
	})
}
