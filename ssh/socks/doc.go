// Package socks is the server's side of the SOCKS handshake, of the versions 4, 4a and 5
// (RFC 1928), as far as -D of ssh needs it: CONNECT only, and nobody has to prove who
// they are.
//
//	client                                server
//	5 │ methods                ────▶                       version 5 only
//	                           ◀────      5 │ 0 (no authentication)
//	connect to host, port      ────▶
//	                           ◀────      granted, or why not
//	data                       ◀───▶      data
//
// Versions 4a and 5 can name a host, which the server looks up: with -D that is the
// other end of the SSH connection.
package socks
