package main

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh/mux"
)

// One connection can serve several programs (ssh_config(5), ControlMaster). The one that
// has it, the master, listens at a socket, ControlPath; the others pass it their streams.
//
//	ControlMaster   joins a master   becomes one
//	no              yes              no
//	yes, ask        no               yes
//	auto, autoask   yes              if there is none
//
// With ask, the helper of ssh-askpass asks the user before somebody joins. What goes
// between them is in package mux.

// control is what the options say of that.
type control struct {
	master  controlMaster
	path    string // of the socket; "" is none
	persist bool   // ControlPersist: the master is in the background, and stays
	keep    time.Duration
	request string // -O: what to ask the master for; "" is a session
}

// A controlMaster is a value of ControlMaster.
type controlMaster int

const (
	masterNo controlMaster = iota
	masterYes
	masterAsk
	masterAuto
	masterAutoAsk
)

var masterNames = []string{"no", "yes", "ask", "auto", "autoask"}

var parseControlMaster = parseChoice(masterNames, map[string]controlMaster{"false": masterNo, "true": masterYes})

// asks says that the user is asked before anybody joins.
func (m controlMaster) asks() bool { return m == masterAsk || m == masterAutoAsk }

// joins says that a master that is there is used.
func (m controlMaster) joins() bool { return m == masterNo || m == masterAuto || m == masterAutoAsk }

// parsePersist sets what ControlPersist says: no, yes, or how long the master stays
// behind its last client; 0 is yes.
func parsePersist(o *sshOptions, words []string) error {
	if len(words) != 1 {
		return errors.New("one value is wanted")
	}
	yes, err := parseYesNo(words[0])
	if err == nil {
		o.control.persist, o.control.keep = yes, 0
		return nil
	}
	o.control.persist = true
	o.control.keep, err = parseTime(words[0])
	return err
}

// masterFlag is -M; twice, it is ask.
func masterFlag(o *sshOptions, _ string) error {
	if o.control.master == masterYes {
		o.control.master = masterAsk
	} else {
		o.control.master = masterYes
	}
	o.given["controlmaster"] = true
	return nil
}

// socketFlag is -S.
func socketFlag(o *sshOptions, path string) error { return lastFlag("ControlPath", path)(o, "") }

var controlRequests = []string{"check", "forward", "cancel", "exit", "stop", "proxy"}

// requestFlag is -O.
func requestFlag(o *sshOptions, name string) error {
	if o.control.request != "" {
		return badUsage("Multiplexing command already specified")
	}
	for _, r := range controlRequests {
		if r == name {
			o.control.request = name
			return nil
		}
	}
	return badUsage("Invalid multiplex command.")
}

// finishControl settles the path of the socket.
func (o *sshOptions) finishControl(e *env) (err error) {
	c := &o.control
	if strings.EqualFold(c.path, "none") {
		c.path = ""
	}
	if c.path != "" {
		if c.path, err = e.expandPath(c.path, o.tokens(e, o.hostName)); err != nil {
			return err
		}
	}
	switch {
	case canShare:
	case c.request != "" || c.master == masterYes || c.master == masterAsk:
		return errors.New("this system cannot share connections: it has no sockets that pass files")
	case c.path != "":
		o.notes = append(o.notes, "ControlPath: this system cannot share connections")
		c.path = ""
	}
	if c.request != "" && c.path == "" && !o.print {
		return errors.New(`No ControlPath specified for "-O" command`)
	}
	return nil
}

// dumpMaster and dumpPersist are the values as ssh -G prints them.
func dumpMaster(o *sshOptions) string {
	switch m := o.control.master; m {
	case masterNo:
		return "false"
	case masterYes:
		return "true"
	default:
		return masterNames[m]
	}
}

func dumpPersist(o *sshOptions) string {
	switch c := o.control; {
	case !c.persist:
		return "no"
	case c.keep == 0:
		return "yes"
	default:
		return strconv.Itoa(int(c.keep / time.Second))
	}
}

// toMux says what a forwarding is in the words of package mux. One whose target those who
// connect name, by SOCKS, is connected to a host of that name.
func (s forwardSpec) toMux() mux.Forward {
	f := mux.Forward{Direction: map[byte]mux.Direction{'L': mux.Local, 'R': mux.Remote, 'D': mux.Dynamic}[s.kind]}
	f.ListenHost, f.ListenPort = s.listen.toMux()
	if s.listen.hasHost && s.listen.host == "" {
		f.ListenHost = "*"
	}
	if f.ConnectHost, f.ConnectPort = s.connect.toMux(); s.dynamic() {
		f.ConnectHost = "socks"
	}
	return f
}

func (p endpoint) toMux() (host string, port uint32) {
	if p.path != "" {
		return p.path, mux.UnixPort
	}
	return p.host, uint32(p.port)
}

var errMuxForward = errors.New("Invalid forwarding request")

// forwardFromMux is what toMux takes back.
func forwardFromMux(f mux.Forward) (s forwardSpec, err error) {
	kind, ok := map[mux.Direction]byte{mux.Local: 'L', mux.Remote: 'R', mux.Dynamic: 'D'}[f.Direction]
	dynamic := f.ConnectPort == 0 && (f.ConnectHost == "socks" || f.ConnectHost == "")
	if !ok || kind == 'L' && dynamic || kind == 'D' && !dynamic {
		return s, errMuxForward
	}
	s.kind = kind
	if s.listen, err = endpointFromMux(f.ListenHost, f.ListenPort); err != nil {
		return s, err
	}
	if s.listen.path == "" && s.listen.port == 0 && kind != 'R' {
		return s, errMuxForward
	}
	if !dynamic {
		if s.connect, err = endpointFromMux(f.ConnectHost, f.ConnectPort); err == nil && s.connect.path == "" && s.connect.port == 0 {
			err = errMuxForward
		}
		s.connect.hasHost = s.connect.path == ""
	}
	return s, err
}

func endpointFromMux(host string, port uint32) (endpoint, error) {
	switch {
	case port == mux.UnixPort && host != "" && host[0] != '@' && !strings.ContainsRune(host, 0):
		return endpoint{path: host}, nil
	case port > 65535:
		return endpoint{}, errMuxForward
	}
	return endpoint{host: host, hasHost: host != "", port: int(port)}, nil
}

// asFile returns the file that a stream is, or nil.
func asFile(stream any) *os.File {
	f, _ := stream.(*os.File)
	return f
}
