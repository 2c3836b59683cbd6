package agent_test

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh/agent"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// The hosts of these tests, and the key that is restricted to them.
var (
	hostA, hostB, hostC = key('A'), key('B'), key('C')
	userKey             = key('u')
)

func hop(user, name string, hosts ...*keys.PrivateKey) agent.Hop {
	h := agent.Hop{User: user, Host: name}
	for _, k := range hosts {
		h.Keys = append(h.Keys, agent.HostKey{Blob: blob(k)})
	}
	return h
}

// A step binds a connection to a session: that host has signed its identifier.
type step struct {
	host    *keys.PrivateKey
	session string
	forward bool
}

func (s step) bind(t testing.TB, c *agent.Client) error {
	t.Helper()
	sig, err := s.host.Sign(rand.Reader, "ssh-ed25519", []byte(s.session))
	if err != nil {
		t.Fatal(err)
	}
	return c.BindSession(testContext(t), agent.SessionBind{
		HostKey: blob(s.host), SessionID: []byte(s.session), Signature: sig, Forwarding: s.forward,
	})
}

// login is what a client signs to log in; host is nil for the method that does not
// name one.
func login(session, user string, k *keys.PrivateKey, host *keys.PrivateKey) []byte {
	head := wire.UserauthRequest{User: []byte(user), Service: []byte("ssh-connection"), Method: []byte("publickey")}
	m := wire.UserauthPublicKey{Algorithm: []byte("ssh-ed25519"), Key: blob(k)}
	if host == nil {
		return m.AppendSigned(nil, []byte(session), &head)
	}
	head.Method = []byte("publickey-hostbound-v00@openssh.com")
	return wire.AppendString(m.AppendSigned(nil, []byte(session), &head), blob(host))
}

func TestDestinations(t *testing.T) {
	toA := agent.Destination{To: hop("", "a", hostA)}
	toAsRoot := agent.Destination{To: hop("ro*t", "a", hostC, hostA)}
	fromAToB := agent.Destination{From: hop("", "a", hostA), To: hop("", "b", hostB)}
	forA, throughA := step{hostA, "sA", false}, step{hostA, "sA", true}
	forB, throughB := step{hostB, "sB", false}, step{hostB, "sB", true}
	for _, test := range []struct {
		name    string
		allowed []agent.Destination
		path    []step
		data    []byte
		sees    bool
		signs   bool
	}{
		{"here", []agent.Destination{toA}, nil, login("sA", "alice", userKey, nil), true, false},
		{"to A", []agent.Destination{toA}, []step{forA}, login("sA", "alice", userKey, nil), true, true},
		{"to A, which is named", []agent.Destination{toA}, []step{forA}, login("sA", "alice", userKey, hostA), true, true},
		{"to A, another is named", []agent.Destination{toA}, []step{forA}, login("sA", "alice", userKey, hostB), true, false},
		{"to A in another session", []agent.Destination{toA}, []step{forA}, login("sB", "alice", userKey, nil), true, false},
		{"to A by another key", []agent.Destination{toA}, []step{forA}, login("sA", "alice", hostB, nil), true, false},
		{"to A, no login", []agent.Destination{toA}, []step{forA}, []byte("SSHSIG"), true, false},
		{"to A, more than a login", []agent.Destination{toA}, []step{forA}, append(login("sA", "alice", userKey, nil), 0), true, false},
		{"to B instead", []agent.Destination{toA}, []step{forB}, login("sB", "alice", userKey, nil), false, false},
		{"to one of two", []agent.Destination{{To: hop("", "c", hostC)}, toA}, []step{forA}, login("sA", "alice", userKey, nil), true, true},
		{"as root", []agent.Destination{toAsRoot}, []step{forA}, login("sA", "root", userKey, nil), true, true},
		{"as alice", []agent.Destination{toAsRoot}, []step{forA}, login("sA", "alice", userKey, nil), true, false},

		{"through A to B", []agent.Destination{toA, fromAToB}, []step{throughA, forB}, login("sB", "alice", userKey, hostB), true, true},
		{"through A to B, not named", []agent.Destination{toA, fromAToB}, []step{throughA, forB}, login("sB", "alice", userKey, nil), true, false},
		{"through A, to which it may not", []agent.Destination{fromAToB}, []step{throughA, forB}, login("sB", "alice", userKey, hostB), false, false},
		{"through A, from which it may not", []agent.Destination{toA}, []step{throughA, forB}, login("sB", "alice", userKey, hostB), false, false},
		{"directly to B", []agent.Destination{toA, fromAToB}, []step{forB}, login("sB", "alice", userKey, hostB), false, false},
		{"on A, from which it may", []agent.Destination{toA, fromAToB}, []step{throughA}, login("sA", "alice", userKey, hostA), true, false},
		{"on A, from which it may not", []agent.Destination{toA}, []step{throughA}, login("sA", "alice", userKey, hostA), false, false},
		{"through A and B", []agent.Destination{toA, fromAToB}, []step{throughA, throughB}, login("sB", "alice", userKey, hostB), false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newServer(t, agent.Config{})
			mustAdd(t, connect(t, s), agent.AddIdentity{Key: userKey, Constraints: agent.Constraints{Destinations: test.allowed}})
			c := connect(t, s)
			for _, p := range test.path {
				if err := p.bind(t, c); err != nil {
					t.Fatal(err)
				}
			}
			if got := count(t, c) == 1; got != test.sees {
				t.Errorf("sees the key: %v, want %v", got, test.sees)
			}
			_, err := c.Sign(testContext(t), blob(userKey), test.data, 0)
			if got := err == nil; got != test.signs {
				t.Errorf("signs: %v (%v), want %v", got, err, test.signs)
			}
			if got := c.Add(testContext(t), agent.AddIdentity{Key: userKey}) == nil; got != test.sees {
				t.Errorf("can replace the key: %v, want %v", got, test.sees)
			}
			if got := c.Remove(testContext(t), blob(userKey)) == nil; got != test.sees {
				t.Errorf("can remove the key: %v, want %v", got, test.sees)
			}
		})
	}
}

