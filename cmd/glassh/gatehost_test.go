//go:build unix

package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
)

func TestHostsThatAreTrusted(t *testing.T) {
	own, err := keys.GenerateEd25519(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, err := keys.GenerateEd25519(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	revoked := write(t, filepath.Join(t.TempDir(), "revoked"), string(own.PublicKey().AppendLine(nil, "")))
	line := func(host string, key *keys.PrivateKey) string {
		return host + " " + string(key.PublicKey().AppendLine(nil, ""))
	}
	for _, c := range []struct {
		what           string
		shosts, rhosts string
		known          string
		options        string
		host, user     string
		in             bool
	}{
		{"by its name", "client.example ann\n", "", line("client.example", own), "IgnoreRhosts=no HostbasedUsesNameFromPacketOnly=yes", "client.example", "ann", true},
		{"by its name, in .rhosts", "", "client.example ann\n", line("client.example", own), "IgnoreRhosts=no HostbasedUsesNameFromPacketOnly=yes", "client.example", "ann", true},
		{"in .rhosts, which is ignored", "", "client.example ann\n", line("client.example", own), "IgnoreRhosts=shosts-only HostbasedUsesNameFromPacketOnly=yes", "client.example", "ann", false},
		{"in .shosts, which is ignored", "client.example ann\n", "", line("client.example", own), "HostbasedUsesNameFromPacketOnly=yes", "client.example", "ann", false},
		{"by its address", "192.0.2.1 ann\n", "", line("192.0.2.1", own), "IgnoreRhosts=no", "client.example", "ann", true},
		{"by its name, where the address counts", "client.example ann\n", "", line("client.example", own), "IgnoreRhosts=no", "client.example", "ann", false},
		{"another user", "client.example ann\n", "", line("client.example", own), "IgnoreRhosts=no HostbasedUsesNameFromPacketOnly=yes", "client.example", "eve", false},
		{"another key", "client.example ann\n", "", line("client.example", other), "IgnoreRhosts=no HostbasedUsesNameFromPacketOnly=yes", "client.example", "ann", false},
		{"a revoked key", "client.example ann\n", "", line("client.example", own) + line("@revoked *", own), "IgnoreRhosts=no HostbasedUsesNameFromPacketOnly=yes", "client.example", "ann", false},
		{"an unknown host", "client.example ann\n", "", "", "IgnoreRhosts=no HostbasedUsesNameFromPacketOnly=yes", "client.example", "ann", false},
		{"known to the user, which is ignored", "client.example ann\n", "", line("client.example", own), "IgnoreUserKnownHosts=yes IgnoreRhosts=no HostbasedUsesNameFromPacketOnly=yes", "client.example", "ann", false},
		{"a key in RevokedKeys", "client.example ann\n", "", line("client.example", own), "RevokedKeys=" + revoked + " IgnoreRhosts=no HostbasedUsesNameFromPacketOnly=yes", "client.example", "ann", false},
		{"known by a file that others may write to", "client.example ann\n", "", line("client.example", own), "StrictModes=yes IgnoreRhosts=no HostbasedUsesNameFromPacketOnly=yes", "client.example", "ann", false},
		{"not at all", "client.example ann\n", "", line("client.example", own), "HostbasedAuthentication=no IgnoreRhosts=no HostbasedUsesNameFromPacketOnly=yes", "client.example", "ann", false},
	} {
		t.Run(c.what, func(t *testing.T) {
			e, _, _ := testEnv(t, "")
			if err := os.Chmod(e.home, 0o755); err != nil {
				t.Fatal(err)
			}
			args := strings.Fields("-o " + strings.ReplaceAll(c.options, " ", " -o ") + " -o HostbasedAuthentication=yes -o StrictModes=no")
			o, err := parseServe(e, args)
			if err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(e.home, ".shosts"), c.shosts)
			write(t, filepath.Join(e.home, ".rhosts"), c.rhosts)
			if err := os.Mkdir(filepath.Join(e.home, ".ssh"), 0o700); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(e.home, ".ssh", "known_hosts"), c.known)
			if err := os.Chmod(filepath.Join(e.home, ".ssh", "known_hosts"), 0o620); err != nil {
				t.Fatal(err)
			}
			g := &gate{e: e, o: o, log: slog.New(slog.DiscardHandler)}
			remote := &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 1}
			l := ssh.Login{User: e.user, RemoteAddr: remote, LocalAddr: remote}
			if _, err := g.hostBased(context.Background(), l, c.host, c.user, own.PublicKey()); (err == nil) != c.in {
				t.Errorf("want in %v, got %v", c.in, err)
			}
		})
	}
}
