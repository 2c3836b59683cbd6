package illustrate

import (
	"fmt"
	"path"
	"reflect"
	"runtime"
	"strings"

	"github.com/glassh/glassh/dh"
	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// A place is where our code does something: "ssh/kex/negotiate.go", 32, "Negotiate".
type place struct {
	Path   string
	Line   int
	Symbol string
}

// String returns "ssh/kex/negotiate.go:32 Negotiate".
func (p place) String() string { return fmt.Sprintf("%s:%d %s", p.Path, p.Line, p.Symbol) }

const module = "github.com/glassh/glassh/"

// placeOf returns where a function is. Each program has a table of that for its stack
// traces, which cannot be out of date: it is of the code that runs.
func placeOf(function any) place {
	f := runtime.FuncForPC(reflect.ValueOf(function).Pointer())
	file, line := f.FileLine(f.Entry())
	name := strings.TrimPrefix(f.Name(), module)
	slash := strings.LastIndexByte(name, '/') + 1
	dir, symbol, _ := strings.Cut(name[slash:], ".")
	return place{Path: path.Join(name[:slash]+dir, path.Base(file)), Line: line, Symbol: symbol}
}

// codeOf is the code of each section.
var codeOf = map[int][]any{
	2:  {wire.ParseVersion, (*transport.Machine).Next},
	3:  {(*wire.KexInit).Append, (*wire.KexInit).Parse},
	4:  {kex.Negotiate, kex.GuessRight},
	5:  {kex.NewClient, dh.GenerateX25519},
	6:  {(*kex.Client).Handle, (*kex.Server).Handle},
	7:  {(*kex.Client).Handle, wire.AppendMpint},
	8:  {(*kex.Client).Handle, trace.HashParts},
	9:  {(*keys.PublicKey).VerifyPresence, (*transport.Machine).AcceptHostKey},
	10: {(*transport.Machine).Next, transport.Legal},
	11: {(*kex.KDF).Derive},
	12: {(*protect.Sealer).Seal, (*protect.Opener).Open},
	13: {(*wire.ExtInfo).Parse},
	14: {(*userauth.Client).TryKey, (*wire.UserauthPublicKey).AppendSigned, (*userauth.Server).Next},
	15: {(*connection.Machine).Open, (*connection.Machine).SendRequest},
	16: {(*connection.Machine).Write, (*connection.Machine).Consumed},
	17: {(*transport.Machine).Rekey},
	18: {(*connection.Machine).SendEOF, (*connection.Machine).Close, (*transport.Machine).Disconnect},
	19: {dissect.Packet, trace.Verify},
}

// parserOf is the code that reads a message, by its name without SSH_MSG_.
var parserOf = map[string]any{
	"DISCONNECT": (*wire.Disconnect).Parse, "IGNORE": (*wire.Ignore).Parse, "UNIMPLEMENTED": (*wire.Unimplemented).Parse,
	"DEBUG": (*wire.Debug).Parse, "SERVICE_REQUEST": (*wire.ServiceRequest).Parse, "SERVICE_ACCEPT": (*wire.ServiceAccept).Parse,
	"EXT_INFO": (*wire.ExtInfo).Parse, "KEXINIT": (*wire.KexInit).Parse, "NEWKEYS": (*wire.NewKeys).Parse,
	"NEWCOMPRESS": (*wire.NewCompress).Parse, "PING": (*wire.Ping).Parse, "PONG": (*wire.Pong).Parse,
	"KEXDH_INIT": (*wire.KexDHInit).Parse, "KEXDH_REPLY": (*wire.KexDHReply).Parse,
	"KEX_ECDH_INIT": (*wire.KexECDHInit).Parse, "KEX_ECDH_REPLY": (*wire.KexECDHReply).Parse,
	"KEX_HYBRID_INIT": (*wire.KexECDHInit).Parse, "KEX_HYBRID_REPLY": (*wire.KexECDHReply).Parse,
	"KEX_DH_GEX_REQUEST": (*wire.KexDHGexRequest).Parse, "KEX_DH_GEX_GROUP": (*wire.KexDHGexGroup).Parse,
	"KEX_DH_GEX_INIT": (*wire.KexDHGexInit).Parse, "KEX_DH_GEX_REPLY": (*wire.KexDHGexReply).Parse,
	"KEXRSA_PUBKEY": (*wire.KexRSAPublicKey).Parse, "KEXRSA_SECRET": (*wire.KexRSASecret).Parse, "KEXRSA_DONE": (*wire.KexRSADone).Parse,
	"USERAUTH_REQUEST": (*wire.UserauthRequest).Parse, "USERAUTH_FAILURE": (*wire.UserauthFailure).Parse,
	"USERAUTH_SUCCESS": (*wire.UserauthSuccess).Parse, "USERAUTH_BANNER": (*wire.UserauthBanner).Parse,
	"USERAUTH_PK_OK": (*wire.UserauthPKOK).Parse, "USERAUTH_PASSWD_CHANGEREQ": (*wire.UserauthPasswdChangeReq).Parse,
	"USERAUTH_INFO_REQUEST": (*wire.UserauthInfoRequest).Parse, "USERAUTH_INFO_RESPONSE": (*wire.UserauthInfoResponse).Parse,
	"GLOBAL_REQUEST": (*wire.GlobalRequest).Parse, "REQUEST_SUCCESS": (*wire.RequestSuccess).Parse, "REQUEST_FAILURE": (*wire.RequestFailure).Parse,
	"CHANNEL_OPEN": (*wire.ChannelOpen).Parse, "CHANNEL_OPEN_CONFIRMATION": (*wire.ChannelOpenConfirmation).Parse,
	"CHANNEL_OPEN_FAILURE": (*wire.ChannelOpenFailure).Parse, "CHANNEL_WINDOW_ADJUST": (*wire.ChannelWindowAdjust).Parse,
	"CHANNEL_DATA": (*wire.ChannelData).Parse, "CHANNEL_EXTENDED_DATA": (*wire.ChannelExtendedData).Parse,
	"CHANNEL_EOF": (*wire.ChannelEOF).Parse, "CHANNEL_CLOSE": (*wire.ChannelClose).Parse, "CHANNEL_REQUEST": (*wire.ChannelRequest).Parse,
	"CHANNEL_SUCCESS": (*wire.ChannelSuccess).Parse, "CHANNEL_FAILURE": (*wire.ChannelFailure).Parse,
}
