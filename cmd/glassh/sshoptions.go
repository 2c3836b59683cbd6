package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/knownhosts"
	"github.com/glassh/glassh/wire"
)

// sshOptions is the command line of glassh ssh, with defaults filled in.
type sshOptions struct {
	host     string // as given: the name to show, and %n
	hostName string // the name or address to dial; host, unless HostName says otherwise
	port     int
	user     string

	configFile    string      // -F; "" are the usual ones
	tag           string      // for Match tagged
	ignoreUnknown string      // patterns of keywords
	notes         []string    // what files ask for and is not done
	print         bool        // -G
	asGiven       [2][]string // identityFiles and certificateFiles, before they are expanded

	reach // how to reach the server

	canonical canonical // of its name

	command         string // "" is a shell
	remoteCommand   string // in place of a shell
	localCommand    string // to run here behind the login, if it may
	permitLocal     bool
	background      bool          // -f: behind the login
	visual          bool          // VisualHostKey
	escapeChar      int           // -1 is none
	escapeCommands  bool          // ~C is on
	obscure         time.Duration // ObscureKeystrokeTiming; 0 is no
	subsystem       bool          // command names a subsystem
	noCommand       bool          // -N: open no session
	stdinNull       bool          // -n: read nothing
	tty             ttyRequest
	sendEnv         []string // patterns of names; with a - in front, what not to send
	setEnv          []string // "NAME=value"
	logLevel        logLevel
	logFile         string // -E; "" is standard error
	syslog          bool   // -y: the system's log
	facility        string // SyslogFacility
	family          family
	timeout         time.Duration // to connect; 0 is the system's
	algorithms      ssh.Algorithms
	remember        bool // RememberKeyExchange
	rsaSize         int  // RequiredRSASize; 0 is the default
	rekey           ssh.RekeyLimit
	refusal         string // RefuseConnection
	warnWeak        bool   // WarnWeakCrypto
	channelTimeouts channelTimeouts

	identityFiles   []string
	identityDefault bool // none was given: the files need not exist
	identityAsked   int  // how many of them the command line names: they must exist

	certificateFiles []string // beside FILE-cert.pub of each identity
	caAlgorithms     []string // CASignatureAlgorithms, of hosts' certificates; nil is the default

	identitiesOnly bool // no keys of an agent that are not in files as well
	identityAgent  string
	agent          string // the agent's socket, or "" for none
	addKeys        addKeys
	preferred      []string
	publicKey      bool
	password       bool
	interactive    bool // keyboard-interactive
	hostbased      bool
	keysign        bool // EnableSSHKeysign
	prompts        int  // how often to ask for a password
	batch          bool // ask nobody anything; methods and strict are so already

	strict            knownhosts.Mode // StrictHostKeyChecking
	hostKeyAlias      string          // the name to look for in the files below; "" is host
	userKnownHosts    []string
	globalKnownHosts  []string
	hashKnownHosts    bool
	knownHostsCommand string
	checkHostIP       bool
	fingerprintMD5    bool     // FingerprintHash
	trustLocalhost    bool     // NoHostAuthenticationForLocalhost
	revokedHostKeys   []string // files of keys that are not accepted

	updateHostKeys    updateHostKeys
	forwardAgent      forwardAgent
	agentForwarded    string // its socket, or "" for none
	forwardX11        bool
	forwardX11Trusted bool
	forwardX11Timeout time.Duration // of untrusted ones; 0 is for ever
	xauthLocation     string        // "" is the usual one
	tunnel            tunnelMode
	tunnelDevice      tunnelDevice

	version bool   // -V: print the version, and nothing else
	query   string // -Q: print that list, and nothing else

	forwarding // of ports and sockets
	control    control

	trace traceOptions // of glassh trace

	given given
}

// A ttyRequest is a value of RequestTTY.
type ttyRequest int