// A host may prove itself by a certificate of an authority that the key trusts.
func TestDestinationByCertificate(t *testing.T) {
	ca, other := key('c'), key('o')
	ck := &clock{time.Now()}
	for _, test := range []struct {
		name string
		cert *keys.PublicKey
		want bool
	}{
		{"right", certify(t, hostA, ca, keys.HostCertificate, "a.example.org"), true},
		{"a wildcard", certify(t, hostA, ca, keys.HostCertificate, "*.example.org"), true},
		{"another authority", certify(t, hostA, other, keys.HostCertificate, "a.example.org"), false},
		{"another host", certify(t, hostA, ca, keys.HostCertificate, "b.example.org"), false},
		{"for users", certify(t, hostA, ca, keys.UserCertificate, "a.example.org"), false},
		{"the key itself", hostA.PublicKey(), false},
		{"the authority's key", ca.PublicKey(), false},
	} {
		s := newServer(t, agent.Config{Now: ck.Now})
		to := agent.Hop{Host: "a.example.org", Keys: []agent.HostKey{{Blob: blob(ca), CA: true}}}
		mustAdd(t, connect(t, s), agent.AddIdentity{
			Key: userKey, Constraints: agent.Constraints{Destinations: []agent.Destination{{To: to}}},
		})
		c := connect(t, s)
		signer := hostA
		if test.cert.Equal(ca.PublicKey()) {
			signer = ca
		}
		sig, err := signer.Sign(rand.Reader, "ssh-ed25519", []byte("sA"))
		if err != nil {
			t.Fatal(err)
		}
		bind := agent.SessionBind{HostKey: test.cert.Blob(), SessionID: []byte("sA"), Signature: sig}
		if err := c.BindSession(testContext(t), bind); err != nil {
			t.Fatal(err)
		}
		_, err = c.Sign(testContext(t), blob(userKey), login("sA", "alice", userKey, nil), 0)
		if got := err == nil; got != test.want {
			t.Errorf("%s: signs: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestBindSession(t *testing.T) {
	ctx := testContext(t)
	s := newServer(t, agent.Config{})
	mustAdd(t, connect(t, s), agent.AddIdentity{Key: key(1)})
	restricted := agent.Constraints{Destinations: []agent.Destination{{To: hop("", "a", hostA)}}}
	mustAdd(t, connect(t, s), agent.AddIdentity{Key: userKey, Constraints: restricted})

	c := connect(t, s)
	if err := (step{hostA, string(make([]byte, agent.MaxSessionID+1)), true}).bind(t, c); err != agent.ErrFailure {
		t.Errorf("a session identifier of %d bytes: %v", agent.MaxSessionID+1, err)
	}
	if n := count(t, c); n != 1 {
		t.Errorf("after a bind that failed, %d keys are seen, want the one without destinations", n)
	}
	sig, _ := hostB.Sign(rand.Reader, "ssh-ed25519", []byte("sA"))
	forged := agent.SessionBind{HostKey: blob(hostA), SessionID: []byte("sA"), Signature: sig}
	if err := c.BindSession(ctx, forged); err != agent.ErrFailure {
		t.Errorf("another host's signature: %v", err)
	}

	c = connect(t, s)
	for i := range agent.MaxSessions {
		for range 2 { // twice is as good as once
			if err := (step{hostA, string(rune('a' + i)), true}).bind(t, c); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := (step{hostA, "one more", true}).bind(t, c); err != agent.ErrFailure {
		t.Errorf("session %d: %v", agent.MaxSessions+1, err)
	}
	if err := (step{hostB, "a", true}).bind(t, c); err != agent.ErrFailure {
		t.Errorf("a session with two hosts: %v", err)
	}

	c = connect(t, s)
	if err := (step{hostA, "sA", false}).bind(t, c); err != nil {
		t.Fatal(err)
	}
	for _, next := range []step{{hostA, "sA", false}, {hostA, "sA", true}, {hostB, "sB", true}} {
		if err := next.bind(t, c); err != agent.ErrFailure {
			t.Errorf("behind a login, %v: %v", next.session, err)
		}
	}
}
