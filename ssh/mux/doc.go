// Package mux lets several programs share one SSH connection, as ssh's ControlMaster
// does (OpenSSH, PROTOCOL.mux, version 4). One of them, the master, has the connection,
// and listens at a Unix socket for the others:
//
//	client                                     master
//	HELLO ─────────────────────────────────▶
//	      ◀───────────────────────────────── HELLO
//	NEW_SESSION, and its files 0, 1 and 2 ──▶   opens a channel for them
//	      ◀───────────────────────────────── SESSION_OPENED
//	         (waits)                            copies between the files and the channel
//	      ◀───────────────────────────────── EXIT_MESSAGE
//
// A passenger, as such a client is called, hands its standard streams over and waits. A
// proxy client speaks the connection protocol itself (RFC 4254), in packets that are
// neither encrypted nor padded:
//
//	uint32 length │ 0 │ message of the connection protocol
//
// Whoever can connect to the socket can use the connection. Its mode keeps others out, and
// [Master] looks who they are besides.
package mux
