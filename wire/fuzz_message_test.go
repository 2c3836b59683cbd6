package wire_test

import (
	"bytes"
	"testing"

	. "github.com/glassh/glassh/wire"
)

// fuzzMessage feeds anything to the parser of one message. What it accepts comes
// out of Append as it went in, but for booleans, which become 0 or 1, and is
// accepted again.
func fuzzMessage[T any, M interface {
	*T
	codec
}](f *testing.F) {
	for _, s := range samples() {
		if _, ok := s.message.(M); ok {
			f.Add(s.bytes(f))
		}
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		m := M(new(T))
		if m.Parse(in) != nil {
			return
		}
		out := m.Append(nil)
		if !sameButBooleans(in, out) {
			t.Fatalf("read\n%x, wrote\n%x", in, out)
		}
		again := M(new(T))
		if err := again.Parse(out); err != nil {
			t.Fatalf("wrote %x, and cannot read it: %v", out, err)
		}
		if third := again.Append(nil); !bytes.Equal(out, third) {
			t.Fatalf("wrote\n%x, then\n%x", out, third)
		}
	})
}

// sameButBooleans reports whether out is in with some bytes above 1 made 1.
func sameButBooleans(in, out []byte) bool {
	if len(in) != len(out) {
		return false
	}
	for i := range in {
		if in[i] != out[i] && (out[i] != 1 || in[i] == 0) {
			return false
		}
	}
	return true
}

