package main

import (
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/config"
	"github.com/glassh/glassh/ssh/keys"
)

// serveOptions is the command line of glassh serve, with defaults filled in.
type serveOptions struct {
	listen   []string // "host:port" to listen at; host is "" for all addresses
	family   family
	hostKeys []string // files; empty: make a key for this run

	hostCertificates []string // files
	hostKeyAgent     string   // the socket of HostKeyAgent; "" is none

	authorizedKeys    []string // %h, %u and ~ not expanded yet: authorizedFiles does
	userCAs           string   // the file of TrustedUserCAKeys; "" is none
	principalsFile    string   // AuthorizedPrincipalsFile, with tokens as above; "" is none
	caAlgorithms      []string // CASignatureAlgorithms; nil is the default
	revokedKeys       string   // a file; "" is none
	passwordFile      string   // "" is none
	oneOff            bool     // --one-off-password
	publicKey         bool
	password          bool // PasswordAuthentication
	interactive       bool // KbdInteractiveAuthentication, which asks for the same where it is given
	hostbased         bool
	hostFromPacket    bool // HostbasedUsesNameFromPacketOnly
	ignoreRhosts      ignoreRhosts
	ignoreUserKnown   bool            // IgnoreUserKnownHosts
	authMethods       ssh.MethodLists // AuthenticationMethods; nil is any
	havePassword      bool            // there is one to compare with
	maxAuthTries      int
	loginGrace        time.Duration // 0 is no limit
	maxSessions       int
	algorithms        ssh.Algorithms
	rsaSize           int // RequiredRSASize; 0 is the default
	rekey             ssh.RekeyLimit
	strict            bool      // StrictModes
	rootLogin         rootLogin // PermitRootLogin
	emptyPasswords    bool      // PermitEmptyPasswords
	touch, verify     bool      // PubkeyAuthOptions
	tcpKeepAlive      bool
	qos               qos
	useDNS            bool
	permitTTY         bool
	acceptEnv         []string // patterns
	userVariables     []string // PermitUserEnvironment: patterns of names; none is no
	abuse             abuseLimits
	setEnv            []string // "NAME=value"
	allowUsers        []string // patterns, as those below; none is everybody
	denyUsers         []string
	allowGroups       []string
	denyGroups        []string
	keysCommand       lookup            // AuthorizedKeysCommand
	principalsCommand lookup            // AuthorizedPrincipalsCommand
	chroot            string            // with tokens; "" is none
	subsystems        map[string]string // the command of each
	aliveInterval     time.Duration     // 0: clients are not asked whether they are there
	aliveCount        int
	userRC            bool   // PermitUserRC
	motd              bool   // PrintMotd
	pidFile           string // "" is none
	banner            string // a file; "" is none
	moduliFile        string // "" is sshd's, if it is there
	forceCommand      string
	hasForceCommand   bool
	logLevel          logLevel

	channelTimeouts channelTimeouts
	unusedTimeout   time.Duration // 0: a connection may be without a channel
	exposeAuth      bool          // ExposeAuthInfo
	refuse          bool          // RefuseConnection
	addendum        string        // VersionAddendum
	facility        string        // SyslogFacility; "" was not given
	stderr          bool          // -e
	inetd           bool          // -i
	out             *logWriter    // where the log of the server goes; nil: there is none

	logFile    string        // -E; "" is standard error
	logJSON    bool          // --log-json
	drain      time.Duration // --drain: how long connections may last at the end
	configFile string        // -f; "" is none
	print      bool          // -T: print the settings, and end
	visit      *visit        // -C: for whom; nil is nobody

	agentForwarding bool
	x11Forwarding   bool
	x11Localhost    bool   // displays are at the loopback interface
	x11Offset       int    // the first number of a display
	xauthLocation   string // "" is the usual one
	permitTunnel    tunnelMode

	once         bool // -d: serve one connection, and end
	test         bool // -t: check options and keys, and end
	version      bool // -V
	hashPassword bool // --hash-password: print the line for a password file, and end

	serveForwarding // of ports and sockets

	ports     []int // of addresses without a port
	addresses []string
	given     given
	notes     []string // what is said of the command line
	source    *serveSource
}

