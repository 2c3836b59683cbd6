package mux

import (
	"fmt"

	"github.com/glassh/glassh/wire"
)

// Version is the version of the protocol.
const Version = 4

// A Type is the number of a message (PROTOCOL.mux §11).
type Type uint32

// The types of message. Those of C are a client's, those of S a master's.
const (
	TypeHello         Type = 0x00000001
	TypeNewSession    Type = 0x10000002
	TypeAliveCheck    Type = 0x10000004
	TypeTerminate     Type = 0x10000005
	TypeOpenForward   Type = 0x10000006
	TypeCloseForward  Type = 0x10000007
	TypeStdioForward  Type = 0x10000008
	TypeStopListening Type = 0x10000009
	TypeProxy         Type = 0x1000000f

	TypeOK               Type = 0x80000001
	TypePermissionDenied Type = 0x80000002
	TypeFailure          Type = 0x80000003
	TypeExitMessage      Type = 0x80000004
	TypeAlive            Type = 0x80000005
	TypeSessionOpened    Type = 0x80000006
	TypeRemotePort       Type = 0x80000007
	TypeTTYAllocFail     Type = 0x80000008
	TypeProxied          Type = 0x8000000f
)

var names = map[Type]string{
	TypeHello: "MUX_MSG_HELLO", TypeNewSession: "MUX_C_NEW_SESSION", TypeAliveCheck: "MUX_C_ALIVE_CHECK",
	TypeTerminate: "MUX_C_TERMINATE", TypeOpenForward: "MUX_C_OPEN_FWD", TypeCloseForward: "MUX_C_CLOSE_FWD",
	TypeStdioForward: "MUX_C_NEW_STDIO_FWD", TypeStopListening: "MUX_C_STOP_LISTENING", TypeProxy: "MUX_C_PROXY",
	TypeOK: "MUX_S_OK", TypePermissionDenied: "MUX_S_PERMISSION_DENIED", TypeFailure: "MUX_S_FAILURE",
	TypeExitMessage: "MUX_S_EXIT_MESSAGE", TypeAlive: "MUX_S_ALIVE", TypeSessionOpened: "MUX_S_SESSION_OPENED",
	TypeRemotePort: "MUX_S_REMOTE_PORT", TypeTTYAllocFail: "MUX_S_TTY_ALLOC_FAIL", TypeProxied: "MUX_S_PROXY",
}

// String returns the name that PROTOCOL.mux has for the type.
func (t Type) String() string {
	if name, ok := names[t]; ok {
		return name
	}
	return fmt.Sprintf("message 0x%08x", uint32(t))
}

// A Message is one of the structs below.
type Message interface {
	kind() Type
	// appendBody appends what is behind the type.
	appendBody(dst []byte) []byte
	// parseBody reads that, and aliases nothing of it.
	parseBody(r *wire.Reader)
}

// Hello is the first message of either side. Extensions are not known here.
type Hello struct {
	Version uint32
}

// NewSession asks for a session in passenger mode (§2).
type NewSession struct {
	Request   uint32
	TTY       bool
	X11       bool
	Agent     bool
	Subsystem bool   // Command names one
	Escape    uint32 // the escape character, or NoEscape
	Term      string // of the terminal: "xterm-256color"
	Command   string // "": a shell
	Env       []string
}

// NoEscape stands for no escape character.
const NoEscape = 0xffffffff

// AliveCheck asks whether the master is there (§4).
type AliveCheck struct{ Request uint32 }

// Terminate asks the master to end (§5).
type Terminate struct{ Request uint32 }

// StopListening asks the master to take no more clients (§8).
type StopListening struct{ Request uint32 }

// Proxy asks to go on in proxy mode (§9).
type Proxy struct{ Request uint32 }

// A Direction says what a Forward forwards.
type Direction uint32

// The kinds of forwarding (§11).
const (
	Local   Direction = 1
	Remote  Direction = 2
	Dynamic Direction = 3
)

// UnixPort in place of a port says that the host is the path of a Unix socket.
const UnixPort = 0xfffffffe

// A Forward is one forwarding.
type Forward struct {
	Direction   Direction
	ListenHost  string // "": the default
	ListenPort  uint32
	ConnectHost string
	ConnectPort uint32
}

// OpenForward asks for a forwarding (§6).
type OpenForward struct {
	Request uint32
	Forward
}

// CloseForward asks for the end of a forwarding (§7).
type CloseForward struct {
	Request uint32
	Forward
}

