package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"

	"github.com/glassh/glassh/ssh"
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
	}
	if o.logFile != "" {
		f, err := os.OpenFile(o.logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer f.Close()
		e.stderr = f
	}
	screen := &screen{w: e.stderr}
	e.stderr = screen
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	d := &dialer{o: o, e: e, log: newLogger(screen, o.logLevel.slog(slog.LevelWarn))}
	client, err := d.dial(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	if o.noCommand {
		err := client.Wait()
		if errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) {
			return nil
		}
		return err
	}
	err = d.session(ctx, client, screen)
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
