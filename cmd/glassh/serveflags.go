package main

import (
	"fmt"
	"path/filepath"
	"strings"
)

const serveUsage = `usage: glassh serve [FLAG…]

Serves SSH at 127.0.0.1:2222, until it is interrupted, and logs to standard error. Run
by root on Linux it serves every user of the system, as that user; otherwise the user
who runs it, and no other.

where
  -p PORT                 the port (2222; 0: any that is free); several may be given
  --listen ADDRESS        HOST, HOST:PORT or :PORT (127.0.0.1); several may be given
  -4, -6                  IPv4 only, IPv6 only
who
  -h FILE                 a host key; without one, a key is made for this run
  -c FILE                 a certificate of a host key
  -a, --authorized FILE   the keys that may log in (.ssh/authorized_keys)
  --password-file FILE    users and passwords, in lines user:hash
  --one-off-password      make a password for this run, print it, and let all users
                          in by it (root only with -o PermitRootLogin=yes)
  --hash-password         ask for a password, print its hash for such a file, and end
how
  -g TIME                 how long a login may take (2m)
  -o OPTION               Keyword=value, see sshd_config(5) and below
  -d                      log all that happens, serve one connection, and end
  -q                      log errors only
  -f FILE                 read a file in the form of sshd_config(5); flags come first
  -i                      serve the connection at standard input, as from inetd
  -E FILE                 append the log to a file
  -e                      log to standard error, also with -i or SyslogFacility
  --log-json              log in JSON, a line each
  --drain TIME            at SIGTERM, wait so long for connections to end (0)
  -t                      check options, files and keys, and end
  -T, -G                  print the settings, and end
  -C user=NAME,addr=…     with -T: those of a login (host, addr, laddr, lport), by Match
  -V                      print the version
  -D, -u LENGTH           are so already: stay in the foreground, no records of logins

Keywords of -o: %s.
-a turns StrictModes off, unless -o StrictModes=yes is in front. A user's certificate
must be for the user who logs in, or for a name in AuthorizedPrincipalsFile or
principals=. Passwords of the system are not asked for: those of --password-file are.
Sources that misbehave are refused for a while (PerSourcePenalties), but for this
machine itself (PerSourcePenaltyExemptList). With -f, SIGHUP reads the file anew.
Called as sshd, the program listens at port 22 of all addresses, with the host keys in
/etc/ssh, and reads /etc/ssh/sshd_config. What OpenSSH can besides and this program
cannot is an error; options of PAM, GSSAPI, Kerberos and old releases are read over, and
the log says so.
`

// serveFlags are the flags of OpenSSH's sshd, those that work and those that do not
// yet, and long ones of our own.
var serveFlags = flags[serveOptions]{
	{name: "4", set: func(o *serveOptions, _ string) error { return o.option("AddressFamily", "inet") }},
	{name: "6", set: func(o *serveOptions, _ string) error { return o.option("AddressFamily", "inet6") }},
	{name: "C", arg: "VISIT", set: func(o *serveOptions, text string) error {
		if o.visit == nil {
			o.visit = new(visit)
		}
		return o.visit.parse(text)
	}},
	{name: "G", set: func(o *serveOptions, _ string) error { o.print = true; return nil }},
	{name: "E", arg: "FILE", set: func(o *serveOptions, file string) error { o.logFile = file; return nil }},
	{name: "T", set: func(o *serveOptions, _ string) error { o.print = true; return nil }},
	{name: "V", set: func(o *serveOptions, _ string) error { o.version = true; return nil }},
	{name: "a", arg: "FILE", set: authorizedHere},
	{name: "c", arg: "FILE", set: serveKeywords.flag("HostCertificate", serveGiven)},
	{name: "d", set: debugServer},
	{name: "e", set: func(o *serveOptions, _ string) error { o.stderr = true; return nil }},
	{name: "f", arg: "FILE", set: func(o *serveOptions, file string) error { o.configFile = file; return nil }},
	{name: "g", arg: "TIME", set: serveKeywords.flag("LoginGraceTime", serveGiven)},
	{name: "h", arg: "FILE", set: serveKeywords.flag("HostKey", serveGiven)},
	{name: "i", set: func(o *serveOptions, _ string) error { o.inetd = true; return nil }},
	{name: "o", arg: "OPTION", set: func(o *serveOptions, text string) error { return o.commandLine(text) }},
	{name: "p", arg: "PORT", set: serveKeywords.flag("Port", serveGiven)},
	{name: "q", set: func(o *serveOptions, _ string) error { o.setLogLevel(logError); return nil }},
	{name: "t", set: func(o *serveOptions, _ string) error { o.test = true; return nil }},

	{name: "listen", arg: "ADDRESS", set: serveKeywords.flag("ListenAddress", serveGiven)},
	{name: "authorized", arg: "FILE", set: authorizedHere},
	{name: "password-file", arg: "FILE", set: func(o *serveOptions, file string) error { o.passwordFile = file; return nil }},
	{name: "one-off-password", set: func(o *serveOptions, _ string) error { o.oneOff = true; return nil }},
	{name: "log-json", set: func(o *serveOptions, _ string) error { o.logJSON = true; return nil }},
	{name: "drain", arg: "TIME", set: func(o *serveOptions, text string) (err error) { o.drain, err = parseTime(text); return err }},
	{name: "hash-password", set: func(o *serveOptions, _ string) error { o.hashPassword = true; return nil }},

	// What this turns on is always on.
	{name: "D", set: func(*serveOptions, string) error { return nil }},
	// There are no records of logins whose fields could have a length.
	{name: "u", arg: "LENGTH", set: func(_ *serveOptions, text string) error { _, err := parseNumber(text); return err }},
}

func serveGiven(o *serveOptions) given { return o.given }

func (o *serveOptions) option(name, value string) error {
	return serveKeywords.apply(o, o.given, name, []string{value})
}

func (o *serveOptions) setLogLevel(l logLevel) {
	o.logLevel = l
	o.given["loglevel"] = true
}

func debugServer(o *serveOptions, _ string) error {
	o.once = true
	o.setLogLevel(o.logLevel.more())
	return nil
}

// authorizedHere is AuthorizedKeysFile, but from the working directory and not the
// user's home, and without tokens: it is a file that whoever types it can see.
// It may lie where others could put another: StrictModes is off, unless it is asked for.
func authorizedHere(o *serveOptions, file string) error {
	file, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	if !o.given["strictmodes"] {
		o.strict = false
	}
	return o.option("AuthorizedKeysFile", strings.ReplaceAll(file, "%", "%%"))
}

// parseServe reads the arguments of glassh serve.
func parseServe(e *env, args []string) (*serveOptions, error) {
	o := serveDefaults()
	if e.as == "sshd" && exists(sshdConfig) {
		o.configFile = sshdConfig
	}
	operands, err := serveFlags.parse(o, args)
	switch {
	case err != nil:
		return nil, err
	case o.version || o.hashPassword:
		return o, nil
	case len(operands) > 0:
		return nil, badUsage("%q is one argument too many", operands[0])
	}
	source, err := newServeSource(e, args, o.configFile)
	if err != nil {
		return nil, err
	}
	o, _, err = source.options(nil)
	return o, err
}

// serveHelp is the usage text with the keywords that work.
func serveHelp() string { return fmt.Sprintf(serveUsage, working(serveKeywords)) }
