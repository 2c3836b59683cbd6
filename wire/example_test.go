package wire_test

import (
	"fmt"

	"github.com/glassh/glassh/wire"
)

// A request to run a command: the head that all channel requests have, and then
// the fields of its own.
func Example() {
	head := wire.ChannelRequest{Recipient: 7, Type: []byte(wire.RequestExec), WantReply: true}
	exec := wire.ExecRequest{Command: []byte("uptime")}
	payload := exec.Append(head.Append(nil))
	fmt.Printf("%x\n", payload)

	var got wire.ChannelRequest
	if err := got.Parse(payload); err != nil {
		fmt.Println(err)
		return
	}
	switch string(got.Type) {
	case wire.RequestExec:
		var exec wire.ExecRequest
		err := exec.Parse(got.Rest)
		fmt.Printf("channel %d: run %s, %v\n", got.Recipient, wire.Escape(exec.Command), err)
	}
	fmt.Println(exec.Parse(got.Rest[:8]))
	// Output:
	// 620000000700000004657865630100000006757074696d65
	// channel 7: run uptime, <nil>
	// wire: SSH_MSG_CHANNEL_REQUEST exec: command: cut short (at byte 0)
}

// What a message number means, and what it means under a method.
func ExampleNumber() {
	for _, n := range []wire.Number{20, 30, 94, 150} {
		info := n.InfoFor("curve25519-sha256")
		fmt.Printf("%v, %v, %s %s\n", n, info.Layer, info.Name, info.Source)
	}
	// Output:
	// SSH_MSG_KEXINIT, algorithm negotiation, SSH_MSG_KEXINIT RFC 4253 §7.1
	// SSH_MSG_30, key exchange method specific, SSH_MSG_KEX_ECDH_INIT RFC 8731 §3
	// SSH_MSG_CHANNEL_DATA, channel related messages, SSH_MSG_CHANNEL_DATA RFC 4254 §5.2
	// SSH_MSG_150, reserved for client protocols,
}
