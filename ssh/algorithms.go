package ssh

import (
	"context"
	"crypto/rand"
	"log/slog"
	"time"

	"github.com/glassh/glassh/ssh/compress"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/ssh/transport"
)

// Version is the identification string that clients and servers send.
const Version = "SSH-2.0-glassh_0.1"

// Algorithms are names to offer, best first. An empty list stands for the
// defaults, which are the secure ones.
//
// UserKey is what a server takes from users, and says so (server-sig-algs, RFC 8308
// §3.1), and what a client signs with. HostBased is the same for hosts that vouch for
// their users.
type Algorithms struct {
	Kex       []string // key exchange methods
	HostKey   []string // signature algorithms of host keys and their certificates
	UserKey   []string // signature algorithms of user keys, likewise, which are not negotiated
	HostBased []string // signature algorithms of clients' hosts, likewise
	Ciphers   []string
	MACs      []string // for ciphers that do not authenticate by themselves

	// Compression holds names of compress.Names: by default none, and zlib@openssh.com
	// behind it. compress.PreferredNames turns compression on where the peer has it, which
	// costs each end some hundred KiB, and time. Whoever can choose a part of what goes
	// over the network, and sees the lengths of packets, learns from them what else they
	// hold.
	Compression []string
	// DelayCompression has compression begin behind the login, without an exchange of
	// keys, if the peer says so, too (RFC 8308 §3.2): zlib and none, the better one first.
	// Empty is off. Few programs know of it; zlib@openssh.com comes to the same.
	DelayCompression []string
}

// DefaultAlgorithms returns what empty lists stand for.
func DefaultAlgorithms() Algorithms {
	return Algorithms{
		Kex:       kex.Methods(),
		HostKey:   append(keys.SupportedCertificates(), keys.Supported()...),
		UserKey:   append(keys.SupportedCertificates(), keys.Supported()...),
		HostBased: append(keys.SupportedCertificates(), keys.Supported()...),
		Ciphers:   protect.DefaultCiphers(),
		MACs:      protect.DefaultMACs(),

		Compression: compress.DefaultNames(),
	}
}

// orDefault fills the empty lists.
func (a Algorithms) orDefault() Algorithms {
	def := DefaultAlgorithms()
	for _, list := range []struct{ have, want *[]string }{
		{&a.Kex, &def.Kex}, {&a.HostKey, &def.HostKey}, {&a.UserKey, &def.UserKey},
		{&a.HostBased, &def.HostBased}, {&a.Ciphers, &def.Ciphers}, {&a.MACs, &def.MACs},
		{&a.Compression, &def.Compression},
	} {
		if len(*list.have) == 0 {
			*list.have = *list.want
		}
	}
	return a
}

// requiredRSA is the least length of RSA keys, in bits, where none is asked for.
const requiredRSA = 1024

// A RekeyLimit says when keys are exchanged anew, whatever comes first. Zero
// fields stand for no limit beside those of the ciphers: 64 GiB for AES, 1 GiB for
// chacha20-poly1305, and 2^31 packets.
type RekeyLimit struct {
	Bytes uint64 // each way; at least 4096 hold
	Every time.Duration
}

// transportConfig is what clients and servers tell their machine alike.
func transportConfig(a Algorithms, r RekeyLimit) *transport.Config {
	a = a.orDefault()
	return &transport.Config{
		Version: Version, Rand: rand.Reader,
		Kex: a.Kex, HostKeyAlgorithms: a.HostKey, Ciphers: a.Ciphers, MACs: a.MACs, Compression: a.Compression, DelayCompression: a.DelayCompression,
		Limit: transport.Limit{Bytes: r.Bytes},
	}
}

// logger returns l, or one that drops everything.
func logger(l *slog.Logger) *slog.Logger {
	if l == nil {
		return slog.New(slog.DiscardHandler)
	}
	return l
}

// logs reports whether anybody looks at events: rendering one costs an allocation.
func logs(l *slog.Logger) bool { return l.Enabled(context.Background(), slog.LevelDebug) }
