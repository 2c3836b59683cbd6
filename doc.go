// Package glassh is a map: the code is in the packages below it. The module is SSH
// that can be seen through, from the wire down to the last multiplication. Each
// floor of it stands on the ones underneath, and on nothing else.
//
//	cmd/glassh                                        the program
//	vectors                                           published test vectors, and their loader
//	ssh/…                                             what stands on a connection: known hosts,
//	                                                  configuration, agent, SFTP, …
//	ssh                                               connections: the only package with
//	                                                  sockets, goroutines, clocks and locks
//	ssh/transport   ssh/userauth   ssh/connection     RFC 4253, 4252, 4254 as state machines
//	ssh/dissect                                       what every byte of a message, packet or key is
//	ssh/protect     ssh/kex        ssh/keys           packets sealed; keys agreed; keys held
//	ssh/compress                                      payloads compressed
//	wire                                              RFC 4251 data types, and every message
//	hmac   aes   umac   chacha   dh                   what SSH uses: MACs, ciphers, key agreement
//	primitives/…                                      hashes, fields, curves, signatures
//	asm/…                                             the CPU, and kernels written for it
//
// A reader of the protocol may start at wire, and go up to ssh/transport. A reader of
// the cryptography may start at primitives/ct, which says what constant-time code
// looks like here, and one who measures it at asm, which says how one of several
// implementations is chosen.
//
// The tests of this package hold the rules that the map states, and a few about the
// text of the code: which package may import which, where system calls and
// goroutines may stand, that what is exported is documented.
package glassh
