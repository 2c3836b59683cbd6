package tunnel_test

import (
	"context"
	"log"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/tunnel"
	"github.com/glassh/glassh/wire"
)

// A client joins an interface of its own with one of the server's.
func ExampleJoin() {
	var client *ssh.Client // of ssh.Dial
	join := func(ctx context.Context) error {
		device, err := tunnel.Open(wire.TunnelPackets, wire.AnyTunnelUnit)
		if err != nil {
			return err
		}
		defer device.Close()
		log.Print("the interface here is ", device.Name())
		open := wire.OpenTun{Mode: wire.TunnelPackets, Unit: wire.AnyTunnelUnit}
		pc, err := client.OpenPackets(ctx, wire.ChannelTypeTun, open.Append(nil))
		if err != nil {
			return err
		}
		return tunnel.Join(wire.TunnelPackets, device, pc)
	}
	_ = join
}
