// Package peers holds no code of its own: its tests let glassh talk to other
// implementations of SSH, and its benchmarks run side by side with theirs.
//
//	client                           server
//	library ─────────────────┬─────▶ sshd           OpenSSH's
//	program (glassh ssh) ────┘
//	ssh (OpenSSH's) ─────────┬─────▶ glassh serve
//	golang.org/x/crypto ─────┘
//	library ───────────────────────▶ golang.org/x/crypto
//
// and, for key exchange alone, PuTTY's plink and dropbear's dbclient to glassh serve, and
// the library to dropbear.
//
// A client is a function that runs one command on a server (clients_test.go,
// programs_test.go), a server is an address and a log (servers_test.go). The tests
// tell what happens between the two, for each pair of them that is in the table of
// pairs_test.go.
//
// Everything runs on the loopback interface, as the user who runs the tests, with
// keys made for one test. The programs must be installed: a test that does not find
// them fails.
//
// The benchmarks put client and server into one process, on both sides of the
// comparison, and report the CPU time of both ends beside the rate: it depends less
// on what else the machine does.
package peers
