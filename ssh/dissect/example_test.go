package dissect_test

import (
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/wire"
)

func ExampleMessage() {
	head := wire.ChannelRequest{Recipient: 7, Type: []byte(wire.RequestExec), WantReply: true}
	exec := wire.ExecRequest{Command: []byte("uptime")}
	payload := exec.Append(head.Append(nil))

	spans, err := dissect.Message(payload, dissect.Context{Sender: dissect.Client})
	if err != nil {
		fmt.Println(err)
		return
	}
	show(payload, spans, "")
	// Output:
	// 62                       message number: 98 (SSH_MSG_CHANNEL_REQUEST)  [RFC 4254 §5.4]
	// 00000007                 recipient channel: 7  [RFC 4254 §5.4]
	// 0000000465786563         request type: exec  [RFC 4254 §5.4]
	//   00000004               length: 4  [RFC 4251 §5]
	//   65786563               content:   [RFC 4254 §5.4]
	// 01                       want reply: TRUE  [RFC 4254 §5.4]
	// 00000006757074696d65     command: uptime  [RFC 4254 §6.5]
	//   00000006               length: 6  [RFC 4251 §5]
	//   757074696d65           content:   [RFC 4254 §6.5]
}

func show(whole []byte, spans []dissect.Span, indent string) {
	for _, s := range spans {
		fmt.Printf("%-24s %s: %s  [%s]\n", indent+fmt.Sprintf("%x", s.Bytes(whole)), s.Name, s.Value, s.Source)
		show(whole, s.Inner, indent+"  ")
	}
}

func ExampleMessage_secret() {
	head := wire.UserauthRequest{User: []byte("ann"), Service: []byte(wire.ServiceConnection), Method: []byte(wire.MethodPassword)}
	password := wire.UserauthPassword{Password: []byte("hunter2")}
	payload := password.Append(head.Append(nil))

	spans, err := dissect.Message(payload, dissect.Context{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for s := range dissect.Leaves(spans) {
		if s.Kind == dissect.Secret {
			clear(s.Bytes(payload)) // before it is written down
		}
	}
	last := spans[len(spans)-1]
	fmt.Printf("%s, %v: %q, %x\n", last.Name, last.Kind, last.Value, last.Bytes(payload))
	// Output:
	// password, secret: "", 0000000000000000000000
}

func ExampleMessages() {
	for _, m := range dissect.Messages() {
		if m.Number != wire.MsgKexDHReply {
			continue
		}
		var fields []string
		for _, f := range m.Fields {
			fields = append(fields, f.Type.String()+" "+f.Name)
		}
		fmt.Printf("%s (%s): %s\n", m.Name, m.Source, strings.Join(fields, " │ "))
	}
	// Output:
	// SSH_MSG_KEXDH_REPLY (RFC 4253 §8): string K_S │ mpint f │ string signature of H
	// SSH_MSG_KEX_ECDH_REPLY (RFC 8731 §3): string K_S │ string Q_S │ string signature of H
	// SSH_MSG_KEX_HYBRID_REPLY (RFC 10042): string K_S │ string S_REPLY │ string signature of H
	// SSH_MSG_KEX_DH_GEX_GROUP (RFC 4419 §3): mpint p │ mpint g
	// SSH_MSG_KEXRSA_SECRET (RFC 4432 §4): string RSAES-OAEP-ENCRYPT(K_T, K)
}
