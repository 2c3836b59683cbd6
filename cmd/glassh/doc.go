// Glassh is a client and a server of SSH, and shows the cryptography under them.
//
//	glassh COMMAND [FLAG…] [ARGUMENT…]
//
//	args ─► main: which command? ─► getopt: flags ─┐
//	                                               ├─► options struct ─► the command
//	              -o Keyword=value ─► keywords ────┘
//
// Each command has a file of its name. Command lines are those of OpenSSH, as far
// as they go: a flag or option that OpenSSH has and this program has not is an
// error that says so. It is never ignored, for a user may rely on it.
//
// What glassh bench and glassh tiers --measure do is in internal/bench, which measures,
// and internal/report, which shows it.
//
// Installed under the name ssh, sshd or ssh-keygen, as a link or a copy, the program
// is the command that stands for that program.
package main