// StdioForward asks to connect the client's streams to a host of the server (§3).
type StdioForward struct {
	Request uint32
	Host    string
	Port    uint32
}

// OK says that a request was fulfilled (§10).
type OK struct{ Request uint32 }

// PermissionDenied says that the master's user does not permit what was asked for.
type PermissionDenied struct {
	Request uint32
	Reason  string
}

// Failure says that what was asked for could not be done.
type Failure struct {
	Request uint32
	Reason  string
}

// ExitMessage says how a session ended.
type ExitMessage struct{ Session, Status uint32 }

// Alive answers AliveCheck.
type Alive struct{ Request, PID uint32 }

// SessionOpened says that a session, or what StdioForward asked for, is up.
type SessionOpened struct{ Request, Session uint32 }

// RemotePort is the port that the server chose for a remote forwarding.
type RemotePort struct{ Request, Port uint32 }

// TTYAllocFail says that the session has no terminal.
type TTYAllocFail struct{ Session uint32 }

// Proxied answers Proxy: what follows is the connection protocol.
type Proxied struct{ Request uint32 }

func (*Hello) kind() Type            { return TypeHello }
func (*NewSession) kind() Type       { return TypeNewSession }
func (*AliveCheck) kind() Type       { return TypeAliveCheck }
func (*Terminate) kind() Type        { return TypeTerminate }
func (*OpenForward) kind() Type      { return TypeOpenForward }
func (*CloseForward) kind() Type     { return TypeCloseForward }
func (*StdioForward) kind() Type     { return TypeStdioForward }
func (*StopListening) kind() Type    { return TypeStopListening }
func (*Proxy) kind() Type            { return TypeProxy }
func (*OK) kind() Type               { return TypeOK }
func (*PermissionDenied) kind() Type { return TypePermissionDenied }
func (*Failure) kind() Type          { return TypeFailure }
func (*ExitMessage) kind() Type      { return TypeExitMessage }
func (*Alive) kind() Type            { return TypeAlive }
func (*SessionOpened) kind() Type    { return TypeSessionOpened }
func (*RemotePort) kind() Type       { return TypeRemotePort }
func (*TTYAllocFail) kind() Type     { return TypeTTYAllocFail }
func (*Proxied) kind() Type          { return TypeProxied }

func newMessage(t Type) Message {
	switch t {
	case TypeHello:
		return new(Hello)
	case TypeNewSession:
		return new(NewSession)
	case TypeAliveCheck:
		return new(AliveCheck)
	case TypeTerminate:
		return new(Terminate)
	case TypeOpenForward:
		return new(OpenForward)
	case TypeCloseForward:
		return new(CloseForward)
	case TypeStdioForward:
		return new(StdioForward)
	case TypeStopListening:
		return new(StopListening)
	case TypeProxy:
		return new(Proxy)
	case TypeOK:
		return new(OK)
	case TypePermissionDenied:
		return new(PermissionDenied)
	case TypeFailure:
		return new(Failure)
	case TypeExitMessage:
		return new(ExitMessage)
	case TypeAlive:
		return new(Alive)
	case TypeSessionOpened:
		return new(SessionOpened)
	case TypeRemotePort:
		return new(RemotePort)
	case TypeTTYAllocFail:
		return new(TTYAllocFail)
	case TypeProxied:
		return new(Proxied)
	}
	return nil
}

// Append appends a message: its type and its body, without the length in front.
func Append(dst []byte, m Message) []byte {
	return m.appendBody(wire.AppendUint32(dst, uint32(m.kind())))
}

// An UnknownError is the answer to a message of a type that is not known here. It
// holds the number of the request that the message most likely is.
type UnknownError struct {
	Type    Type
	Request uint32
}

// Error returns one line.
func (e *UnknownError) Error() string { return fmt.Sprintf("mux: unknown %v", e.Type) }

// Parse reads a message, which it does not alias.
func Parse(payload []byte) (Message, error) {
	head := wire.NewNamedReader("control message", payload)
	t := Type(head.At("type").Uint32())
	if err := head.Err(); err != nil {
		return nil, err
	}
	m := newMessage(t)
	if m == nil {
		e := &UnknownError{Type: t}
		if head.Len() >= 4 {
			e.Request = head.Uint32()
		}
		return nil, e
	}
	r := wire.NewNamedReader(t.String(), payload[4:])
	m.parseBody(&r)
	return m, r.End()
}
