package wire

import "strings"

// Info is what is known of one message number.
type Info struct {
	Number Number
	Name   string // "SSH_MSG_KEXINIT"; "" if unassigned, or if the method decides
	Source string // "RFC 4253 §7.1"; "" if unassigned
	Layer  Layer
}

// Info returns the row of the message table for n. In the two method-specific
// layers it has no name; see [Number.InfoFor].
func (n Number) Info() Info {
	row := messages[n]
	return Info{Number: n, Name: row.Name, Source: row.Source, Layer: n.Layer()}
}

// InfoFor returns the row for n while method is in use: the name of a key
// exchange method for numbers of 30–49, of an authentication method for 60–79.
// For other numbers, and unknown methods, it is [Number.Info].
func (n Number) InfoFor(method string) Info {
	info := n.Info()
	for _, s := range shared {
		if s.Number == n && strings.HasPrefix(method, s.method) {
			info.Name, info.Source = s.Name, s.Source
			return info
		}
	}
	return info
}

// messages is the message table. The layer follows from the number alone.
var messages = [256]struct{ Name, Source string }{
	MsgDisconnect:     {"SSH_MSG_DISCONNECT", "RFC 4253 §11.1"},
	MsgIgnore:         {"SSH_MSG_IGNORE", "RFC 4253 §11.2"},
	MsgUnimplemented:  {"SSH_MSG_UNIMPLEMENTED", "RFC 4253 §11.4"},
	MsgDebug:          {"SSH_MSG_DEBUG", "RFC 4253 §11.3"},
	MsgServiceRequest: {"SSH_MSG_SERVICE_REQUEST", "RFC 4253 §10"},
	MsgServiceAccept:  {"SSH_MSG_SERVICE_ACCEPT", "RFC 4253 §10"},
	MsgExtInfo:        {"SSH_MSG_EXT_INFO", "RFC 8308 §2.3"},
	MsgNewCompress:    {"SSH_MSG_NEWCOMPRESS", "RFC 8308 §3.2"},

	MsgKexInit: {"SSH_MSG_KEXINIT", "RFC 4253 §7.1"},
	MsgNewKeys: {"SSH_MSG_NEWKEYS", "RFC 4253 §7.3"},

	MsgUserauthRequest: {"SSH_MSG_USERAUTH_REQUEST", "RFC 4252 §5"},
	MsgUserauthFailure: {"SSH_MSG_USERAUTH_FAILURE", "RFC 4252 §5.1"},
	MsgUserauthSuccess: {"SSH_MSG_USERAUTH_SUCCESS", "RFC 4252 §5.1"},
	MsgUserauthBanner:  {"SSH_MSG_USERAUTH_BANNER", "RFC 4252 §5.4"},

	MsgGlobalRequest:  {"SSH_MSG_GLOBAL_REQUEST", "RFC 4254 §4"},
	MsgRequestSuccess: {"SSH_MSG_REQUEST_SUCCESS", "RFC 4254 §4"},
	MsgRequestFailure: {"SSH_MSG_REQUEST_FAILURE", "RFC 4254 §4"},

	MsgChannelOpen:             {"SSH_MSG_CHANNEL_OPEN", "RFC 4254 §5.1"},
	MsgChannelOpenConfirmation: {"SSH_MSG_CHANNEL_OPEN_CONFIRMATION", "RFC 4254 §5.1"},
	MsgChannelOpenFailure:      {"SSH_MSG_CHANNEL_OPEN_FAILURE", "RFC 4254 §5.1"},
	MsgChannelWindowAdjust:     {"SSH_MSG_CHANNEL_WINDOW_ADJUST", "RFC 4254 §5.2"},
	MsgChannelData:             {"SSH_MSG_CHANNEL_DATA", "RFC 4254 §5.2"},
	MsgChannelExtendedData:     {"SSH_MSG_CHANNEL_EXTENDED_DATA", "RFC 4254 §5.2"},
	MsgChannelEOF:              {"SSH_MSG_CHANNEL_EOF", "RFC 4254 §5.3"},
	MsgChannelClose:            {"SSH_MSG_CHANNEL_CLOSE", "RFC 4254 §5.3"},
	MsgChannelRequest:          {"SSH_MSG_CHANNEL_REQUEST", "RFC 4254 §5.4"},
	MsgChannelSuccess:          {"SSH_MSG_CHANNEL_SUCCESS", "RFC 4254 §5.4"},
	MsgChannelFailure:          {"SSH_MSG_CHANNEL_FAILURE", "RFC 4254 §5.4"},

	MsgPing: {"SSH2_MSG_PING", "OpenSSH PROTOCOL §1.8"},
	MsgPong: {"SSH2_MSG_PONG", "OpenSSH PROTOCOL §1.8"},
}

