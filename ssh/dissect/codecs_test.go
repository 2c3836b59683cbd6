package dissect_test

import (
	"reflect"
	"slices"

	. "github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/wire"
)

// A codec is what every struct of package wire can do.
type codec interface {
	Append(dst []byte) []byte
	Parse(payload []byte) error
}

// fresh returns a zero message of the type of m.
func fresh(m codec) codec { return reflect.New(reflect.TypeOf(m).Elem()).Interface().(codec) }

const (
	ecdhExample   = "curve25519-sha256"
	hybridExample = "mlkem768x25519-sha256"
	dhExample     = "diffie-hellman-group14-sha256"
	gexExample    = "diffie-hellman-group-exchange-sha256"
	rsaExample    = "rsa2048-sha256"
)

// messages are the messages of package wire, in a context in which they are that.
var messages = []struct {
	codec
	context Context
}{
	{&wire.Disconnect{}, Context{}},
	{&wire.Ignore{}, Context{}},
	{&wire.Unimplemented{}, Context{}},
	{&wire.Debug{}, Context{}},
	{&wire.ServiceRequest{}, Context{}},
	{&wire.ServiceAccept{}, Context{}},
	{&wire.ExtInfo{}, Context{}},
	{&wire.NewCompress{}, Context{}},
	{&wire.KexInit{}, Context{Sender: Client}},
	{&wire.NewKeys{}, Context{}},
	{&wire.KexDHInit{}, Context{Kex: dhExample}},
	{&wire.KexDHReply{}, Context{Kex: dhExample}},
	{&wire.KexECDHInit{}, Context{Kex: ecdhExample}},
	{&wire.KexECDHReply{}, Context{Kex: ecdhExample}},
	{&wire.KexECDHInit{}, Context{Kex: hybridExample}},
	{&wire.KexECDHReply{}, Context{Kex: hybridExample}},
	{&wire.KexDHGexRequest{}, Context{Kex: gexExample}},
	{&wire.KexDHGexGroup{}, Context{Kex: gexExample}},
	{&wire.KexDHGexInit{}, Context{Kex: gexExample}},
	{&wire.KexDHGexReply{}, Context{Kex: gexExample}},
	{&wire.KexRSAPublicKey{}, Context{Kex: rsaExample}},
	{&wire.KexRSASecret{}, Context{Kex: rsaExample}},
	{&wire.KexRSADone{}, Context{Kex: rsaExample}},
	{&wire.UserauthRequest{}, Context{}},
	{&wire.UserauthFailure{}, Context{}},
	{&wire.UserauthSuccess{}, Context{}},
	{&wire.UserauthBanner{}, Context{}},
	{&wire.UserauthPKOK{}, Context{Auth: wire.MethodPublicKey}},
	{&wire.UserauthPasswdChangeReq{}, Context{Auth: wire.MethodPassword}},
	{&wire.UserauthInfoRequest{}, Context{Auth: wire.MethodKeyboardInteractive}},
	{&wire.UserauthInfoResponse{}, Context{Auth: wire.MethodKeyboardInteractive, Echo: []bool{true, false}}},
	{&wire.GlobalRequest{}, Context{}},
	{&wire.RequestSuccess{}, Context{}},
	{&wire.RequestFailure{}, Context{}},
	{&wire.ChannelOpen{}, Context{}},
	{&wire.ChannelOpenConfirmation{}, Context{}},
	{&wire.ChannelOpenFailure{}, Context{}},
	{&wire.ChannelWindowAdjust{}, Context{}},
	{&wire.ChannelData{}, Context{}},
	{&wire.ChannelExtendedData{}, Context{}},
	{&wire.ChannelEOF{}, Context{}},
	{&wire.ChannelClose{}, Context{}},
	{&wire.ChannelRequest{}, Context{}},
	{&wire.ChannelSuccess{}, Context{}},
	{&wire.ChannelFailure{}, Context{}},
	{&wire.Ping{}, Context{}},
	{&wire.Pong{}, Context{}},
}

