package wire

import "strconv"

// A Number is the first byte of a payload: it says which message follows
// (RFC 4250 §4.1). [Number.Info] tells what is known of it.
type Number byte

// The message numbers (RFC 4250 §4.1.2, RFC 8308 §2.3 and §3.2). Those of 30–49
// belong to the key exchange method in use, those of 60–79 to the authentication
// method, so that several names share a number there.
const (
	MsgDisconnect     Number = 1
	MsgIgnore         Number = 2
	MsgUnimplemented  Number = 3
	MsgDebug          Number = 4
	MsgServiceRequest Number = 5
	MsgServiceAccept  Number = 6
	MsgExtInfo        Number = 7
	MsgNewCompress    Number = 8

	MsgKexInit Number = 20
	MsgNewKeys Number = 21

	MsgKexDHInit  Number = 30 // RFC 4253 §8
	MsgKexDHReply Number = 31

	MsgKexECDHInit  Number = 30 // RFC 5656 §7.1, RFC 8731 §3
	MsgKexECDHReply Number = 31

	MsgKexDHGexGroup   Number = 31 // RFC 4419 §5
	MsgKexDHGexInit    Number = 32
	MsgKexDHGexReply   Number = 33
	MsgKexDHGexRequest Number = 34

	MsgKexRSAPublicKey Number = 30 // RFC 4432
	MsgKexRSASecret    Number = 31
	MsgKexRSADone      Number = 32

	MsgUserauthRequest Number = 50
	MsgUserauthFailure Number = 51
	MsgUserauthSuccess Number = 52
	MsgUserauthBanner  Number = 53

	MsgUserauthPKOK            Number = 60 // RFC 4252 §7
	MsgUserauthPasswdChangeReq Number = 60 // RFC 4252 §8
	MsgUserauthInfoRequest     Number = 60 // RFC 4256 §5
	MsgUserauthInfoResponse    Number = 61

	MsgGlobalRequest  Number = 80
	MsgRequestSuccess Number = 81
	MsgRequestFailure Number = 82

	MsgChannelOpen             Number = 90
	MsgChannelOpenConfirmation Number = 91
	MsgChannelOpenFailure      Number = 92
	MsgChannelWindowAdjust     Number = 93
	MsgChannelData             Number = 94
	MsgChannelExtendedData     Number = 95
	MsgChannelEOF              Number = 96
	MsgChannelClose            Number = 97
	MsgChannelRequest          Number = 98
	MsgChannelSuccess          Number = 99
	MsgChannelFailure          Number = 100

	MsgPing Number = 192 // OpenSSH, PROTOCOL §1.8
	MsgPong Number = 193
)

// String returns the RFC's name, "SSH_MSG_KEXINIT". A number whose name depends
// on the method in use, or that nobody has assigned, is "SSH_MSG_30".
func (n Number) String() string {
	if name := messages[n].Name; name != "" {
		return name
	}
	return "SSH_MSG_" + strconv.Itoa(int(n))
}

// A Layer is the range of numbers that a message belongs to (RFC 4250 §4.1.1).
type Layer uint8

// The layers, in the order of their numbers.
const (
	LayerNone           Layer = iota // 0: never a message
	LayerTransport                   // 1–19: transport layer, generic
	LayerNegotiation                 // 20–29: algorithm negotiation
	LayerKex                         // 30–49: key exchange, by method
	LayerUserauth                    // 50–59: user authentication, generic
	LayerUserauthMethod              // 60–79: user authentication, by method
	LayerConnection                  // 80–89: connection protocol, generic
	LayerChannel                     // 90–127: channels
	LayerClient                      // 128–191: reserved for client protocols
	LayerLocal                       // 192–255: local extensions
)

// String describes the layer in the words of RFC 4250.
func (l Layer) String() string {
	switch l {
	case LayerTransport:
		return "transport layer generic"
	case LayerNegotiation:
		return "algorithm negotiation"
	case LayerKex:
		return "key exchange method specific"
	case LayerUserauth:
		return "user authentication generic"
	case LayerUserauthMethod:
		return "user authentication method specific"
	case LayerConnection:
		return "connection protocol generic"
	case LayerChannel:
		return "channel related messages"
	case LayerClient:
		return "reserved for client protocols"
	case LayerLocal:
		return "local extensions"
	default:
		return "no layer"
	}
}

// Layer returns the layer that n belongs to.
func (n Number) Layer() Layer {
	switch {
	case n == 0:
		return LayerNone
	case n < 20:
		return LayerTransport
	case n < 30:
		return LayerNegotiation
	case n < 50:
		return LayerKex
	case n < 60:
		return LayerUserauth
	case n < 80:
		return LayerUserauthMethod
	case n < 90:
		return LayerConnection
	case n < 128:
		return LayerChannel
	case n < 192:
		return LayerClient
	default:
		return LayerLocal
	}
}
