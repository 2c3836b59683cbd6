//go:build unix

package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// Of a server's keys, the client asks for the one that it knows, whichever that is, unless
// it is told in which order.
func TestKnownHostKeyIsAskedFor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	args := []string{}
	public := map[string]string{"ssh-ed25519": read(t, s.host+".pub")}
	for typ, flags := range map[string]string{
		"ecdsa-sha2-nistp384": "-t ecdsa -b 384", "rsa-sha2-512": "-t rsa -b 2048", "ssh-mldsa44-ed25519@openssh.com": "-t mldsa44-ed25519",
	} {
		file := filepath.Join(s.dir, typ)
		must(t, append(strings.Fields("keygen -q -f "+file+" "+flags), "-N", "")...)
		args = append(args, "-h", file)
		public[typ] = read(t, file+".pub")
	}
	sv := s.serve(t, args...)
	for typ, line := range public {
		write(t, s.known, "[127.0.0.1]:"+sv.port+" "+line)
		got := sv.run(t, "-v", "-o", "StrictHostKeyChecking=yes", "HOST", "echo in")
		if want := "host key " + typ; got.stdout != "in\n" || !strings.Contains(got.stderr, want) {
			t.Errorf("%s is known: want %q, got %v", typ, want, got)
		}
	}
	write(t, s.known, "[127.0.0.1]:"+sv.port+" "+public["ssh-ed25519"])
	sv.run(t, "-o", "HostKeyAlgorithms=^ecdsa-*", "HOST", "true").refused(t, "Host key verification failed")
}
