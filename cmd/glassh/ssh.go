package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// runSSH is glassh ssh.
func runSSH(e *env, args []string) error {
	o, err := parseSSH(e, args)
	switch {
	case err != nil:
		return err
	case o.version:
		fmt.Fprintln(e.stderr, version()) // to standard error, as ssh -V does
		return nil
	case o.query != "":
		names, err := query(o.query)
		for _, name := range names {
			fmt.Fprintln(e.stdout, name)
		}
		return err
	case o.print:
		return o.dump(e.stdout)
	}
	if e.master {
		o.clearForwards = o.clearForwards || o.stdio != (endpoint{}) && !o.given["clearallforwardings"]
		o.background, o.noCommand, o.stdinNull, o.stdio, o.tty = true, true, true, endpoint{}, ttyNo
	}
	if o.background && e.waiting == nil && o.control.request == "" {
		_, err := e.startInBackground(false)
		return err
	}
	screen := &screen{w: e.stderr}
	e.stderr = screen
	switch {
	case o.logFile != "" && o.syslog:
		return errors.New("Can't specify both -y and -E")
	case o.refusal != "":
		return fmt.Errorf("Refusing connection: %s", o.refusal)
	case o.syslog:
		if w, err := openSyslog(o.facility); err != nil {
			fmt.Fprintf(e.stderr, "-y: %v\n", err) // and it is said there
		} else {
			e.stderr = w
		}
	case o.logFile != "":
		// The end of the program closes it: the last thing said may be why.
		if e.stderr, err = os.OpenFile(o.logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
			e.stderr = screen
			return err
		}
	}
	d := &dialer{o: o, e: e, screen: screen}
	d.level.Set(o.logLevel.slog(slog.LevelWarn))
	d.log = newLogger(e.stderr, &d.level)
	err = d.run()
	var status statusError
	if err != nil && o.logLevel == quiet && !errors.As(err, &status) {
		return statusError(255)
	}
	return err
}

// run connects, runs the command, and returns a statusError if that failed.
func (d *dialer) run() error {
	for _, note := range d.o.notes {
		d.log.Warn(note)
	}
	ctx := context.Background()
	client, done, err := d.share(ctx)
	if done {
		return err
	}
	if client == nil {
		client, err = d.dial(ctx)
	}
	if err != nil {
		return err
	}
	defer client.Close()
	if !d.plain {
		d.warnOfWeak(client)
	}
	d.forwards = d.newForwards(client)
	defer d.forwards.close()
	if len(d.o.forwards) > 0 && !d.o.clears() && d.mayForward("Port") {
		if err := d.forwards.start(ctx); err != nil {
			return err
		}
	}
	if err := d.becomeMaster(client); err != nil {
		return err
	}
	defer d.shared.close()
	if err := d.openTunnel(ctx, client); err != nil {
		return err
	}
	defer d.settleHostKeys()
	if err := d.runLocal(ctx); err != nil {
		return err
	}
	if err := d.detach(); err != nil {
		return err
	}
	d.o.qos.mark(d.conn, d.o.control.master == masterNo) // until there is a session
	if d.o.stdio != (endpoint{}) {
		return d.stdio(ctx, client)
	}
	if d.o.noCommand {
		return d.shared.status(d.hold(client))
	}
	err = d.shared.status(d.session(ctx, client))
	d.linger(client)
	d.forget()
	var exit *ssh.ExitError
	switch {
	case errors.As(err, &exit) && exit.Signal != "":
		d.log.Warn("the command was ended by a signal", "signal", exit.Signal)
		return statusError(255)
	case errors.As(err, &exit) && exit.Status < 0:
		return errors.New("the connection or the command ended without an exit status")
	case errors.As(err, &exit):
		return statusError(exit.Status)
	}
	return err
}

// say tells the user something in the words of ssh, which scripts look for.
func (d *dialer) say(format string, args ...any) {
	if d.o.logLevel > quiet {
		d.e.stderr.Write(wire.Printable(nil, fmt.Appendf(nil, format+"\n", args...)))
	}
}

// hold keeps a connection without a session, until a signal ends this program.
func (d *dialer) hold(client *ssh.Client) error {
	signals, stop := endSignals()
	defer stop()
	d.log.Info("no command is run, the connection is kept")
	ended := make(chan error, 1)
	go func() { ended <- client.Wait() }() // the end of the connection stops it
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	select {
	case <-d.shared.unused(ctx):
		return nil
	case err := <-ended:
		return err
	case <-signals:
		return statusError(255)
	}
}