const (
	ttyAuto  ttyRequest = iota // for a shell, if standard input is a terminal
	ttyNo                      // -T
	ttyYes                     // -t: if standard input is a terminal
	ttyForce                   // -tt: in any case
)

// A family is a value of AddressFamily.
type family int

const (
	anyFamily family = iota
	ipv4
	ipv6
)

// network is what package net calls TCP over addresses of that family.
func (f family) network() string { return [...]string{"tcp", "tcp4", "tcp6"}[f] }

var parseFamily = parseChoice([]string{"any", "inet", "inet6"}, map[string]family{})

// sessionType sets what SessionType says: none, subsystem, default.
func sessionType(o *sshOptions, words []string) error {
	kind, err := parseChoice[int]([]string{"default", "none", "subsystem"}, nil)(words[0])
	o.noCommand, o.subsystem = kind == 1, kind == 2
	return err
}

func parseAuthList(s string) ([]string, error) {
	var list []string
	for name := range strings.SplitSeq(s, ",") {
		switch name {
		case wire.MethodPublicKey, wire.MethodPassword, wire.MethodKeyboardInteractive, wire.MethodHostbased:
			list = append(list, name)
		case "gssapi-with-mic", "gssapi-keyex":
			// A list is an order of preference: one that is missing here is passed over.
		default:
			return nil, fmt.Errorf("%q is no method of authentication", name)
		}
	}
	return list, nil
}

// fileOrNone makes the setter of a list that gets one file at a time; "none" stands
// for none, not even the default.
func fileOrNone(field func(*sshOptions) *[]string) setter[sshOptions] {
	return func(o *sshOptions, words []string) error {
		name, err := "", error(nil)
		if err = one(func(*sshOptions) *string { return &name }, parseText)(o, words); err == nil && !strings.EqualFold(name, "none") {
			*field(o) = append(*field(o), name)
		}
		return err
	}
}

// setEnv is the first SetEnv that is given, with all its NAME=value.
func setEnv(o *sshOptions, words []string) error {
	for _, word := range words {
		if name, _, ok := strings.Cut(word, "="); !ok || name == "" {
			return fmt.Errorf("%q is not of the form NAME=value", word)
		}
	}
	o.setEnv = append(o.setEnv, words...)
	return nil
}

// files makes the setter of a list of files, of which "none" is the empty one.
func files[T any](field func(*T) *[]string) setter[T] {
	return func(o *T, words []string) error {
		if len(words) == 1 && strings.EqualFold(words[0], "none") {
			words = nil
		}
		*field(o) = append([]string{}, words...)
		return nil
	}
}

// sshDefaults is the command line without a flag.
func sshDefaults() *sshOptions {
	return &sshOptions{
		port: 22, logLevel: info, facility: "USER", escapeChar: '~', obscure: keystrokeBeat,
		reach:      reach{attempts: 1, tcpKeepAlive: true, qos: defaultQoS},
		algorithms: ssh.DefaultAlgorithms(), remember: true,
		preferred: []string{wire.MethodHostbased, wire.MethodPublicKey, wire.MethodKeyboardInteractive, wire.MethodPassword},
		publicKey: true, password: true, interactive: true,
		prompts:           3,
		forwardX11Timeout: 20 * time.Minute, tunnelDevice: anyTunnel, updateHostKeys: updateDefault,
		userKnownHosts:   []string{"~/.ssh/known_hosts", "~/.ssh/known_hosts2"},
		globalKnownHosts: []string{"/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"},
		forwarding:       forwarding{bindMask: defaultBindMask},
		canonical:        canonical{maxDots: 1, local: true},
		given:            make(given),
	}
}

// defaultIdentities are the private keys to try where none is given: those of
// ssh_config(5), in its order, and what keygen calls a key of Ed448.
var defaultIdentities = []string{
	"~/.ssh/id_rsa", "~/.ssh/id_ecdsa", "~/.ssh/id_ecdsa_sk", "~/.ssh/id_ed25519", "~/.ssh/id_ed25519_sk",
	"~/.ssh/id_mldsa44_ed25519", "~/.ssh/id_ed448",
}

