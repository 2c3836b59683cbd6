package main

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

const sshUsage = `usage: glassh ssh [FLAG…] [USER@]HOST [COMMAND…]
       glassh ssh [FLAG…] ssh://[USER@]HOST[:PORT] [COMMAND…]

Connects to a server and runs COMMAND there, or a shell. The exit status is that of
the command, and 255 after an error.

connection
  -p PORT         the server's port (22)
  -l USER         the user to log in as (your own name)
  -4, -6          IPv4 only, IPv6 only
  -J HOSTS        go through these, [USER@]HOST[:PORT] with commas between
  -b ADDRESS      connect from this address of this machine
  -B INTERFACE    connect from an address of this interface
  -F FILE         read the configuration FILE, or none, in place of ~/.ssh/config
                  and the system's
  -P TAG          for Match tagged in configuration files
  -o OPTION       Keyword=value, see ssh_config(5) and below
  -G              print the configuration for HOST, and do nothing else
identity
  -i FILE         a private key (~/.ssh/id_ed25519 and the like); several may be
                  given. FILE-cert.pub is its certificate.
                  The keys of the agent at $SSH_AUTH_SOCK come first
algorithms, each a list: a,b to use these, +a,b -a,b ^a,b to change the default
  -c LIST         ciphers
  -m LIST         MACs
  -C              compress, if the server can
  -Q KIND         list what there is: cipher, mac, kex, key, …
forwarding; on either side, the path of a Unix socket may stand for HOST:PORT
  -L [BIND:]PORT:HOST:PORT  listen here, and let the server connect to HOST
  -R [BIND:]PORT:HOST:PORT  listen at the server, and connect to HOST from here
  -D [BIND:]PORT  listen here for SOCKS, and let the server connect to what it asks for;
                  -R [BIND:]PORT is the reverse
  -W HOST:PORT    let the server connect to HOST, and be that connection
  -g              listen for -L and -D at all addresses, not only for this machine
  -A, -a          let programs there use the agent here, or not
  -X, -Y          let them show windows here; with -Y they are trusted
  -x              let them show none
  -w N[:M]        a tunnel between the network interfaces tunN here and tunM there
session
  -t, -T          with a terminal (-tt: although there is none here), without
  -n              read no input
  -N              run no command
  -s              COMMAND is a subsystem: sftp
  -f              log in, and then go to the background
  -e CHARACTER    begins the commands for this program on a terminal (~), or none;
                  ~? behind a line end lists them
sharing one connection
  -M              be the master of the connection: others can use it, at -S PATH (-MM: if
                  the user agrees, each time). See ControlMaster in ssh_config(5)
  -S PATH         the socket of the master; without -M, use its connection if it is there
  -O REQUEST      ask the master: check, exit, stop (taking others), forward and cancel
                  (-L, -R, -D), proxy (speak the protocol oneself, over its connection)
talk
  -v              say what happens; up to three times
  -q              say nothing
  -E FILE         append what is said to FILE
  -y              send what is said to the system's log
  -V              print the version

Keywords of -o and of files: %s.
RememberKeyExchange is this program's own: with no, what a host chose is not kept in
glassh/guesses in the user's cache directory, to save a round trip the next time (yes).
What OpenSSH can besides and this program cannot is an error on the command line, and
in files passed over with a warning.
`

