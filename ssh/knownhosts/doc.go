// Package knownhosts remembers which key belongs to which host: it reads, searches
// and extends known_hosts files, and decides with them whether a host key is
// accepted.
//
// A client that meets a host for the first time cannot know its key. It asks a
// person, remembers the answer, and from then on accepts that key alone (trust on
// first use, RFC 4251 §4.1). A line of the file, whose format is in sshd(8), is
//
//	[marker] hosts           type        base64 of the key    [comment]
//	         example.org     ssh-ed25519 AAAAC3NzaC1lZDI1…
//	         *.lan,!x.lan    ssh-ed25519 AAAAC3NzaC1lZDI1…    patterns
//	         [box]:2222      ssh-ed25519 AAAAC3NzaC1lZDI1…    a port other than 22
//	         |1|salt|HMAC    ssh-ed25519 AAAAC3NzaC1lZDI1…    a hashed name
//	@revoked *               ssh-ed25519 AAAAC3NzaC1lZDI1…    refused everywhere
//	@cert-authority *.lan    ssh-ed25519 AAAAC3NzaC1lZDI1…    signs the hosts' certificates
//
// where a hashed name is HMAC-SHA-1(salt, name), so that a stolen file does not
// list the hosts.
//
//   - [Parse] and [Entry] are the format.
//   - [DB] is a set of files, and what they say of a host.
//   - [Policy] is what a client does about it: ask, accept, refuse. Its Check method
//     is the HostKey hook of an SSH client.
package knownhosts
