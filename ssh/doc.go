// Package ssh runs SSH connections: a [Client] and a [Server] that drive the state
// machines of the packages below on real networks.
//
//	Client   Dial, Run, Command, Open          Server   Serve, Handle
//	   └──────────────┬────────────────────────────┘
//	                conn      one reader; one lock for what goes out
//	                  │
//	      ┌───────────┼──────────────┐
//	  connection   userauth      transport     state machines without I/O
//	  RFC 4254     RFC 4252      RFC 4253
//
// Only this package has goroutines, clocks and locks. Each connection has one
// goroutine of its own, which reads: it decrypts in place in its buffer and hands
// the data to the queue of its channel, without a lock, a Go channel or an
// allocation for a packet; bulk data stays where it was decrypted until it is read.
// Writers encrypt straight into the connection's output buffer, and who finds nobody
// writing to the network gives it the output of all. What the network does not take
// at once is for another goroutine, which lasts until it has. On a quiet connection
// the reader leaves its work to who waits in Read, and nobody has to be woken for a
// packet; and whose peer answers within microseconds looks for that before he sleeps.
// Handlers of what the peer opens and asks for have goroutines of their own, of
// which there are no more than channels may be.
//
// Every call that waits takes a context, or obeys deadlines; a context ends a
// hanging handshake as well. A channel whose reader has stopped stops its own
// sender, by its window, and nobody else.
//
// Texts that come from the peer have their control characters escaped wherever
// they are returned, logged or part of an error.
package ssh
