// Package userauth is the SSH authentication protocol (RFC 4252, and RFC 4256 for
// keyboard-interactive) as two state machines without input or output.
//
//	client                                     server
//	USERAUTH_REQUEST  user, "none" ──────────▶
//	                  ◀──────────────────────  USERAUTH_FAILURE  publickey,password
//	USERAUTH_REQUEST  "publickey", key ──────▶
//	                  ◀──────────────────────  USERAUTH_PK_OK    it would be accepted
//	USERAUTH_REQUEST  … signature ───────────▶
//	                  ◀──────────────────────  USERAUTH_SUCCESS
//
// What the key signs binds the proof to this connection and this user: the
// session identifier, and then the request itself, up to the signature
// (RFC 4252 §7).
//
// A [Client] sends one request at a time and turns the answer into an event. A
// [Server] turns a request into a question, which its caller answers. It verifies
// signatures itself: a question about a signed key is asked only if the signature
// is right, so that no caller can forget to look.
package userauth
