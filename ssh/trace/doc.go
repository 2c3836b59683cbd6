// Package trace records what a connection does, so that it can be explained: every line
// and packet, byte by byte, every key exchange, and where keys change.
//
//	transport.Machine ──▶ Recorder ──▶ records, in order ──▶ JSON lines, a timeline, a page
//	    (Tracer)            │
//	                        └ package dissect: what every byte is
//
// A [Recorder] is the Tracer of one end of a connection, of the client's or the server's
// machine. Its records stand on their own: what a packet's bytes mean is written into its
// record, since that depends on what was said before it.
//
// # Secrets
//
// What a trace holds depends on its [Level]. By default it is nothing that helps to read
// the connection or to take part in it: the exchange hash is cut to its first digits (RFC
// 4253 §8 wants it kept secret), there are no keys, and what users send through channels is
// only counted. Passwords, answers to a server's questions, and what forwarded agents and
// displays are sent are left out at every level; of packets that hold any there is only the
// length.
package trace