// shared lists the numbers that have a meaning only together with a method. The
// first row whose method begins the name in use counts.
var shared = []struct {
	method       string
	Number       Number
	Name, Source string
}{
	{"diffie-hellman-group-exchange-", MsgKexDHGexGroup, "SSH_MSG_KEX_DH_GEX_GROUP", "RFC 4419 §3"},
	{"diffie-hellman-group-exchange-", MsgKexDHGexInit, "SSH_MSG_KEX_DH_GEX_INIT", "RFC 4419 §3"},
	{"diffie-hellman-group-exchange-", MsgKexDHGexReply, "SSH_MSG_KEX_DH_GEX_REPLY", "RFC 4419 §3"},
	{"diffie-hellman-group-exchange-", MsgKexDHGexRequest, "SSH_MSG_KEX_DH_GEX_REQUEST", "RFC 4419 §3"},
	{"diffie-hellman-group-exchange-", 30, "SSH_MSG_KEX_DH_GEX_REQUEST_OLD", "RFC 4419 §5"},
	{"diffie-hellman-", MsgKexDHInit, "SSH_MSG_KEXDH_INIT", "RFC 4253 §8"},
	{"diffie-hellman-", MsgKexDHReply, "SSH_MSG_KEXDH_REPLY", "RFC 4253 §8"},
	{"ecdh-sha2-", MsgKexECDHInit, "SSH_MSG_KEX_ECDH_INIT", "RFC 5656 §4"},
	{"ecdh-sha2-", MsgKexECDHReply, "SSH_MSG_KEX_ECDH_REPLY", "RFC 5656 §4"},
	{"curve", MsgKexECDHInit, "SSH_MSG_KEX_ECDH_INIT", "RFC 8731 §3"},
	{"curve", MsgKexECDHReply, "SSH_MSG_KEX_ECDH_REPLY", "RFC 8731 §3"},
	{"sntrup761x25519-", MsgKexECDHInit, "SSH_MSG_KEX_ECDH_INIT", "RFC 9941"},
	{"sntrup761x25519-", MsgKexECDHReply, "SSH_MSG_KEX_ECDH_REPLY", "RFC 9941"},
	{"mlkem", MsgKexECDHInit, "SSH_MSG_KEX_HYBRID_INIT", "RFC 10042"},
	{"mlkem", MsgKexECDHReply, "SSH_MSG_KEX_HYBRID_REPLY", "RFC 10042"},
	{"rsa", MsgKexRSAPublicKey, "SSH_MSG_KEXRSA_PUBKEY", "RFC 4432 §4"},
	{"rsa", MsgKexRSASecret, "SSH_MSG_KEXRSA_SECRET", "RFC 4432 §4"},
	{"rsa", MsgKexRSADone, "SSH_MSG_KEXRSA_DONE", "RFC 4432 §4"},
	{MethodPublicKey, MsgUserauthPKOK, "SSH_MSG_USERAUTH_PK_OK", "RFC 4252 §7"},
	{MethodPassword, MsgUserauthPasswdChangeReq, "SSH_MSG_USERAUTH_PASSWD_CHANGEREQ", "RFC 4252 §8"},
	{MethodKeyboardInteractive, MsgUserauthInfoRequest, "SSH_MSG_USERAUTH_INFO_REQUEST", "RFC 4256 §3.2"},
	{MethodKeyboardInteractive, MsgUserauthInfoResponse, "SSH_MSG_USERAUTH_INFO_RESPONSE", "RFC 4256 §3.4"},
}
