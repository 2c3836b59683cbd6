//go:build unix

package ssh

import (
	"io"
	"net"
	"os"
	"syscall"
)

// A socket is used without waiting: its file descriptor does not block. Deadlines and
// Close of its net.Conn hold for it.
type socket struct {
	raw syscall.RawConn // nil: there is none
	in  *input

	// These are made once, for they would be allocated for each call.
	readable, writable func(fd uintptr) bool

	// Of the calls under way: the reader has one, and who writes another.
	n, written   int
	err, failure error
	rest         []byte
	looks        int // reads that may find nothing before one waits

	patience patience
}

// init takes the socket of nc if nc is nothing else than that: what wraps one may have
// Read and Write of its own.
func (s *socket) init(nc net.Conn, in *input) {
	var err error
	switch nc := nc.(type) {
	case *net.TCPConn:
		s.raw, err = nc.SyscallConn()
	case *net.UnixConn:
		s.raw, err = nc.SyscallConn()
	}
	if err != nil {
		s.raw = nil
	}
	s.in, s.readable, s.writable = in, s.read, s.write
}

func (s *socket) usable() bool { return s.raw != nil }

// fill reads to the input; it has no buffer while it waits. If an answer is likely to come
// soon, it looks for that for some time first.
func (s *socket) fill(soon bool) error {
	s.n, s.err, s.looks = 0, nil, 0
	if soon {
		s.looks = s.patience.begin()
	}
	err := s.raw.Read(s.readable)
	s.looked()
	if err != nil {
		return err
	}
	switch {
	case s.err != nil:
		return os.NewSyscallError("read", s.err)
	case s.n == 0:
		return io.EOF
	}
	s.in.filled(s.n)
	return nil
}

// read reads once, and says whether there was anything.
func (s *socket) read(fd uintptr) bool {
	for {
		s.n, s.err = readNow(fd, s.in.space())
		switch s.err {
		case syscall.EINTR:
			continue
		case syscall.EAGAIN:
			if s.looks > 1 {
				s.looks--
				continue
			}
			s.looked()
			s.in.park()
			return false
		}
		return true
	}
}

// looked ends the looks that were begun, if any.
func (s *socket) looked() {
	if s.looks > 0 {
		s.patience.end(s.looks)
		s.looks = 0
	}
}

// tryWrite writes what the network takes at once.
func (s *socket) tryWrite(p []byte) (int, error) {
	s.rest, s.written, s.failure = p, 0, nil
	err := s.raw.Write(s.writable)
	s.rest = nil
	if err == nil {
		err = os.NewSyscallError("write", s.failure)
	}
	return s.written, err
}

// write writes once, and does not say whether to wait.
func (s *socket) write(fd uintptr) bool {
	for {
		n, err := writeNow(fd, s.rest)
		switch err {
		case syscall.EINTR:
			continue
		case syscall.EAGAIN:
			return true
		case nil:
			s.written = n
			return true
		}
		s.failure = err
		return true
	}
}
