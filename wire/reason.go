package wire

import "strconv"

// A Reason is the reason code of a [Disconnect] (RFC 4250 §4.2.2).
type Reason uint32

// The reason codes.
const (
	ReasonHostNotAllowed              Reason = 1
	ReasonProtocolError               Reason = 2
	ReasonKeyExchangeFailed           Reason = 3
	ReasonReserved                    Reason = 4
	ReasonMACError                    Reason = 5
	ReasonCompressionError            Reason = 6
	ReasonServiceNotAvailable         Reason = 7
	ReasonProtocolVersionNotSupported Reason = 8
	ReasonHostKeyNotVerifiable        Reason = 9
	ReasonConnectionLost              Reason = 10
	ReasonByApplication               Reason = 11
	ReasonTooManyConnections          Reason = 12
	ReasonAuthCancelledByUser         Reason = 13
	ReasonNoMoreAuthMethods           Reason = 14
	ReasonIllegalUserName             Reason = 15
)

var reasonNames = [...]string{
	ReasonHostNotAllowed:              "host not allowed to connect",
	ReasonProtocolError:               "protocol error",
	ReasonKeyExchangeFailed:           "key exchange failed",
	ReasonReserved:                    "reserved",
	ReasonMACError:                    "MAC error",
	ReasonCompressionError:            "compression error",
	ReasonServiceNotAvailable:         "service not available",
	ReasonProtocolVersionNotSupported: "protocol version not supported",
	ReasonHostKeyNotVerifiable:        "host key not verifiable",
	ReasonConnectionLost:              "connection lost",
	ReasonByApplication:               "by application",
	ReasonTooManyConnections:          "too many connections",
	ReasonAuthCancelledByUser:         "authentication cancelled by user",
	ReasonNoMoreAuthMethods:           "no more authentication methods available",
	ReasonIllegalUserName:             "illegal user name",
}

// String returns the meaning of the code, or "reason 99".
func (r Reason) String() string {
	if 0 < r && uint64(r) < uint64(len(reasonNames)) {
		return reasonNames[r]
	}
	return "reason " + strconv.FormatUint(uint64(r), 10)
}
