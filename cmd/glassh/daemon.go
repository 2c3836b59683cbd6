package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// A daemon is a server that runs. At SIGHUP it reads its configuration anew, and new
// connections are served by it; those that are there go on as they began. At SIGTERM it
// listens no more, and ends with its last connection, or when the time of --drain is
// over, which is at once if none is given.
type daemon struct {
	e    *env
	args []string
	out  *logWriter

	conns sync.WaitGroup
	ctx   context.Context // ends the connections

	mu        sync.Mutex // guards what follows
	now       *generation
	listeners map[string]net.Listener // by the address as it is configured
	closed    bool                    // no more connections
	failed    chan error              // a listener's end that nobody asked for
}

// A generation is what one reading of the configuration has made.
type generation struct {
	o   *serveOptions
	srv *ssh.Server
	log *slog.Logger
}

// newGeneration makes a server of options.
func newGeneration(e *env, o *serveOptions, out *logWriter) (*generation, error) {
	o.out = out
	log := o.newLogger(out)
	for _, note := range append(o.notes, o.source.notes...) {
		log.Warn(note)
	}
	srv, err := newServer(e, o, log)
	if err != nil {
		return nil, err
	}
	return &generation{o, srv, log}, nil
}

// run listens, and serves until a signal ends it.
func (d *daemon) run(first *generation, signals <-chan wire.Signal, stop func()) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	d.ctx, d.listeners, d.failed = ctx, make(map[string]net.Listener), make(chan error, 1)
	defer d.close()
	if err := d.take(first); err != nil {
		return err
	}
	if err := first.o.writePID(); err != nil {
		return err
	}
	defer first.o.removePID()
	var err error
	for {
		select {
		case err = <-d.failed:
		case s := <-signals:
			if s == wire.SignalHUP && first.o.configFile != "" {
				d.reload()
				continue
			}
		}
		break
	}
	stop() // a second signal ends the program at once
	d.close()
	ended := make(chan struct{})
	go func() { // the end of the connections stops it
		d.conns.Wait()
		close(ended)
	}()
	if drain := d.generation().o.drain; drain > 0 && err == nil {
		d.generation().log.Info("no new connections, waiting for the end of those that are there", "limit", drain)
		select {
		case <-ended:
			return nil
		case <-time.After(drain):
		}
	}
	cancel()
	select {
	case <-ended:
	case <-time.After(grace): // commands that ignore that their client hung up
	}
	return err
}

func (d *daemon) generation() *generation {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

// reload reads the configuration anew. What cannot be used leaves all as it was.
func (d *daemon) reload() {
	log := d.generation().log
	o, err := parseServe(d.e, d.args)
	if err == nil {
		err = d.out.open(o)
	}
	var g *generation
	if err == nil {
		if g, err = newGeneration(d.e, o, d.out); err == nil {
			err = d.take(g)
		}
	}
	if err != nil {
		log.Error("the configuration is not taken, and the old one stays", "error", oneLine(err))
		return
	}
	g.log.Info("the configuration was read anew")
}

// take makes a generation the one of new connections: it listens where it is not listened
// yet, and then closes what is not wanted any more.
func (d *daemon) take(g *generation) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	opened := make(map[string]net.Listener)
	for i, addr := range g.o.listen {
		key := g.o.family.network() + " " + addr
		if slices.Contains(g.o.listen[:i], addr) {
			key += " " + strconv.Itoa(i) // a port that is free, a second time
		}
		if ln := d.listeners[key]; ln != nil {
			opened[key] = ln
			continue
		}
		ln, err := g.o.family.listen(addr)
		if err != nil {
			for key, ln := range opened {
				if d.listeners[key] == nil {
					ln.Close()
				}
			}
			return err
		}
		opened[key] = ln
		g.log.Info("listening on " + ln.Addr().String())
	}
	d.now = g
	for key, ln := range d.listeners {
		if opened[key] == nil {
			ln.Close()
		}
	}
	for key, ln := range opened {
		if d.listeners[key] == nil {
			go d.accept(ln) // its closing stops it
		}
	}
	d.listeners = opened
	return nil
}

// close listens no more.
func (d *daemon) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	for _, ln := range d.listeners {
		ln.Close()
	}
}

// accept serves the connections of a listener.
func (d *daemon) accept(ln net.Listener) {
	for pause := time.Duration(0); ; {
		nc, err := ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			var temporary interface{ Temporary() bool }
			if errors.As(err, &temporary) && temporary.Temporary() {
				pause = min(max(2*pause, 5*time.Millisecond), time.Second)
				d.generation().log.Warn("accept failed, waiting", "error", err, "pause", pause)
				time.Sleep(pause)
				continue
			}
			select {
			case d.failed <- err:
			default:
			}
			return
		}
		pause = 0
		d.mu.Lock()
		if d.closed {
			d.mu.Unlock()
			nc.Close()
			return
		}
		d.conns.Add(1)
		d.mu.Unlock()
		go func() { // the end of the connection stops it
			defer d.conns.Done()
			d.generation().serve(d.ctx, nc)
		}()
	}
}

// serve serves one connection, and logs its begin; its end is logged below.
func (g *generation) serve(ctx context.Context, nc net.Conn) error {
	g.log.Info("connection", "remote", nc.RemoteAddr().String(), "local", nc.LocalAddr().String())
	return g.srv.ServeConn(g.o.withConn(ctx, nc), nc)
}

// writePID writes the number of this process where PidFile says.
func (o *serveOptions) writePID() error {
	if o.pidFile == "" {
		return nil
	}
	return os.WriteFile(o.pidFile, fmt.Appendln(nil, os.Getpid()), 0o644)
}

func (o *serveOptions) removePID() {
	if o.pidFile != "" {
		os.Remove(o.pidFile)
	}
}
