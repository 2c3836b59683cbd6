package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/x11"
	"github.com/glassh/glassh/wire"
)

// The client's side of X11 forwarding: programs on the server show their windows here.

const (
	defaultXAuth = "/usr/bin/xauth"
	// xauthSlack is how much longer an untrusted cookie lives than it is used.
	xauthSlack = time.Minute
	// xauthLimit is how long xauth may take: it waits for locks.
	xauthLimit = 20 * time.Second
	// maxXAuthOutput bounds what xauth is listened to.
	maxXAuthOutput = 64 << 10
)

// offerX11 prepares the client for the server's X11 channels, and returns what to ask
// for, or nil. done forgets the cookies.
func (d *dialer) offerX11(ctx context.Context, client *ssh.Client) (x *ssh.X11, done func()) {
	done = func() {}
	text := d.e.getenv("DISPLAY")
	switch {
	case !d.o.forwardX11:
		return nil, done
	case text == "":
		d.log.Info("X11 forwarding requested but DISPLAY not set")
		return nil, done
	case !d.mayForward("X11"):
		return nil, done
	}
	display, err := x11.ParseDisplay(text)
	if err != nil {
		d.log.Warn("DISPLAY invalid; disabling X11 forwarding", "error", err)
		return nil, done
	}
	cookie, until, err := d.xCookie(ctx, text)
	if err != nil {
		d.log.Warn(err.Error())
		return nil, done
	}
	cookies, err := x11.NewCookies(rand.Reader, cookie)
	if err != nil {
		d.log.Warn("no X11 forwarding", "error", err)
		return nil, done
	}
	client.HandleChannel(wire.ChannelTypeX11, func(in *ssh.Incoming) {
		defer d.carried.begin()()
		if !until.IsZero() && time.Now().After(until) {
			d.log.Info("Rejected X11 connection after ForwardX11Timeout expired")
			in.Reject(wire.OpenAdministrativelyProhibited, "the time for X11 connections is over")
			return
		}
		if err := joinX11(ctx, in, display, cookies); err != nil {
			d.log.Warn("X11 connection rejected", "error", err)
		}
	})
	return &ssh.X11{Protocol: x11.Protocol, Cookie: cookies.Fake(), Screen: display.Screen}, cookies.Wipe
}

// joinX11 serves one connection of a program: it reaches the display only if it begins
// with the right cookie.
func joinX11(ctx context.Context, in *ssh.Incoming, display *x11.Display, cookies *x11.Cookies) error {
	var open wire.OpenX11
	if err := open.Parse(in.Data); err != nil {
		return err
	}
	ch, err := in.Accept(nil)
	if err != nil {
		return err
	}
	defer ch.Close()
	setup, err := cookies.Setup(ch)
	if err != nil {
		return err
	}
	conn, err := display.Dial(ctx)
	if err != nil {
		return err
	}
	if _, err := conn.Write(setup); err != nil {
		conn.Close()
		return err
	}
	ch.Splice(conn)
	return nil
}

// xCookie asks xauth for the cookie of a display, "" if it has none; and until when the
// server may use the display, zero for as long as it likes. For a server that is not
// trusted, the X server makes a cookie of its own, which does not let programs spy on
// one another (X SECURITY extension).
func (d *dialer) xCookie(ctx context.Context, display string) (cookie string, until time.Time, err error) {
	name := x11.AuthName(display)
	if d.o.forwardX11Trusted {
		out, err := d.xauth(ctx, "list", name)
		if cookie = x11.ParseList(out); err != nil || cookie == "" {
			d.log.Warn("Warning: No xauth data; using fake authentication data for X11 forwarding.")
		}
		return cookie, time.Time{}, nil
	}
	const failed = "Warning: untrusted X11 forwarding setup failed: "
	dir, err := os.MkdirTemp("", "ssh-")
	if err != nil {
		return "", until, errors.New(failed + oneLine(err))
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "xauthfile")
	generate := []string{"-f", file, "generate", name, x11.Protocol, "untrusted"}
	if timeout := d.o.forwardX11Timeout; timeout > 0 {
		until = time.Now().Add(timeout)
		generate = append(generate, "timeout", strconv.FormatInt(int64((timeout+xauthSlack)/time.Second), 10))
	}
	if _, err := d.xauth(ctx, generate...); err == nil {
		out, _ := d.xauth(ctx, "-f", file, "list", name)
		cookie = x11.ParseList(out)
	}
	if cookie == "" {
		return "", until, errors.New(failed + "xauth key data not generated")
	}
	return cookie, until, nil
}

// xauth runs that program, and returns what it prints.
func (d *dialer) xauth(ctx context.Context, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, xauthLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, cmp.Or(d.o.xauthLocation, defaultXAuth), args...)
	cmd.WaitDelay = time.Second
	cmd.Env = d.e.environ
	out := limited{most: maxXAuthOutput}
	cmd.Stdout = &out
	err := cmd.Run()
	if err != nil {
		d.log.Info("xauth failed", "error", err)
	}
	return out.text, err
}

// trustX11 is -Y.
func trustX11(o *sshOptions, _ string) error {
	if err := lastFlag("ForwardX11", "yes")(o, ""); err != nil {
		return err
	}
	return lastFlag("ForwardX11Trusted", "yes")(o, "")
}
