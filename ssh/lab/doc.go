// Package lab plays connections: client and server in one process, with throw-away keys
// and no network between them, so that everything can be shown.
//
//	client's machines ──▶ Link ──▶ server's machines
//	                  ◀── (an attacker may sit here)
//
// The machines are those of real connections. Time and randomness are played as well: the
// same [Scene] with the same seed gives the same bytes, and the same [trace.Record]s. That
// randomness is of no use for anything else, and nothing outside of this package can get
// at it.
//
// An [Exercise] is a question about such a connection, of which the answer is checked. What
// is broken in it is broken by an attacker on the link.
package lab
