package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/knownhosts"
)

// UpdateHostKeys: the user's known_hosts follow what the server says of its keys, over a
// connection whose own host key the user already knew or has just accepted.

// updateHostKeys is a value of UpdateHostKeys.
type updateHostKeys int

const (
	updateNo updateHostKeys = iota
	updateYes
	updateAsk
	updateDefault // yes, unless UserKnownHostsFile is given
)

var parseUpdateHostKeys = parseChoice([]string{"no", "yes", "ask"},
	map[string]updateHostKeys{"false": updateNo, "true": updateYes})

// updates reports whether the files are to follow.
func (o *sshOptions) updates() bool {
	switch o.updateHostKeys {
	case updateDefault:
		return !o.given["userknownhostsfile"]
	case updateNo:
		return false
	}
	return true
}

// A learner follows the host keys of one connection.
type learner struct {
	trusted bool // the host key was known to the user, or has just been accepted
	begun   atomic.Bool
	done    chan struct{} // closed once the server has proved what it announced
	update  *knownhosts.Update
}

// updateGrace is how long the end of the session waits for the proofs.
const updateGrace = time.Second

// trust notes how a host key came to be accepted. Certificates, files of the system and
// keys that nobody was asked about are no reason to change the user's files.
func (d *dialer) trust(v knownhosts.Verdict, key *keys.PublicKey) {
	switch {
	case key.Certificate() != nil:
		d.log.Debug("certificate host key in use; disabling UpdateHostkeys")
	case d.insecure:
		d.log.Debug("UpdateHostkeys is disabled because the host key is not trusted.")
	default:
		asked := v.Added && d.o.strict == knownhosts.Ask
		d.learn.trusted = asked || v.Known.File != "" && slices.Contains(d.o.userKnownHosts, v.Known.File)
	}
}

// hostKeys compares what the server announces with the files, and has it prove what is
// new.
func (d *dialer) hostKeys(ctx context.Context, set *ssh.HostKeySet) {
	d.learn.begun.Store(true)
	defer close(d.learn.done)
	if !d.learn.trusted {
		return
	}
	var list []*keys.PublicKey
	for _, key := range set.Keys {
		accepted := slices.ContainsFunc(key.Algorithms(), func(a string) bool { return slices.Contains(d.o.algorithms.HostKey, a) })
		if accepted && !key.ShortRSA(max(d.o.rsaSize, 1024)) {
			list = append(list, key)
		}
	}
	name, port := d.o.hostName, d.o.port
	if d.o.hostKeyAlias != "" {
		name, port = d.o.hostKeyAlias, 22
	}
	u, err := knownhosts.PlanUpdate(d.o.userKnownHosts, name, port, list, set.Blobs)
	switch {
	case err != nil:
		d.log.Info("the known hosts are not updated", "reason", err)
		return
	case u.Empty() || len(list) == 0:
		return
	}
	if err := set.Prove(ctx, u.Add); err != nil {
		d.log.Warn("the known hosts are not updated", "error", err)
		return
	}
	d.learn.update = u
	if d.o.updateHostKeys != updateAsk {
		d.applyUpdate()
	}
}

// applyUpdate changes the files, and says so.
func (d *dialer) applyUpdate() {
	u := d.learn.update
	if err := u.Apply(d.o.hashKnownHosts); err != nil {
		d.log.Warn("the known hosts are not updated", "error", err)
		return
	}
	for _, line := range d.o.updateLines(u) {
		d.log.Info(line)
	}
}

func (o *sshOptions) updateLines(u *knownhosts.Update) (lines []string) {
	for _, key := range u.Add {
		lines = append(lines, "Learned new hostkey: "+key.Label()+" "+o.fingerprint(key.Plain().Blob()))
	}
	for _, e := range u.Drop {
		lines = append(lines, "Deprecating obsolete hostkey: "+keys.Label(e.Type)+" "+o.fingerprint(e.Blob))
	}
	return lines
}

// settleHostKeys waits a moment for proofs that are under way, and asks the user where
// that is wanted: behind the session, whose terminal it was.
func (d *dialer) settleHostKeys() {
	if !d.learn.begun.Load() {
		return
	}
	select {
	case <-d.learn.done:
	case <-time.After(updateGrace):
		return
	}
	u := d.learn.update
	if u == nil || d.o.updateHostKeys != updateAsk || d.o.batch {
		return
	}
	fmt.Fprintln(d.screen, "The server has updated its host keys.\nThese changes were verified by the server's existing trusted key.")
	for _, line := range d.o.updateLines(u) {
		fmt.Fprintln(d.screen, line)
	}
	question := "Accept updated hostkeys? (yes/no): "
	for range 3 {
		answer, err := askLine(question)
		switch {
		case err != nil || strings.EqualFold(answer, "no"):
			return
		case strings.EqualFold(answer, "yes"):
			d.applyUpdate()
			return
		}
		question = `Please enter "yes" or "no": `
	}
}
