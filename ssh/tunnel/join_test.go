package tunnel

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// A wireDevice is an interface whose other end is the test.
type wireDevice struct {
	in, out chan []byte
	closed  chan struct{}
}

func newDevice() *wireDevice {
	return &wireDevice{make(chan []byte, 10), make(chan []byte, 10), make(chan struct{})}
}

func (d *wireDevice) Name() string { return "test" }

func (d *wireDevice) Read(p []byte) (int, error) {
	select {
	case b := <-d.in:
		return copy(p, b), nil
	case <-d.closed:
		return 0, io.EOF
	}
}

func (d *wireDevice) Write(p []byte) (int, error) {
	d.out <- bytes.Clone(p)
	return len(p), nil
}

func (d *wireDevice) Close() error {
	select {
	case <-d.closed:
	default:
		close(d.closed)
	}
	return nil
}

// Packets of both families, and frames, come out at the other end as they went in.
// What is no packet of IP is lost on a tunnel of packets.
func TestPacketsAndFramesCross(t *testing.T) {
	key, err := keys.GenerateEd25519(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	far := newDevice()
	srv := &ssh.Server{
		HostKeys:    []keys.Signer{key},
		Interactive: func(context.Context, ssh.Login, ssh.Asker) (any, error) { return nil, nil },
	}
	ended := make(chan error, 2)
	srv.HandleChannel(wire.ChannelTypeTun, func(_ *ssh.ServerConn, in *ssh.Incoming) {
		var open wire.OpenTun
		if err := open.Parse(in.Data); err != nil {
			t.Error(err)
		}
		pc, err := in.AcceptPackets()
		if err != nil {
			t.Error(err)
			return
		}
		ended <- Join(open.Mode, far, pc)
	})
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	a, b := net.Pipe()
	go srv.ServeConn(ctx, b)
	cl, err := ssh.NewClient(ctx, a, "host", &ssh.ClientConfig{
		User: "user", HostKey: ssh.FixedHostKey(key.PublicKey()),
		Auth: []ssh.Auth{ssh.Interactive(1, nil)},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	ipv4, ipv6 := append([]byte{0x45}, make([]byte, 39)...), append([]byte{0x60}, make([]byte, 1399)...)
	for _, c := range []struct {
		mode       wire.TunnelMode
		send, want [][]byte
	}{
		{wire.TunnelPackets, [][]byte{ipv4, {0x10, 1, 2}, ipv6, ipv4}, [][]byte{ipv4, ipv6, ipv4}},
		{wire.TunnelFrames, [][]byte{{0x10, 1, 2}, ipv6}, [][]byte{{0x10, 1, 2}, ipv6}},
	} {
		near := newDevice()
		far = newDevice()
		open := wire.OpenTun{Mode: c.mode, Unit: wire.AnyTunnelUnit}
		pc, err := cl.OpenPackets(ctx, wire.ChannelTypeTun, open.Append(nil))
		if err != nil {
			t.Fatal(err)
		}
		go func() { ended <- Join(c.mode, near, pc) }()
		for _, ends := range [][2]*wireDevice{{near, far}, {far, near}} {
			for _, p := range c.send {
				ends[0].in <- p
			}
			for _, want := range c.want {
				if got := <-ends[1].out; !bytes.Equal(got, want) {
					t.Errorf("mode %d: want %x, got %x", c.mode, want, got)
				}
			}
		}
		near.Close() // one end is gone, and so is the other
		<-ended
		<-ended
	}
}

func TestMessagesThatAreNoPackets(t *testing.T) {
	for _, message := range [][]byte{
		nil, {0, 0, 0, 2}, {0, 0, 0, 24, 0x45}, {0, 0, 0, 2, 0x60}, {0, 0, 0, 3, 0x45}, {0x45, 0, 0, 0, 0x45},
	} {
		if packet, err := unwrap(wire.TunnelPackets, message); err == nil {
			t.Errorf("%x: got %x", message, packet)
		}
	}
}
