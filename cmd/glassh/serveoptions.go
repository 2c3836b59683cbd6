package main

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
)

// serveOptions is the command line of glassh serve, with defaults filled in.
type serveOptions struct {
	listen   []string // "host:port" to listen at; host is "" for all addresses
	family   family
	hostKeys []string // files; empty: make a key for this run

	hostCertificates []string // files

	authorizedKeys  []string // %h, %u and ~ not expanded yet: authorizedFiles does
	userCAs         string   // the file of TrustedUserCAKeys; "" is none
	principalsFile  string   // AuthorizedPrincipalsFile, with tokens as above; "" is none
	caAlgorithms    []string // CASignatureAlgorithms; nil is the default
	revokedKeys     string   // a file; "" is none
	passwordFile    string   // "" is none
	oneOff          bool     // --one-off-password
	publicKey       bool
	password        bool // PasswordAuthentication, and there is a password to compare with
	maxAuthTries    int
	loginGrace      time.Duration // 0 is no limit
	maxSessions     int
	algorithms      ssh.Algorithms
	rsaSize         int // RequiredRSASize; 0 is the default
	rekey           ssh.RekeyLimit
	strict          bool      // StrictModes
	rootLogin       rootLogin // PermitRootLogin
	permitTTY       bool
	acceptEnv       []string // patterns
	userVariables   []string // PermitUserEnvironment: patterns of names; none is no
	banner          string   // a file; "" is none
	moduliFile      string   // "" is sshd's, if it is there
	forceCommand    string
	hasForceCommand bool
	logLevel        logLevel

	once         bool // -d: serve one connection, and end
	test         bool // -t: check options and keys, and end
	version      bool // -V
	hashPassword bool // --hash-password: print the line for a password file, and end

	ports     []int // of addresses without a port
	addresses []string
	given     given
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

// forceCommand is the rest of its line; "none" is no command.
func forceCommand(o *serveOptions, words []string) error {
	o.forceCommand = words[0]
	o.hasForceCommand = !strings.EqualFold(o.forceCommand, "none")
	if !o.hasForceCommand {
		o.forceCommand = ""
	}
	return nil
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
		publicKey:      true, password: true, permitTTY: true, strict: true,
		maxAuthTries: 6, maxSessions: 10, loginGrace: 2 * time.Minute,
		algorithms: ssh.DefaultAlgorithms(),
		logLevel:   info,
		given:      make(given),
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
			o.hostKeys = []string{"/etc/ssh/ssh_host_ed25519_key"}
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
	havePassword := o.passwordFile != "" || o.oneOff
	if havePassword && !o.password {
		return badUsage("PasswordAuthentication is off, and a password is given")
	}
	o.password = havePassword
	if !o.publicKey && !o.password {
		return badUsage("nobody could log in: PubkeyAuthentication is off, and there is no password")
	}
	for i := range o.hostKeys {
		o.hostKeys[i] = tilde(o.hostKeys[i], e.home)
	}
	for i := range o.hostCertificates {
		o.hostCertificates[i] = tilde(o.hostCertificates[i], e.home)
	}
	o.userCAs = tilde(o.userCAs, e.home)
	o.banner = tilde(o.banner, e.home)
	o.moduliFile = tilde(o.moduliFile, e.home)
	o.revokedKeys = tilde(o.revokedKeys, e.home)
	o.passwordFile = tilde(o.passwordFile, e.home)
	return nil
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
