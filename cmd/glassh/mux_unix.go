//go:build unix && !solaris && !illumos && !aix

package main

import (
	"context"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// canShare says that this system passes files between programs.
const canShare = true

// relaySizes tells the master of each change of the window, until ctx ends: it looks at
// the terminal itself.
func relaySizes(ctx context.Context, tty *os.File, pid int) {
	sizes := watchWindowSize(ctx, tty)
	go func() { // the end of ctx stops it
		for {
			select {
			case <-ctx.Done():
				return
			case <-sizes:
				if pid > 1 {
					unix.Kill(pid, unix.SIGWINCH)
				}
			}
		}
	}()
}

// maxCooked is how long a client may take to make its terminal raw.
const maxCooked = 200 * time.Millisecond

// awaitRaw waits until a client has made its terminal raw, as it does when it hears that
// the session is up: what is written before that, the terminal changes.
func awaitRaw(tty *os.File) {
	for end := time.Now().Add(maxCooked); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if t, err := getTermios(tty); err != nil || t.Lflag&unix.ICANON == 0 {
			return
		}
	}
}

// A waker ends the waiting for a file, once and for good.
type waker struct{ r, w *os.File }

func newWaker() (*waker, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	return &waker{r, w}, nil
}

// wake ends it; close waits until nobody waits any more.
func (w *waker) wake()  { w.w.Close() }
func (w *waker) close() { w.w.Close(); w.r.Close() }

// A passedError is one of a stream of another program.
type passedError struct{ error }

// passedPiece is what is written at once: a pipe that can be written to at all takes as
// much (pipe(7), PIPE_BUF).
const passedPiece = 4096

// A passedFile is a stream of another program, with which it has the state of the file in
// common: it may block, and must not be made otherwise. What is read is gone for the other
// program, so that nothing is, before there is something, or once the waker has spoken.
type passedFile struct {
	*os.File
	until *waker
}

// ready waits until the file can be read or written; it reports false if it need not be.
func (p passedFile) ready(events int16) (ok bool, err error) {
	err = withFD(p.until.r, func(wake int) error {
		return withFD(p.File, func(fd int) error {
			for {
				fds := []unix.PollFd{{Fd: int32(wake), Events: unix.POLLIN}, {Fd: int32(fd), Events: events}}
				if _, err := unix.Poll(fds, -1); err == unix.EINTR {
					continue
				} else if err != nil {
					return err
				}
				ok = fds[0].Revents == 0
				return nil
			}
		})
	})
	return ok, err
}

// Read reads what is there.
func (p passedFile) Read(b []byte) (n int, err error) {
	for {
		if ok, err := p.ready(unix.POLLIN); !ok || err != nil {
			return 0, endOr(err)
		}
		failed := withFD(p.File, func(fd int) error { n, err = unix.Read(fd, b); return nil })
		switch {
		case failed != nil:
			return 0, failed
		case err == unix.EINTR || err == unix.EAGAIN:
			continue
		case err != nil:
			return 0, &passedError{err}
		case n == 0:
			return 0, endOr(nil)
		}
		return n, nil
	}
}

// Write writes all of b.
func (p passedFile) Write(b []byte) (n int, err error) {
	for n < len(b) {
		ok, err := p.ready(unix.POLLOUT)
		if err != nil {
			return n, err
		}
		if !ok {
			return n, &passedError{os.ErrClosed}
		}
		var k int
		failed := withFD(p.File, func(fd int) error {
			k, err = unix.Write(fd, b[n:min(len(b), n+passedPiece)])
			return nil
		})
		switch {
		case failed != nil:
			return n, failed
		case err == unix.EINTR || err == unix.EAGAIN:
			continue
		case err != nil:
			return n, &passedError{err}
		}
		n += k
	}
	return n, nil
}
