package trace

import (
	"bytes"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/wire"
)

// A conversation is what of the messages so far decides what the next one means.
type conversation struct {
	toServer, toClient half

	exchanges int
	kex       string // the method that was negotiated last
	auth      string // that of the last authentication request
}

// A half is what was said in one direction.
type half struct {
	kexInit int    // the record with the last KEXINIT
	payload []byte // that KEXINIT, until the other side's is there

	// guess is the method that this side's next message of the exchange belongs to, if it
	// was sent before the negotiation (RFC 4253 §7): "" for the one negotiated.
	guess    string
	channels channels

	// asked are global requests that the other side has not answered.
	asked []string
}

// What bounds the requests that are remembered: a peer may never answer, and names may be
// as long as packets. Those that anybody knows are shorter.
const (
	maxAsked = 1 << 12
	maxName  = 64
)

func (t *conversation) halves(d Dir) (own, other *half) {
	if d == ToServer {
		return &t.toServer, &t.toClient
	}
	return &t.toClient, &t.toServer
}

// context returns what dissect has to know of a message sent that way.
func (t *conversation) context(d Dir) dissect.Context {
	own, other := t.halves(d)
	// No answer is said to show: a server could ask for a password that way.
	c := dissect.Context{Sender: dissect.Client, Kex: t.kex, Auth: t.auth}
	if d == ToClient {
		c.Sender = dissect.Server
	}
	if own.guess != "" {
		c.Kex = own.guess
	}
	if len(other.asked) > 0 {
		c.Request = other.asked[0]
	}
	return c
}

// mayHoldSecret reports whether a packet that nobody has read may hold a user's secret:
// passwords go to servers only.
func (t *conversation) mayHoldSecret(d Dir) bool {
	own, _ := t.halves(d)
	return d == ToServer || len(own.channels) > 0
}

// follow takes note of a message, which is in record n.
func (t *conversation) follow(d Dir, payload []byte, n int) {
	own, other := t.halves(d)
	switch msg := wire.Number(payload[0]); {
	case msg == wire.MsgKexInit:
		own.kexInit, own.payload = n, bytes.Clone(payload)
		t.negotiate(own)
	case msg.Layer() == wire.LayerKex:
		own.guess = ""
	case msg == wire.MsgUserauthRequest && d == ToServer:
		var m wire.UserauthRequest
		if m.Parse(payload) == nil {
			t.auth = string(m.Method)
		}
	case msg == wire.MsgChannelOpen || msg == wire.MsgChannelOpenConfirmation:
		own.channels.follow(&other.channels, payload)
	case msg == wire.MsgGlobalRequest:
		var m wire.GlobalRequest
		if m.Parse(payload) == nil && m.WantReply && len(own.asked) < maxAsked {
			own.asked = append(own.asked, string(m.Type[:min(len(m.Type), maxName)]))
		}
	case msg == wire.MsgRequestSuccess || msg == wire.MsgRequestFailure:
		if len(other.asked) > 0 {
			other.asked = other.asked[1:]
		}
	}
}

// negotiate finds the method, once both KEXINITs of an exchange are there. Until then own,
// who has sent one, may have guessed.
func (t *conversation) negotiate(own *half) {
	var msg wire.KexInit
	if msg.Parse(own.payload) == nil && msg.FirstKexFollows {
		own.guess = msg.KexAlgorithms.First()
	}
	var client, server wire.KexInit
	if t.toServer.payload == nil || t.toClient.payload == nil ||
		client.Parse(t.toServer.payload) != nil || server.Parse(t.toClient.payload) != nil {
		return
	}
	if a, err := kex.Negotiate(&client, &server); err == nil {
		t.kex = a.Kex
	}
	t.toServer.payload, t.toClient.payload = nil, nil
}