// finish fills in what depends on other options and on who runs the program.
func (o *sshOptions) finish(e *env) (err error) {
	o.identityAsked = len(o.identityFiles)
	if err = o.configure(e); err != nil {
		return err
	}
	if o.user == "" {
		o.user = e.user
	}
	if o.hostName, err = o.expandHostName(); err != nil {
		return err
	}
	if o.identityDefault = !o.given["identityfile"]; o.identityDefault {
		o.identityFiles = slices.Clone(defaultIdentities)
	}
	if o.background {
		o.stdinNull = true
	}
	if err := o.finishCommand(e); err != nil {
		return err
	}
	t := o.tokens(e, o.hostName)
	o.asGiven = [...][]string{slices.Clone(o.identityFiles), slices.Clone(o.certificateFiles)}
	for _, list := range [][]string{o.identityFiles, o.certificateFiles, o.userKnownHosts, o.globalKnownHosts, o.revokedHostKeys} {
		for i := range list {
			if list[i], err = e.expandPath(list[i], t); err != nil {
				return err
			}
		}
	}
	if o.agent, err = o.agentSocket(e, t); err != nil {
		return err
	}
	if o.agentForwarded, err = o.forwardedAgent(e, t); err != nil {
		return err
	}
	if err := o.finishControl(e); err != nil {
		return err
	}
	if o.batch && o.strict == knownhosts.Ask {
		o.strict = knownhosts.Yes // there is nobody to ask
	}
	return o.finishProxy(e)
}

// finishCommand settles what is run there.
func (o *sshOptions) finishCommand(e *env) (err error) {
	if o.remoteCommand != "" && !strings.EqualFold(o.remoteCommand, "none") {
		if o.command != "" {
			return errors.New("Cannot execute command-line and remote command.")
		}
		if o.command, err = expand(o.remoteCommand, o.tokens(e, o.hostName)); err != nil {
			return err
		}
		o.remoteCommand = o.command
	}
	switch {
	case o.subsystem && o.command == "":
		return errors.New("-s needs the name of a subsystem behind the host")
	case o.background && o.command == "" && !o.noCommand:
		return errors.New("Cannot fork into background without a command to execute.")
	}
	return nil
}

// sessionKind is the value of SessionType.
func (o *sshOptions) sessionKind() string {
	switch {
	case o.noCommand:
		return "none"
	case o.subsystem:
		return "subsystem"
	}
	return "default"
}

// methods returns the methods of authentication to try, in order.
func (o *sshOptions) methods() []string {
	var list []string
	for _, name := range o.preferred {
		switch {
		case name == wire.MethodPublicKey && o.publicKey,
			name == wire.MethodHostbased && o.hostbased,
			name == wire.MethodPassword && o.password && !o.batch,
			name == wire.MethodKeyboardInteractive && o.interactive && !o.batch:
			list = append(list, name)
		}
	}
	return list
}

// sent returns the patterns of SendEnv, without those that one with a - in front, behind
// them, takes off.
func (o *sshOptions) sent() (send []string) {
	for _, pattern := range o.sendEnv {
		if without, ok := strings.CutPrefix(pattern, "-"); ok {
			send = slices.DeleteFunc(send, func(name string) bool { return keys.MatchPattern(without, name) })
			continue
		}
		send = append(send, pattern)
	}
	return send
}

// environment returns the "NAME=value" to send: those of environ that SendEnv
// names, and behind them those of SetEnv.
func (o *sshOptions) environment(environ []string) []string {
	send := o.sent()
	var list []string
	for _, e := range environ {
		name, _, _ := strings.Cut(e, "=")
		for _, pattern := range send {
			if name != "" && keys.MatchPattern(pattern, name) {
				list = append(list, e)
				break
			}
		}
	}
	return append(list, o.setEnv...)
}
