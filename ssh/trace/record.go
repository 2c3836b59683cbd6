package trace

import (
	"encoding/hex"

	"github.com/glassh/glassh/ssh/dissect"
)

// Version is that of the format of records.
const Version = 1

// A Head is what all records begin with.
type Head struct {
	V    int    `json:"v"`    // Version
	N    int    `json:"n"`    // its place in the trace, from 0
	Kind string `json:"kind"` // which record it is
	Time int64  `json:"t_us"` // microseconds since the first record
	Dir  Dir    `json:"dir,omitempty"`
}

func (h *Head) head() *Head { return h }

// A Record is one of *[Begin], *[Line], *[Packet], *[Exchange], *[Keys], *[Note] and
// *[End].
type Record interface{ head() *Head }

// A Dir is the direction of what is sent.
type Dir string

// The directions.
const (
	ToServer Dir = "c2s"
	ToClient Dir = "s2c"
)

func dirOf(clientToServer bool) Dir {
	if clientToServer {
		return ToServer
	}
	return ToClient
}

// Hex is bytes, in JSON two hexadecimal digits each.
type Hex []byte

// keep returns a copy, and nil of nothing.
func keep(b []byte) Hex { return append(Hex(nil), b...) }

// MarshalText returns the digits.
func (h Hex) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h), nil }

// UnmarshalText undoes MarshalText.
func (h *Hex) UnmarshalText(text []byte) (err error) {
	*h, err = hex.AppendDecode([]byte{}, text)
	return err
}

// A Begin is the first record.
type Begin struct {
	Head
	Program string            `json:"program"` // "glassh 0.1"
	Date    string            `json:"date"`    // RFC 3339
	End     string            `json:"end"`     // whose machine was traced: "client" or "server"
	Level   Level             `json:"level"`
	Local   string            `json:"local,omitempty"`  // addresses
	Remote  string            `json:"remote,omitempty"` //
	Tiers   map[string]string `json:"tiers,omitempty"`  // of each family of kernels
}

// A Line is a line of the version exchange.
type Line struct {
	Head
	Wire Hex `json:"wire"` // with its CR LF
}

// A Packet is one packet (RFC 4253 §6).
type Packet struct {
	Head
	Seq    uint32 `json:"seq"`
	Epoch  int    `json:"epoch"` // how many NEWKEYS went this way before
	Cipher string `json:"cipher,omitempty"`
	MAC    string `json:"mac,omitempty"`
	Took   int64  `json:"took_ns"` // for protecting it, or undoing that

	Size  int `json:"size"`            // of Wire, also where that is left out
	Wire  Hex `json:"wire,omitempty"`  // as it was on the network
	Clear Hex `json:"clear,omitempty"` // packet_length ‖ padding_length ‖ payload ‖ padding ‖ tag
	// Inflated says that the payload was compressed. In its place Clear has the message, of
	// so many bytes; packet_length and padding are those of the packet as it was.
	Inflated int    `json:"inflated,omitempty"`
	Error    string `json:"error,omitempty"` // why it was refused: it has no Message then

	// Masked says which bytes of Clear are zeros in place of what the level of the trace
	// leaves out: offset and length.
	Masked [][2]int `json:"masked,omitempty"`
	// Withheld says why Clear or Wire are left out whole.
	Withheld string `json:"withheld,omitempty"`

	Message *Message       `json:"msg,omitempty"`
	Layout  []dissect.Span `json:"layout,omitempty"` // what every byte of Clear is
}

// A Message is the payload of a packet.
type Message struct {
	Number byte   `json:"num"`
	Name   string `json:"name"`
	Source string `json:"source,omitempty"` // "RFC 4253 §7.1"
	Error  string `json:"error,omitempty"`  // why its fields are not known
}

// An Exchange is what a key exchange came to. The parts of the exchange hash are in the
// records that it names.
type Exchange struct {
	Head
	Count      int    `json:"count"` // from 1
	Strict     bool   `json:"strict"`
	Kex        string `json:"kex"`
	HashName   string `json:"hash"`
	HostKeyAlg string `json:"host_key_alg"`

	ClientVersion Hex `json:"v_c"`
	ServerVersion Hex `json:"v_s"`
	ClientInit    int `json:"i_c_packet"` // records with the two KEXINITs
	ServerInit    int `json:"i_s_packet"`
	HostKey       Hex `json:"k_s"`
	Signature     Hex `json:"signature"`

	H         Hex `json:"h"`          // all of it, or the first 4 bytes
	SessionID Hex `json:"session_id"` // likewise
	K         Hex `json:"k,omitempty"`
	Private   Hex `json:"private,omitempty"` // our ephemeral key
}

// A Keys says that one direction has new keys from here on.
type Keys struct {
	Head
	Epoch  int    `json:"epoch"`
	Cipher string `json:"cipher"`
	MAC    string `json:"mac,omitempty"`
	// Compression is the method, whose stream begins anew, with these keys or, if it is
	// zlib@openssh.com, where the user is in: at the first packet that has Inflated.
	Compression string `json:"compression,omitempty"`
	SeqReset    bool   `json:"seq_reset"`
	Key         Hex    `json:"key,omitempty"`
	IV          Hex    `json:"iv,omitempty"`
	MACKey      Hex    `json:"mac_key,omitempty"`
}

// A Note is what happened outside the protocol: a host key was found in a file, say.
type Note struct {
	Head
	Text string `json:"text"`
}

// An End is the last record.
type End struct {
	Head
	Error string `json:"error,omitempty"` // why the connection ended, if not in order
}
