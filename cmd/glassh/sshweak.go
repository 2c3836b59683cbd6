package main

import (
	"strings"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/kex"
)

// parseWarnWeak reads WarnWeakCrypto, whose warnings are all about key exchanges that are
// not post-quantum.
func parseWarnWeak(s string) (bool, error) {
	if strings.EqualFold(s, "no-pq-kex") {
		return false, nil
	}
	return parseYesNo(s)
}

// warnOfWeak says so if who records the connection can read it one day.
func (d *dialer) warnOfWeak(client *ssh.Client) {
	m, _ := kex.LookupMethod(client.Algorithms().Kex)
	if !d.o.warnWeak || m.PostQuantum {
		return
	}
	d.say("** WARNING: the key exchange of this connection, %s, is not post-quantum.", m.Name)
	d.say("** Who records it now can read it once there are quantum computers.")
}