// parseListenAddress reads host, host:port, [IPv6] or [IPv6]:port, and a plain IPv6
// address.
func parseListenAddress(s string) (string, error) {
	host, port := s, ""
	if h, p, err := net.SplitHostPort(s); err == nil {
		if _, err := parsePort(p); err != nil && p != "0" {
			return "", err
		}
		host, port = h, p
	} else if literal, ok := strings.CutPrefix(s, "["); ok {
		if host, ok = strings.CutSuffix(literal, "]"); !ok {
			return "", fmt.Errorf("%q is not an address to listen at", s)
		}
	} else if strings.Count(s, ":") == 1 {
		return "", fmt.Errorf("%q is not an address to listen at", s)
	}
	if host == "*" {
		host = ""
	} else if host == "" && port == "" {
		return "", errors.New("the address is empty")
	}
	return net.JoinHostPort(host, port), nil
}

// listen listens at an address of ListenAddress, which may be all of one family.
func (f family) listen(addr string) (net.Listener, error) {
	network := f.network()
	if host, _, err := net.SplitHostPort(addr); err == nil && network == "tcp" {
		network = ssh.ListenNetwork(host)
	}
	return net.Listen(network, addr)
}

// forceCommand is the rest of its line; "none" is no command.
func forceCommand(o *serveOptions, words []string) error {
	o.forceCommand = words[0]
	if name, _, _ := strings.Cut(o.forceCommand, " "); name == "internal-sftp" {
		return errors.New("internal-sftp is not supported yet")
	}
	o.hasForceCommand = !strings.EqualFold(o.forceCommand, "none")
	if !o.hasForceCommand {
		o.forceCommand = ""
	}
	return nil
}

// line makes the setter of an option that is a command line; "none" is none. It has to
// begin with an absolute path.
func line(field func(*serveOptions) *string) setter[serveOptions] {
	return func(o *serveOptions, words []string) error {
		text := words[0]
		if strings.EqualFold(text, "none") {
			text = ""
		} else if !filepath.IsAbs(text) {
			return errors.New("the command is no absolute path")
		}
		*field(o) = text
		return nil
	}
}

// subsystem reads a name and the command that serves it, which is the rest of the line.
func subsystem(o *serveOptions, words []string) error {
	name, command, _ := strings.Cut(words[0], " ")
	if i := strings.IndexAny(words[0], blanks); i >= 0 {
		name, command = words[0][:i], strings.Trim(words[0][i:], blanks)
	}
	switch args, err := config.Split(command); {
	case err != nil:
		return err
	case len(args) == 0:
		return errors.New("there is no command of the subsystem")
	case args[0] == "internal-sftp":
		return errors.New("internal-sftp is not supported yet; a program like sftp-server is")
	case o.subsystems[name] != "":
		return fmt.Errorf("Subsystem '%s' already defined.", name)
	}
	if o.subsystems == nil {
		o.subsystems = make(map[string]string)
	}
	o.subsystems[name] = command
	return nil
}

// parseVariable reads NAME=value.
func parseVariable(s string) (string, error) {
	if name, _, ok := strings.Cut(s, "="); !ok || name == "" || strings.Contains(s, "\x00") {
		return "", fmt.Errorf("%q is not of the form NAME=value", s)
	}
	return s, nil
}

// parseUserPattern reads USER or USER@HOST.
func parseUserPattern(s string) (string, error) {
	if _, host, ok := strings.Cut(s, "@"); ok {
		if _, _, err := parseBlock(host); err != nil {
			return "", err
		}
	}
	return parseText(s)
}

// parseNumber reads a number from 0 up.
func parseNumber(s string) (int, error) {
	n, err := strconv.ParseUint(s, 10, 31)
	if err != nil {
		return 0, fmt.Errorf("%q is not a number from 0 up", s)
	}
	return int(n), nil
}

func parseNoneOr(s string) (string, error) {
	if strings.EqualFold(s, "none") {
		return "", nil
	}
	return parseText(s)
}

// serveDefaults is the command line without a flag.
func serveDefaults() *serveOptions {
	return &serveOptions{
		authorizedKeys: []string{".ssh/authorized_keys", ".ssh/authorized_keys2"},
		publicKey:      true, password: true, interactive: true, tcpKeepAlive: true, qos: defaultQoS, permitTTY: true, strict: true, userRC: true, motd: true, aliveCount: 3,
		maxAuthTries: 6, maxSessions: 10, loginGrace: 2 * time.Minute,
		algorithms: ssh.DefaultAlgorithms(),
		logLevel:   info,
		abuse:      abuseDefaults(),
		given:      make(given),

		serveForwarding: defaultForwarding,
		agentForwarding: true, x11Localhost: true, x11Offset: 10,
	}
}