// sshFlags are the flags of OpenSSH's ssh: those that work, and those that do not
// yet.
var sshFlags = flags[sshOptions]{
	{name: "4", set: func(o *sshOptions, _ string) error { return o.option("AddressFamily", "inet") }},
	{name: "6", set: func(o *sshOptions, _ string) error { return o.option("AddressFamily", "inet6") }},
	{name: "A", set: lastFlag("ForwardAgent", "yes")},
	{name: "B", arg: "INTERFACE", set: sshKeywords.flag("BindInterface", sshGiven)},
	{name: "C", set: turnCompressionOn},
	{name: "D", arg: "[BIND:]PORT", set: addForward('D', "dynamic")},
	{name: "E", arg: "FILE", set: func(o *sshOptions, file string) error { o.logFile = file; return nil }},
	{name: "F", arg: "FILE", set: func(o *sshOptions, file string) error { o.configFile = file; return nil }},
	{name: "G", set: func(o *sshOptions, _ string) error { o.print = true; return nil }},
	{name: "J", arg: "HOSTS", set: jumpFlag},
	{name: "L", arg: "[BIND:]PORT:HOST:PORT", set: addForward('L', "local")},
	{name: "M", set: masterFlag},
	{name: "N", set: noCommand},
	{name: "O", arg: "REQUEST", set: requestFlag},
	{name: "P", arg: "TAG", set: sshKeywords.flag("Tag", sshGiven)},
	{name: "Q", arg: "KIND", set: func(o *sshOptions, kind string) error { o.query = kind; return nil }},
	{name: "R", arg: "[BIND:]PORT[:HOST:PORT]", set: addForward('R', "remote")},
	{name: "S", arg: "PATH", set: socketFlag},
	{name: "T", set: func(o *sshOptions, _ string) error { o.tty = ttyNo; o.given["requesttty"] = true; return nil }},
	{name: "V", set: func(o *sshOptions, _ string) error { o.version = true; return nil }},
	{name: "W", arg: "HOST:PORT", set: stdioForward},
	{name: "X", set: lastFlag("ForwardX11", "yes")},
	{name: "Y", set: trustX11},
	{name: "a", set: lastFlag("ForwardAgent", "no")},
	{name: "b", arg: "ADDRESS", set: sshKeywords.flag("BindAddress", sshGiven)},
	{name: "c", arg: "LIST", set: sshKeywords.flag("Ciphers", sshGiven)},
	{name: "e", arg: "CHARACTER", set: sshKeywords.flag("EscapeChar", sshGiven)},
	{name: "f", set: func(o *sshOptions, _ string) error { return o.option("ForkAfterAuthentication", "yes") }},
	{name: "g", set: func(o *sshOptions, _ string) error { return o.option("GatewayPorts", "yes") }},
	{name: "i", arg: "FILE", set: sshKeywords.flag("IdentityFile", sshGiven)},
	{name: "l", arg: "USER", set: sshKeywords.flag("User", sshGiven)},
	{name: "m", arg: "LIST", set: sshKeywords.flag("MACs", sshGiven)},
	{name: "n", set: func(o *sshOptions, _ string) error { return o.option("StdinNull", "yes") }},
	{name: "o", arg: "OPTION", set: (*sshOptions).commandLine},
	{name: "p", arg: "PORT", set: sshKeywords.flag("Port", sshGiven)},
	{name: "q", set: func(o *sshOptions, _ string) error { o.setLogLevel(quiet); return nil }},
	{name: "s", set: func(o *sshOptions, _ string) error { return o.option("SessionType", "subsystem") }},
	{name: "t", set: oneMoreT},
	{name: "v", set: func(o *sshOptions, _ string) error { o.setLogLevel(o.logLevel.more()); return nil }},
	{name: "w", arg: "LOCAL[:REMOTE]", set: tunnelFlag},
	{name: "x", set: lastFlag("ForwardX11", "no")},
	{name: "y", set: func(o *sshOptions, _ string) error { o.syslog = true; return nil }},

	// What these turn off is never on.
	{name: "k", set: func(*sshOptions, string) error { return nil }},

	{name: "I", lacks: "PKCS#11"},
	{name: "K", lacks: "GSSAPI"},
}

func sshGiven(o *sshOptions) given { return o.given }

func (o *sshOptions) option(name, value string) error {
	return sshKeywords.apply(o, o.given, name, []string{value})
}

// setLogLevel sets the level by -q and -v, which go before LogLevel.
func (o *sshOptions) setLogLevel(l logLevel) {
	o.logLevel = l
	o.given["loglevel"] = true
}

// lastFlag is what a flag does of which, unlike of options, the last one counts.
func lastFlag(name, value string) func(*sshOptions, string) error {
	return func(o *sshOptions, _ string) error {
		delete(o.given, strings.ToLower(name))
		return o.option(name, value)
	}
}

// noCommand is -N, which needs no terminal.
func noCommand(o *sshOptions, _ string) error {
	if err := o.option("SessionType", "none"); err != nil {
		return err
	}
	return o.option("RequestTTY", "no")
}

func oneMoreT(o *sshOptions, _ string) error {
	if o.tty == ttyYes {
		o.tty = ttyForce
	} else {
		o.tty = ttyYes
	}
	o.given["requesttty"] = true
	return nil
}