// rests are what follows the head of a message under a name.
var rests = []struct {
	head codec
	name string
	codec
}{
	{&wire.UserauthRequest{}, wire.MethodNone, &wire.UserauthNone{}},
	{&wire.UserauthRequest{}, wire.MethodPassword, &wire.UserauthPassword{}},
	{&wire.UserauthRequest{}, wire.MethodPublicKey, &wire.UserauthPublicKey{}},
	{&wire.UserauthRequest{}, wire.MethodHostbased, &wire.UserauthHostbased{}},
	{&wire.UserauthRequest{}, wire.MethodPublicKeyHostBound, &wire.UserauthPublicKeyHostBound{}},
	{&wire.UserauthRequest{}, wire.MethodKeyboardInteractive, &wire.UserauthKeyboardInteractive{}},
	{&wire.GlobalRequest{}, wire.RequestTCPIPForward, &wire.TCPIPForward{}},
	{&wire.GlobalRequest{}, wire.RequestCancelTCPIPForward, &wire.CancelTCPIPForward{}},
	{&wire.RequestSuccess{}, wire.RequestTCPIPForward, &wire.TCPIPForwardReply{}},
	{&wire.GlobalRequest{}, wire.RequestStreamlocalForward, &wire.StreamlocalForward{}},
	{&wire.GlobalRequest{}, wire.RequestCancelStreamlocalForward, &wire.CancelStreamlocalForward{}},
	{&wire.ChannelOpen{}, wire.ChannelTypeSession, &wire.OpenSession{}},
	{&wire.ChannelOpen{}, wire.ChannelTypeX11, &wire.OpenX11{}},
	{&wire.ChannelOpen{}, wire.ChannelTypeForwardedTCPIP, &wire.OpenForwardedTCPIP{}},
	{&wire.ChannelOpen{}, wire.ChannelTypeDirectTCPIP, &wire.OpenDirectTCPIP{}},
	{&wire.ChannelOpen{}, wire.ChannelTypeTun, &wire.OpenTun{}},
	{&wire.ChannelOpen{}, wire.ChannelTypeDirectStreamlocal, &wire.OpenDirectStreamlocal{}},
	{&wire.ChannelOpen{}, wire.ChannelTypeForwardedStreamlocal, &wire.OpenForwardedStreamlocal{}},
	{&wire.ChannelRequest{}, wire.RequestPTY, &wire.PTYRequest{}},
	{&wire.ChannelRequest{}, wire.RequestX11, &wire.X11Request{}},
	{&wire.ChannelRequest{}, wire.RequestEnv, &wire.EnvRequest{}},
	{&wire.ChannelRequest{}, wire.RequestShell, &wire.ShellRequest{}},
	{&wire.ChannelRequest{}, wire.RequestExec, &wire.ExecRequest{}},
	{&wire.ChannelRequest{}, wire.RequestSubsystem, &wire.SubsystemRequest{}},
	{&wire.ChannelRequest{}, wire.RequestWindowChange, &wire.WindowChange{}},
	{&wire.ChannelRequest{}, wire.RequestXonXoff, &wire.XonXoff{}},
	{&wire.ChannelRequest{}, wire.RequestBreak, &wire.BreakRequest{}},
	{&wire.ChannelRequest{}, wire.RequestSignal, &wire.SignalRequest{}},
	{&wire.ChannelRequest{}, wire.RequestExitStatus, &wire.ExitStatus{}},
	{&wire.ChannelRequest{}, wire.RequestExitSignal, &wire.ExitSignal{}},
}