// finish fills in what depends on other options. Under the name sshd the program
// listens where sshd does, with the key that sshd has; under its own, only this
// machine reaches it unless it is told otherwise.
func (o *serveOptions) finish(e *env) error {
	if e.as == "sshd" {
		if len(o.addresses) == 0 {
			o.addresses = []string{":"}
		}
		if len(o.ports) == 0 {
			o.ports = []int{22}
		}
		if len(o.hostKeys) == 0 {
			o.hostKeys = sshdHostKeys()
		}
		if !o.given["pidfile"] {
			o.pidFile = "/run/sshd.pid"
		}
	}
	if len(o.addresses) == 0 {
		o.addresses = []string{"127.0.0.1:"}
		if o.family == ipv6 {
			o.addresses = []string{"[::1]:"}
		}
	}
	if len(o.ports) == 0 {
		o.ports = []int{2222}
	}
	for _, address := range o.addresses {
		if !strings.HasSuffix(address, ":") {
			o.listen = append(o.listen, address)
			continue
		}
		for _, port := range o.ports {
			o.listen = append(o.listen, address+strconv.Itoa(port))
		}
	}
	if err := errors.Join(o.keysCommand.check("AuthorizedKeysCommand"),
		o.principalsCommand.check("AuthorizedPrincipalsCommand")); err != nil && !o.print {
		return badUsage("%v", err)
	}
	havePassword := o.passwordFile != "" || o.oneOff
	if !o.source.matches && !o.print {
		if havePassword && !o.password && !o.asks() {
			return badUsage("PasswordAuthentication is off, and a password is given")
		}
		if !o.publicKey && !havePassword && !o.hostbased {
			return badUsage("nobody could log in: PubkeyAuthentication is off, and there is no password")
		}
	}
	o.havePassword = havePassword
	for i := range o.hostKeys {
		o.hostKeys[i] = tilde(o.hostKeys[i], e.home)
	}
	for i := range o.hostCertificates {
		o.hostCertificates[i] = tilde(o.hostCertificates[i], e.home)
	}
	o.hostKeyAgent = tilde(o.hostKeyAgent, e.home)
	o.userCAs = tilde(o.userCAs, e.home)
	o.banner = tilde(o.banner, e.home)
	o.moduliFile = tilde(o.moduliFile, e.home)
	o.revokedKeys = tilde(o.revokedKeys, e.home)
	o.passwordFile = tilde(o.passwordFile, e.home)
	return nil
}

// sshdHostKeys are the host keys that sshd has where it was not told of others, as far
// as they are there.
func sshdHostKeys() (list []string) {
	for _, kind := range []string{"rsa", "ecdsa", "ed25519"} {
		if file := "/etc/ssh/ssh_host_" + kind + "_key"; exists(file) || kind == "ed25519" && len(list) == 0 {
			list = append(list, file)
		}
	}
	return list
}

// accepts reports whether a client may set the environment variable of that name.
func (o *serveOptions) accepts(name string) bool {
	for _, pattern := range o.acceptEnv {
		if keys.MatchPattern(pattern, name) {
			return true
		}
	}
	return false
}

// authorizedFiles returns the files of authorized keys of a user.
func (o *serveOptions) authorizedFiles(a *account) (list []string, err error) {
	for _, text := range o.authorizedKeys {
		file, err := o.userFile(text, a)
		if err != nil {
			return nil, err
		}
		list = append(list, file)
	}
	return list, nil
}

// userFile expands the name of a file that each user has.
func (o *serveOptions) userFile(text string, a *account) (string, error) {
	file, err := expand(tilde(text, a.home), tokens{"h": a.home, "u": a.name, "U": strconv.FormatUint(uint64(a.uid), 10)})
	return below(a.home, file), err
}

// parseX11Offset reads the number of a display.
func parseX11Offset(s string) (int, error) {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil || n >= maxDisplays {
		return 0, fmt.Errorf("%q is not the number of a display below %d", s, maxDisplays)
	}
	return int(n), nil
}
