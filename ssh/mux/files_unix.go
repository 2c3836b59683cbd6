//go:build unix && !aix

package mux

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// A file travels with one byte of data, as ancillary data of type SCM_RIGHTS (unix(7)).

// sendFile gives a file to the other end. Both ends have it then.
func (c *conn) sendFile(f *os.File) error {
	raw, err := f.SyscallConn() // Fd would make the file blocking
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		_, _, failed = c.nc.WriteMsgUnix([]byte{0}, unix.UnixRights(int(fd)), nil)
	})
	return errors.Join(err, failed)
}

var errNoFile = errors.New("mux: the other end sent no file where one was due")

// receiveFile takes a file from the other end. The caller closes it.
func (c *conn) receiveFile() (*os.File, error) {
	var one [1]byte
	oob := make([]byte, unix.CmsgSpace(4*16)) // more than one, to close what is too many
	n, m, _, _, err := c.nc.ReadMsgUnix(one[:], oob)
	if err != nil {
		return nil, err
	}
	var fds []int
	messages, err := unix.ParseSocketControlMessage(oob[:m])
	for i := range messages {
		if more, e := unix.ParseUnixRights(&messages[i]); e == nil {
			fds = append(fds, more...)
		}
	}
	if err != nil || n != 1 || len(fds) != 1 {
		for _, fd := range fds {
			unix.Close(fd)
		}
		return nil, errors.Join(errNoFile, err)
	}
	unix.CloseOnExec(fds[0])
	return os.NewFile(uintptr(fds[0]), "passed"), nil
}