func FuzzParseChannelEOF(f *testing.F)                  { fuzzMessage[ChannelEOF](f) }
func FuzzParseChannelClose(f *testing.F)                { fuzzMessage[ChannelClose](f) }
func FuzzParseChannelWindowAdjust(f *testing.F)         { fuzzMessage[ChannelWindowAdjust](f) }
func FuzzParseChannelData(f *testing.F)                 { fuzzMessage[ChannelData](f) }
func FuzzParseChannelExtendedData(f *testing.F)         { fuzzMessage[ChannelExtendedData](f) }
func FuzzParseChannelOpen(f *testing.F)                 { fuzzMessage[ChannelOpen](f) }
func FuzzParseChannelOpenConfirmation(f *testing.F)     { fuzzMessage[ChannelOpenConfirmation](f) }
func FuzzParseChannelOpenFailure(f *testing.F)          { fuzzMessage[ChannelOpenFailure](f) }
func FuzzParseChannelRequest(f *testing.F)              { fuzzMessage[ChannelRequest](f) }
func FuzzParseChannelSuccess(f *testing.F)              { fuzzMessage[ChannelSuccess](f) }
func FuzzParseChannelFailure(f *testing.F)              { fuzzMessage[ChannelFailure](f) }
func FuzzParseOpenSession(f *testing.F)                 { fuzzMessage[OpenSession](f) }
func FuzzParseOpenX11(f *testing.F)                     { fuzzMessage[OpenX11](f) }
func FuzzParseOpenForwardedTCPIP(f *testing.F)          { fuzzMessage[OpenForwardedTCPIP](f) }
func FuzzParseOpenDirectTCPIP(f *testing.F)             { fuzzMessage[OpenDirectTCPIP](f) }
func FuzzParseExtInfo(f *testing.F)                     { fuzzMessage[ExtInfo](f) }
func FuzzParseNewCompress(f *testing.F)                 { fuzzMessage[NewCompress](f) }
func FuzzParseGlobalRequest(f *testing.F)               { fuzzMessage[GlobalRequest](f) }
func FuzzParseRequestSuccess(f *testing.F)              { fuzzMessage[RequestSuccess](f) }
func FuzzParseRequestFailure(f *testing.F)              { fuzzMessage[RequestFailure](f) }
func FuzzParseTCPIPForward(f *testing.F)                { fuzzMessage[TCPIPForward](f) }
func FuzzParseCancelTCPIPForward(f *testing.F)          { fuzzMessage[CancelTCPIPForward](f) }
func FuzzParseOpenDirectStreamlocal(f *testing.F)       { fuzzMessage[OpenDirectStreamlocal](f) }
func FuzzParseOpenForwardedStreamlocal(f *testing.F)    { fuzzMessage[OpenForwardedStreamlocal](f) }
func FuzzParseStreamlocalForward(f *testing.F)          { fuzzMessage[StreamlocalForward](f) }
func FuzzParseCancelStreamlocalForward(f *testing.F)    { fuzzMessage[CancelStreamlocalForward](f) }
func FuzzParseTCPIPForwardReply(f *testing.F)           { fuzzMessage[TCPIPForwardReply](f) }
func FuzzParseKexDHInit(f *testing.F)                   { fuzzMessage[KexDHInit](f) }
func FuzzParseKexDHReply(f *testing.F)                  { fuzzMessage[KexDHReply](f) }
func FuzzParseKexECDHInit(f *testing.F)                 { fuzzMessage[KexECDHInit](f) }
func FuzzParseKexECDHReply(f *testing.F)                { fuzzMessage[KexECDHReply](f) }
func FuzzParseKexDHGexRequest(f *testing.F)             { fuzzMessage[KexDHGexRequest](f) }
func FuzzParseKexDHGexGroup(f *testing.F)               { fuzzMessage[KexDHGexGroup](f) }
func FuzzParseKexDHGexInit(f *testing.F)                { fuzzMessage[KexDHGexInit](f) }
func FuzzParseKexDHGexReply(f *testing.F)               { fuzzMessage[KexDHGexReply](f) }
func FuzzParseKexRSAPublicKey(f *testing.F)             { fuzzMessage[KexRSAPublicKey](f) }
func FuzzParseKexRSASecret(f *testing.F)                { fuzzMessage[KexRSASecret](f) }
func FuzzParseKexRSADone(f *testing.F)                  { fuzzMessage[KexRSADone](f) }
func FuzzParseKexInit(f *testing.F)                     { fuzzMessage[KexInit](f) }
func FuzzParseNewKeys(f *testing.F)                     { fuzzMessage[NewKeys](f) }
func FuzzParsePing(f *testing.F)                        { fuzzMessage[Ping](f) }
func FuzzParsePong(f *testing.F)                        { fuzzMessage[Pong](f) }
func FuzzParseEnvRequest(f *testing.F)                  { fuzzMessage[EnvRequest](f) }
func FuzzParseShellRequest(f *testing.F)                { fuzzMessage[ShellRequest](f) }
func FuzzParseExecRequest(f *testing.F)                 { fuzzMessage[ExecRequest](f) }
func FuzzParseSubsystemRequest(f *testing.F)            { fuzzMessage[SubsystemRequest](f) }
func FuzzParseSignalRequest(f *testing.F)               { fuzzMessage[SignalRequest](f) }
func FuzzParseExitStatus(f *testing.F)                  { fuzzMessage[ExitStatus](f) }
func FuzzParseExitSignal(f *testing.F)                  { fuzzMessage[ExitSignal](f) }
func FuzzParsePTYRequest(f *testing.F)                  { fuzzMessage[PTYRequest](f) }
func FuzzParseWindowChange(f *testing.F)                { fuzzMessage[WindowChange](f) }
func FuzzParseXonXoff(f *testing.F)                     { fuzzMessage[XonXoff](f) }
func FuzzParseX11Request(f *testing.F)                  { fuzzMessage[X11Request](f) }
func FuzzParseBreakRequest(f *testing.F)                { fuzzMessage[BreakRequest](f) }
func FuzzParseOpenTun(f *testing.F)                     { fuzzMessage[OpenTun](f) }
func FuzzParseDisconnect(f *testing.F)                  { fuzzMessage[Disconnect](f) }
func FuzzParseIgnore(f *testing.F)                      { fuzzMessage[Ignore](f) }
func FuzzParseUnimplemented(f *testing.F)               { fuzzMessage[Unimplemented](f) }
func FuzzParseDebug(f *testing.F)                       { fuzzMessage[Debug](f) }
func FuzzParseServiceRequest(f *testing.F)              { fuzzMessage[ServiceRequest](f) }
func FuzzParseServiceAccept(f *testing.F)               { fuzzMessage[ServiceAccept](f) }
func FuzzParseUserauthRequest(f *testing.F)             { fuzzMessage[UserauthRequest](f) }
func FuzzParseUserauthNone(f *testing.F)                { fuzzMessage[UserauthNone](f) }
func FuzzParseUserauthFailure(f *testing.F)             { fuzzMessage[UserauthFailure](f) }
func FuzzParseUserauthSuccess(f *testing.F)             { fuzzMessage[UserauthSuccess](f) }
func FuzzParseUserauthBanner(f *testing.F)              { fuzzMessage[UserauthBanner](f) }
func FuzzParseUserauthHostbased(f *testing.F)           { fuzzMessage[UserauthHostbased](f) }
func FuzzParseUserauthPublicKeyHostBound(f *testing.F)  { fuzzMessage[UserauthPublicKeyHostBound](f) }
func FuzzParseUserauthKeyboardInteractive(f *testing.F) { fuzzMessage[UserauthKeyboardInteractive](f) }
func FuzzParseUserauthInfoRequest(f *testing.F)         { fuzzMessage[UserauthInfoRequest](f) }
func FuzzParseUserauthInfoResponse(f *testing.F)        { fuzzMessage[UserauthInfoResponse](f) }
func FuzzParseUserauthPassword(f *testing.F)            { fuzzMessage[UserauthPassword](f) }
func FuzzParseUserauthPasswdChangeReq(f *testing.F)     { fuzzMessage[UserauthPasswdChangeReq](f) }
func FuzzParseUserauthPublicKey(f *testing.F)           { fuzzMessage[UserauthPublicKey](f) }
func FuzzParseUserauthPKOK(f *testing.F)                { fuzzMessage[UserauthPKOK](f) }
