package wire

// Service names (RFC 4253 §10).
const (
	ServiceUserauth   = "ssh-userauth"
	ServiceConnection = "ssh-connection"
)

// Authentication method names (RFC 4252 §5.2, §7, §8, §9; RFC 4256 §3.1; OpenSSH
// PROTOCOL §3.1).
const (
	MethodNone                = "none"
	MethodPublicKey           = "publickey"
	MethodPassword            = "password"
	MethodHostbased           = "hostbased"
	MethodKeyboardInteractive = "keyboard-interactive"
	MethodPublicKeyHostBound  = "publickey-hostbound-v00@openssh.com"
)

// Channel types (RFC 4250 §4.9.1).
const (
	ChannelTypeSession        = "session"
	ChannelTypeX11            = "x11"
	ChannelTypeDirectTCPIP    = "direct-tcpip"
	ChannelTypeForwardedTCPIP = "forwarded-tcpip"
)

// Global request names (RFC 4250 §4.9.2).
const (
	RequestTCPIPForward       = "tcpip-forward"
	RequestCancelTCPIPForward = "cancel-tcpip-forward"
)

// Channel request names (RFC 4250 §4.9.3).
const (
	RequestPTY          = "pty-req"
	RequestX11          = "x11-req"
	RequestEnv          = "env"
	RequestShell        = "shell"
	RequestExec         = "exec"
	RequestSubsystem    = "subsystem"
	RequestWindowChange = "window-change"
	RequestXonXoff      = "xon-xoff"
	RequestSignal       = "signal"
	RequestExitStatus   = "exit-status"
	RequestExitSignal   = "exit-signal"
)

// What OpenSSH's connections carry besides (its file PROTOCOL), with the names of
// RFC 9987 for agents and the break of RFC 4335.
const (
	ChannelTypeTun          = "tun@openssh.com"        // OpenSSH PROTOCOL §2.3
	ChannelTypeAgent        = "auth-agent@openssh.com" // before RFC 9987
	ChannelTypeAgentConnect = "agent-connect"          // RFC 9987

	RequestBreak    = "break"                      // RFC 4335 §3
	RequestAgentOld = "auth-agent-req@openssh.com" // before RFC 9987
	RequestAgent    = "agent-req"                  // RFC 9987
	RequestEOW      = "eow@openssh.com"            // OpenSSH PROTOCOL §2.1

	RequestNoMoreSessions = "no-more-sessions@openssh.com"  // OpenSSH PROTOCOL §2.2
	RequestHostKeys       = "hostkeys-00@openssh.com"       // OpenSSH PROTOCOL §2.5
	RequestHostKeysProve  = "hostkeys-prove-00@openssh.com" // OpenSSH PROTOCOL §2.5
)
