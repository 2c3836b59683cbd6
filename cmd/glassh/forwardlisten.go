package main

import (
	"io/fs"
	"net"
	"os"
	"strconv"

	"github.com/glassh/glassh/ssh"
)

// listenHere listens for a local or dynamic forwarding, at all addresses that its host
// stands for; one is enough. It tells the user which fail.
func (f *forwards) listenHere(spec forwardSpec) []net.Listener {
	at := spec.listen
	if at.path != "" {
		ln, err := listenUnix(at.path, f.o.bindMask, f.o.bindUnlink)
		if err != nil {
			f.say("unix_listener: cannot bind to path %s: %v", at.path, unwrapSyscall(err))
			return nil
		}
		return []net.Listener{ln}
	}
	gateway := ssh.AsAsked
	if !at.hasHost {
		if gateway = ssh.LoopbackOnly; f.o.gatewayPorts {
			gateway = ssh.AnyAddress
		}
	}
	var list []net.Listener
	for _, host := range gateway.Bind(at.host) {
		network := ssh.ListenNetwork(host)
		if ip := net.ParseIP(host); host == "" || ip == nil {
			network = f.o.family.network()
		} else if v4 := ip.To4() != nil; f.o.family == ipv4 && !v4 || f.o.family == ipv6 && v4 {
			continue
		}
		ln, err := net.Listen(network, net.JoinHostPort(host, strconv.Itoa(at.port)))
		if err != nil {
			if host == "" {
				host = "0.0.0.0"
			}
			f.say("bind [%s]:%d: %v", host, at.port, unwrapSyscall(err))
			continue
		}
		list = append(list, ln)
	}
	if len(list) == 0 {
		f.say("channel_setup_fwd_listener_tcpip: cannot listen to port: %d", at.port)
	}
	return list
}

// listenUnix listens at a path. mask takes rights away from the socket; with unlink one
// that is there already is removed before, if it is a socket.
func listenUnix(path string, mask fs.FileMode, unlink bool) (ln net.Listener, err error) {
	done := make(chan struct{})
	go func() { // the end of the listening stops it
		defer close(done)
		ln, err = listenUnixHere(path, mask, unlink)
	}()
	<-done
	return ln, err
}

// listenUnixHere is listenUnix in a goroutine that ends behind it.
func listenUnixHere(path string, mask fs.FileMode, unlink bool) (ln net.Listener, err error) {
	if unlink {
		if info, err := os.Lstat(path); err == nil && info.Mode().Type() == fs.ModeSocket {
			os.Remove(path)
		}
	}
	err = maskHere(mask, func() (err error) {
		ln, err = net.Listen("unix", path)
		return err
	})
	return ln, err
}
