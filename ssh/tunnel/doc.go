// Package tunnel joins two network interfaces over SSH: what one machine's kernel sends
// to its interface comes out of the other's (OpenSSH PROTOCOL §2.3).
//
//	kernel ⇄ tun0 ── Device ⇄ PacketChannel ══ SSH ══ PacketChannel ⇄ Device ── tun0 ⇄ kernel
//
// A tunnel of layer 3 carries IP packets, each behind 4 bytes that say of which family it
// is; one of layer 2 carries Ethernet frames as they are. The interfaces come from
// [Open], which only Linux has yet. Addresses and routes are for others to set.
package tunnel
