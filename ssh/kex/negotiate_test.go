package kex_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/wire"
)

// offer returns a KEXINIT with these lists, the same in both directions.
func offer(methods, hostKeys, ciphers, macs, compression string) *wire.KexInit {
	return &wire.KexInit{
		KexAlgorithms: wire.NameList(methods), HostKeyAlgorithms: wire.NameList(hostKeys),
		CiphersClientToServer: wire.NameList(ciphers), CiphersServerToClient: wire.NameList(ciphers),
		MACsClientToServer: wire.NameList(macs), MACsServerToClient: wire.NameList(macs),
		CompressionClientToServer: wire.NameList(compression), CompressionServerToClient: wire.NameList(compression),
	}
}

func TestTheClientsPreferenceDecides(t *testing.T) {
	client := offer("a,curve25519-sha256,b", "ssh-rsa,ssh-ed25519", "aes256-ctr,aes128-ctr", "hmac-sha2-512,hmac-sha2-256", "zlib,none")
	server := offer("b,curve25519-sha256", "ssh-ed25519,ssh-rsa", "aes128-ctr,aes256-ctr", "hmac-sha2-256,hmac-sha2-512", "none,zlib@openssh.com")
	server.CiphersServerToClient = wire.NameList("aes128-ctr")
	client.MACsServerToClient = wire.NameList("hmac-sha2-256-etm@openssh.com,hmac-sha2-256")
	client.LanguagesClientToServer = wire.NameList("tlh")

	want := &kex.Algorithms{
		Kex: "curve25519-sha256", HostKey: "ssh-rsa",
		ClientToServer: kex.Direction{Cipher: "aes256-ctr", MAC: "hmac-sha2-512", Compression: "none"},
		ServerToClient: kex.Direction{Cipher: "aes128-ctr", MAC: "hmac-sha2-256", Compression: "none"},
	}
	got, err := kex.Negotiate(client, server)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnAEADNeedsNoMAC(t *testing.T) {
	client := offer("k", "h", "aes128-gcm@openssh.com,aes128-ctr", "hmac-sha2-256", "none")
	server := offer("k", "h", "aes128-gcm@openssh.com,aes128-ctr", "hmac-md5", "none")
	got, err := kex.Negotiate(client, server)
	if err != nil {
		t.Fatal(err)
	}
	want := kex.Direction{Cipher: "aes128-gcm@openssh.com", Compression: "none"}
	if got.ClientToServer != want || got.ServerToClient != want {
		t.Errorf("want %v both ways, got %v and %v", want, got.ClientToServer, got.ServerToClient)
	}

	server.CiphersServerToClient = wire.NameList("aes128-ctr")
	_, err = kex.Negotiate(client, server)
	var failed *kex.NegotiationError
	if !errors.As(err, &failed) || failed.Category != "MAC from server to client" {
		t.Errorf("want no MAC from server to client, got %v", err)
	}
}

// TestWhatIsNotAMethodIsNeverChosen gives both peers all the names that only look like
// methods.
func TestWhatIsNotAMethodIsNeverChosen(t *testing.T) {
	const pseudo = "ext-info-c,ext-info-s,kex-strict-c-v00@openssh.com,kex-strict-s-v00@openssh.com"
	client := offer(pseudo+",k", "h", "c", "m", "none")
	server := offer(pseudo+",k", "h", "c", "m", "none")
	got, err := kex.Negotiate(client, server)
	if err != nil || got.Kex != "k" {
		t.Errorf("want k, got %v, %v", got, err)
	}
	client.KexAlgorithms = wire.NameList(pseudo)
	if got, err = kex.Negotiate(client, server); err == nil {
		t.Errorf("chose %q", got.Kex)
	}
}

func TestNegotiationErrorNamesBothOffers(t *testing.T) {
	base := func() *wire.KexInit { return offer("k", "h", "c", "m", "none") }
	for _, c := range []struct {
		change func(server *wire.KexInit)
		want   string
	}{
		{func(s *wire.KexInit) { s.KexAlgorithms = wire.NameList("x,y") },
			"kex: no common key exchange method: the client offers k; the server offers x, y"},
		{func(s *wire.KexInit) { s.HostKeyAlgorithms = nil },
			"kex: no common host key algorithm: the client offers h; the server offers nothing"},
		{func(s *wire.KexInit) { s.CiphersClientToServer = wire.NameList("x") },
			"kex: no common cipher from client to server: the client offers c; the server offers x"},
		{func(s *wire.KexInit) { s.CiphersServerToClient = wire.NameList("x") },
			"kex: no common cipher from server to client: the client offers c; the server offers x"},
		{func(s *wire.KexInit) { s.MACsClientToServer = wire.NameList("x") },
			"kex: no common MAC from client to server: the client offers m; the server offers x"},
		{func(s *wire.KexInit) { s.MACsServerToClient = wire.NameList("x") },
			"kex: no common MAC from server to client: the client offers m; the server offers x"},
		{func(s *wire.KexInit) { s.CompressionClientToServer = wire.NameList("zlib") },
			"kex: no common compression from client to server: the client offers none; the server offers zlib"},
		{func(s *wire.KexInit) { s.CompressionServerToClient = wire.NameList("\x1b[31mred\n") },
			`kex: no common compression from server to client: the client offers none; the server offers \x1b[31mred\n`},
	} {
		server := base()
		c.change(server)
		got, err := kex.Negotiate(base(), server)
		if err == nil {
			t.Errorf("want %q, got %v", c.want, got)
			continue
		}
		if err.Error() != c.want {
			t.Errorf("want %q\n got %q", c.want, err)
		}
		var reason interface{ Reason() wire.Reason }
		if !errors.As(err, &reason) || reason.Reason() != wire.ReasonKeyExchangeFailed {
			t.Errorf("%v: want the reason %v", err, wire.ReasonKeyExchangeFailed)
		}
	}
}

// TestALongOfferIsCutInTheText keeps a peer from filling the log.
func TestALongOfferIsCutInTheText(t *testing.T) {
	long := strings.Repeat("name-of-twenty-chars,", 500) + "last"
	_, err := kex.Negotiate(offer("k", "h", "c", "m", "none"), offer(long, "h", "c", "m", "none"))
	var failed *kex.NegotiationError
	if !errors.As(err, &failed) || len(failed.Server) != 501 {
		t.Fatalf("want all 501 names in the error, got %v", err)
	}
	if text := err.Error(); len(text) > 1200 || !strings.HasSuffix(text, "… (501 names)") {
		t.Errorf("text of %d bytes: %q", len(text), text)
	}
}

func TestGuessRight(t *testing.T) {
	for _, c := range []struct {
		name                                               string
		clientKex, clientHostKey, serverKex, serverHostKey string
		want                                               bool
	}{
		{"the same preferences", "a,b", "h,i", "a,c", "h,j", true},
		{"another method preferred", "a,b", "h", "b,a", "h", false},
		{"another host key preferred", "a", "h,i", "a", "i,h", false},
		{"behind what is not a method", "ext-info-c,a", "h", "kex-strict-s-v00@openssh.com,ext-info-s,a", "h", true},
		{"no method at all", "ext-info-c", "h", "ext-info-c", "h", false},
		{"no host key at all", "a", "", "a", "", false},
	} {
		got := kex.GuessRight(offer(c.clientKex, c.clientHostKey, "", "", ""), offer(c.serverKex, c.serverHostKey, "", "", ""))
		if got != c.want {
			t.Errorf("%s: want %v, got %v", c.name, c.want, got)
		}
	}
}
