//go:build unix && !solaris && !illumos && !aix

package main

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

const canPassSockets = true

// hangUp tells a command that its connection is over.
func hangUp(cmd *exec.Cmd) { cmd.Process.Signal(syscall.SIGHUP) }

// passedSocket runs a command that connects, passes the socket over its standard output
// with one byte beside it, and ends (ssh_config(5), ProxyUseFdpass).
func passedSocket(ctx context.Context, cmd *exec.Cmd) (net.Conn, error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		return nil, err
	}
	unix.CloseOnExec(pair[0])
	unix.CloseOnExec(pair[1])
	theirs := os.NewFile(uintptr(pair[1]), "proxy")
	ours := os.NewFile(uintptr(pair[0]), "proxy")
	defer ours.Close()
	cmd.Stdin, cmd.Stdout = theirs, theirs
	err = cmd.Start()
	theirs.Close()
	if err != nil {
		return nil, err
	}
	go cmd.Wait() // the command's end stops it
	nc, err := net.FileConn(ours)
	if err != nil {
		return nil, err
	}
	defer nc.Close()
	defer context.AfterFunc(ctx, func() { nc.Close() })()
	var b [1]byte
	control := make([]byte, unix.CmsgSpace(4))
	_, n, _, _, err := nc.(*net.UnixConn).ReadMsgUnix(b[:], control)
	if err != nil {
		return nil, err
	}
	messages, err := unix.ParseSocketControlMessage(control[:n])
	if err != nil || len(messages) != 1 {
		return nil, errors.New("the command passed no socket")
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil || len(fds) == 0 {
		return nil, errors.New("the command passed no socket")
	}
	unix.CloseOnExec(fds[0])
	passed := os.NewFile(uintptr(fds[0]), "passed")
	defer passed.Close()
	return net.FileConn(passed)
}
