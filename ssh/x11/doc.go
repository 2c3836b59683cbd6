// Package x11 is what SSH needs to know of X11 to forward it (RFC 4254 §6.3): where a
// display is, and how the cookie of a connection is replaced.
//
//	program ──fake──▶ server ══ channel ══▶ client: fake? then real ──real──▶ X server
//
// Who connects to an X server shows a cookie in its first packet (X Window System
// Protocol, Connection Setup). The client never lets the true one out of its machine: it
// makes one up, gives it to the server, and puts the true one in its place in each
// connection that begins with the one that it made up. Others are closed.
package x11