// parseSSH reads the arguments of glassh ssh. Flags may stand on both sides of the
// host; behind the first word that is neither, all are the command.
func parseSSH(e *env, args []string) (*sshOptions, error) {
	o := sshDefaults()
	return o, o.parse(e, sshFlags, args)
}

// parse is parseSSH with flags that may be more than those of ssh.
func (o *sshOptions) parse(e *env, flags flags[sshOptions], args []string) error {
	args, err := flags.parse(o, args)
	if err != nil {
		return err
	}
	if o.version || o.query != "" {
		return nil
	}
	if len(args) == 0 {
		return badUsage("no host is given: [USER@]HOST [COMMAND…]")
	}
	if err := o.target(args[0]); err != nil {
		return err
	}
	if args, err = flags.parse(o, args[1:]); err != nil {
		return err
	}
	o.command = strings.Join(args, " ")
	if err := o.finish(e); err != nil {
		return badUsage("%v", err)
	}
	return nil
}

// target reads [user@]host or ssh://[user@]host[:port]. What flags have set before
// goes first.
func (o *sshOptions) target(text string) error {
	user, host, port, err := splitTarget(text)
	if err != nil {
		return err
	}
	o.host = host
	if user != "" {
		if err := o.option("User", user); err != nil {
			return err
		}
	}
	if port != "" {
		if err := o.option("Port", port); err != nil {
			return badUsage("%s: %v", text, err)
		}
	}
	return nil
}

func splitTarget(text string) (user, host, port string, err error) {
	if strings.HasPrefix(text, "ssh://") {
		u, err := url.Parse(text)
		if err != nil || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
			return "", "", "", badUsage("%q is not of the form ssh://[USER@]HOST[:PORT]", text)
		}
		// Behind a semicolon there may be parameters; they are for fingerprints.
		user, _, _ = strings.Cut(u.User.Username(), ";")
		host, port = u.Hostname(), u.Port()
	} else {
		host = text
		if i := strings.LastIndexByte(text, '@'); i >= 0 {
			user, host = text[:i], text[i+1:]
			if user == "" {
				return "", "", "", badUsage("%q has no user in front of the @", text)
			}
		}
		if literal, ok := strings.CutPrefix(host, "["); ok && strings.HasSuffix(literal, "]") {
			host = literal[:len(literal)-1]
		}
	}
	if host == "" || host[0] == '-' || strings.ContainsAny(host, shellCharacters+`$\`) || strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return "", "", "", badUsage("%q does not name a host", text)
	}
	return user, host, port, nil
}

// Names of users and hosts end up in commands of shells: ProxyCommand, Match exec, and
// whatever scripts make of them. These characters, OpenSSH refuses in both.
const shellCharacters = "'`\";&<>|(){}"

// parseUser reads a user name of the command line, with the rules of ssh: no control
// characters, none of the shell's, and nothing that looks like a flag.
func parseUser(name string) (string, error) {
	bad := name == "" || name[0] == '-' || name[len(name)-1] == '\\' || strings.ContainsAny(name, shellCharacters)
	for i := range len(name) {
		bad = bad || name[i] < ' ' || name[i] == 0x7f || name[i] == ' ' && i+1 < len(name) && name[i+1] == '-'
	}
	if bad {
		return "", fmt.Errorf("%q is no user name: it is empty, or holds characters that a shell would take for its own", name)
	}
	return name, nil
}

// sshHelp is the usage text with the keywords that work.
func sshHelp() string { return fmt.Sprintf(sshUsage, working(sshKeywords)) }

// working lists the options that can be set, for a usage text.
func working[T any](ks keywords[T]) string {
	var names []string
	for _, k := range ks {
		if k.set != nil {
			names = append(names, k.name)
		}
	}
	slices.Sort(names)
	var b strings.Builder
	column := len("Keywords of -o and of files: ")
	for i, name := range names {
		if i > 0 {
			if b.WriteByte(','); column+len(name) > 80 {
				b.WriteString("\n")
				column = 0
			} else {
				b.WriteByte(' ')
			}
		}
		b.WriteString(name)
		column += len(name) + 2
	}
	return b.String()
}
