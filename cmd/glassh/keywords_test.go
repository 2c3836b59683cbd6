package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFormsOfOptions(t *testing.T) {
	for _, text := range []string{"Port=2022", "port=2022", "PORT 2022", "Port = 2022", " Port\t=\t2022 ", `Port="2022"`, `Port "2022"`} {
		o := sshDefaults()
		if err := sshKeywords.option(o, o.given, text); err != nil || o.port != 2022 {
			t.Errorf("%q: want port 2022, got %d, %v", text, o.port, err)
		}
	}
	for _, c := range []struct{ text, want string }{
		{"", "Bad configuration option: "},
		{"=22", "Bad configuration option: "},
		{"Porr=22", "Bad configuration option: Porr"},
		{"Port", "Port has no value"},
		{"Port=", "Port has no value"},
		{"Port 22 23", "one value is wanted"},
		{"Port=x", `"x" is not a port from 1 to 65535`},
		{`User="alice`, "invalid quotes"},
		{"PKCS11Provider=/lib/x.so", "option PKCS11Provider is not supported yet, except as none"},
	} {
		o := sshDefaults()
		err := sshKeywords.option(o, o.given, c.text)
		if err == nil || err.Error() != c.want {
			t.Errorf("%q: want %q, got %v", c.text, c.want, err)
		}
	}
}

func TestFirstValueCountsAndAllAreChecked(t *testing.T) {
	o := sshDefaults()
	for _, text := range []string{"Port=1", "port=2", "IdentityFile=a", "IdentityFile=b", "SendEnv=A B", "SendEnv=C"} {
		if err := sshKeywords.option(o, o.given, text); err != nil {
			t.Fatal(err)
		}
	}
	if o.port != 1 {
		t.Errorf("want the first port, 1, got %d", o.port)
	}
	if diff := cmp.Diff([]string{"a", "b"}, o.identityFiles); diff != "" {
		t.Errorf("identity files add up (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"A", "B", "C"}, o.sendEnv); diff != "" {
		t.Errorf("variables add up (-want +got):\n%s", diff)
	}
	if err := sshKeywords.option(o, o.given, "Port=many"); err == nil {
		t.Error("a second port that is none: want an error")
	}
}

func TestAnOlderNameIsTheSameOption(t *testing.T) {
	o := sshDefaults()
	for _, text := range []string{"pubkeyacceptedkeytypes=rsa-sha2-256", "PubkeyAcceptedAlgorithms=ssh-ed25519"} {
		if err := sshKeywords.option(o, o.given, text); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"rsa-sha2-256"}, o.algorithms.UserKey); diff != "" {
		t.Errorf("want what was given first (-want +got):\n%s", diff)
	}
}

// What a script turns off that is not there does no harm.
func TestOptionsThatHoldAnyhowAreAccepted(t *testing.T) {
	for _, text := range []string{"ControlMaster=no", "ControlPath=none", "ForwardAgent=no", "UpdateHostKeys=no", "ProxyJump=none",
		"GSSAPIAuthentication=no", "CheckHostIP=NO", "Compression=no", "ServerAliveInterval=0", "TCPKeepAlive=yes", "ClearAllForwardings=yes"} {
		o := sshDefaults()
		if err := sshKeywords.option(o, o.given, text); err != nil {
			t.Errorf("ssh -o %s: %v", text, err)
		}
	}
	for _, text := range []string{"UsePAM=no", "X11Forwarding no", "AllowTcpForwarding=no", "PidFile none", "UseDNS=no", "StrictModes=no"} {
		o := serveDefaults()
		if err := serveKeywords.option(o, o.given, text); err != nil {
			t.Errorf("sshd -o %s: %v", text, err)
		}
	}
}

// The names are a sample of ssh_config(5) and sshd_config(5) with every first
// letter that they have.
func TestOptionsOfOpenSSHAreKnownByName(t *testing.T) {
	for _, name := range strings.Fields(`Host Match
		PKCS11Provider VerifyHostKeyDNS`) {
		o := sshDefaults()
		err := sshKeywords.option(o, o.given, name+"=fnord")
		if err == nil || !strings.HasPrefix(err.Error(), "option "+name+" is not supported yet") {
			t.Errorf("ssh -o %s: got %v", name, err)
		}
	}
	for _, name := range strings.Fields(`Include Match RDomain`) {
		o := serveDefaults()
		err := serveKeywords.option(o, o.given, name+"=fnord")
		if err == nil || !strings.HasPrefix(err.Error(), "option "+name+" is not supported yet") {
			t.Errorf("sshd -o %s: got %v", name, err)
		}
	}
}

func TestNoOptionIsTwiceInATable(t *testing.T) {
	names := make(map[string]int)
	for _, k := range sshKeywords {
		names["ssh "+strings.ToLower(k.name)]++
	}
	for _, k := range serveKeywords {
		names["serve "+strings.ToLower(k.name)]++
	}
	for name, n := range names {
		if n > 1 {
			t.Errorf("%s is there %d times", name, n)
		}
	}
}