// others are the remainders that package wire has no struct for: their fields, in the
// letters b boolean, u uint32, s string, S strings up to the end, ? string if the first
// boolean is TRUE.
var others = []struct {
	head         codec
	name, layout string
}{
	{&wire.GlobalRequest{}, "keepalive@openssh.com", ""},
	{&wire.GlobalRequest{}, "no-more-sessions@openssh.com", ""},
	{&wire.GlobalRequest{}, "hostkeys-00@openssh.com", "S"},
	{&wire.GlobalRequest{}, "hostkeys-prove-00@openssh.com", "S"},
	{&wire.RequestSuccess{}, "cancel-tcpip-forward", ""},
	{&wire.RequestSuccess{}, "hostkeys-prove-00@openssh.com", "S"},
	{&wire.ChannelOpen{}, "auth-agent@openssh.com", ""},
	{&wire.ChannelOpen{}, "agent-connect", ""},
	{&wire.ChannelRequest{}, "eow@openssh.com", ""},
	{&wire.ChannelRequest{}, "keepalive@openssh.com", ""},
	{&wire.ChannelRequest{}, "auth-agent-req@openssh.com", ""},
	{&wire.ChannelRequest{}, "agent-req", ""},
}

// read reports whether rest has the fields of a layout of others.
func read(rest []byte, layout string) bool {
	r := wire.NewReader(rest)
	given := false
	for i, letter := range layout {
		switch letter {
		case 'b':
			given = r.Bool() || given && i > 0
		case 'u':
			r.Uint32()
		case 's':
			r.Bytes()
		case 'S':
			for r.Len() > 0 {
				r.Bytes()
			}
		case '?':
			if given {
				r.Bytes()
			}
		}
	}
	return r.End() == nil
}

// accepts is the oracle: whether package wire, and others, take a payload.
func accepts(payload []byte, ctx Context) bool {
	i := slices.IndexFunc(messages, func(m struct {
		codec
		context Context
	}) bool {
		return len(payload) > 0 && numberOf(m.codec) == wire.Number(payload[0]) && nameOf(m.codec, m.context) == infoOf(payload[0], ctx).Name
	})
	if i < 0 {
		// The one message that is in the table of package wire, and has no struct.
		return len(payload) == 5 && infoOf(payload[0], ctx).Name == "SSH_MSG_KEX_DH_GEX_REQUEST_OLD"
	}
	m := fresh(messages[i].codec)
	if m.Parse(payload) != nil {
		return false
	}
	rest, name, has := restOf(m, ctx)
	if !has {
		return true
	}
	for _, r := range rests {
		if reflect.TypeOf(r.head) == reflect.TypeOf(m) && r.name == name {
			reply := numberOf(m) == wire.MsgRequestSuccess && len(rest) == 0 // the port is told only if it was asked for
			return reply || fresh(r.codec).Parse(rest) == nil
		}
	}
	for _, o := range others {
		if reflect.TypeOf(o.head) == reflect.TypeOf(m) && o.name == name {
			return read(rest, o.layout)
		}
	}
	return true
}

func numberOf(m codec) wire.Number { return wire.Number(m.Append(nil)[0]) }

func nameOf(m codec, ctx Context) string { return infoOf(byte(numberOf(m)), ctx).Name }

func infoOf(number byte, ctx Context) wire.Info {
	n := wire.Number(number)
	if n.Layer() == wire.LayerKex {
		return n.InfoFor(ctx.Kex)
	}
	return n.InfoFor(ctx.Auth)
}

// restOf returns what follows the head of m, and under which name.
func restOf(m codec, ctx Context) (rest []byte, name string, has bool) {
	switch m := m.(type) {
	case *wire.UserauthRequest:
		return m.Rest, string(m.Method), true
	case *wire.GlobalRequest:
		return m.Rest, string(m.Type), true
	case *wire.RequestSuccess:
		return m.Rest, ctx.Request, true
	case *wire.ChannelOpen:
		return m.Rest, string(m.Type), true
	case *wire.ChannelRequest:
		return m.Rest, string(m.Type), true
	}
	return nil, "", false
}
