package main

import (
	"context"
	"io"

	"github.com/glassh/glassh/ssh"
)

// stdio is -W: standard input and output are a connection from the server. It ends with
// both its halves, or when the server closes it.
func (d *dialer) stdio(ctx context.Context, client *ssh.Client) error {
	signals, stop := endSignals()
	defer stop()
	to := d.o.stdio
	nc, err := client.DialFor(ctx, nil, to.network(), to.addr())
	if err != nil {
		d.say("channel 0: open failed: %s", openFailed(err))
		d.say("stdio forwarding failed")
		return statusError(255)
	}
	sent := make(chan struct{})
	go func() { // the end of the input stops it, or that of the program
		io.Copy(nc, d.e.stdin)
		nc.CloseWrite()
		close(sent)
	}()
	ended := make(chan error, 1)
	go func() { // the end of the connection stops it
		_, err := nc.WriteTo(d.e.stdout)
		select {
		case <-sent:
		case <-nc.Closed():
		}
		ended <- err
	}()
	select {
	case err := <-ended:
		return err
	case <-signals:
		return statusError(255)
	}
}
