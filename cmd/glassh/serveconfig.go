package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/glassh/glassh/ssh/config"
)

// What a server is told comes from three places. Of a keyword that is given more than
// once, the first counts (sshd_config(5)):
//
//	1. the Match blocks of the file that hold for a login, once its user is known
//	2. the command line
//	3. the lines of the file in front of its Match blocks

// A serveSource is the text that settings come from, as it was when it was read.
type serveSource struct {
	e    *env
	args []string
	file string // "" is none

	lines   []config.Line
	outside map[*config.Line]bool // those that are in no Match block
	always  []config.Line         // those of place 3
	matches bool                  // there are Match blocks: logins may differ
	notes   []string              // what is said of the lines, once
}

// sshdConfig is the file that sshd reads by itself. A glassh serve reads none.
const sshdConfig = "/etc/ssh/sshd_config"

// newServeSource reads the file, if there is one, and checks all of its lines.
func newServeSource(e *env, args []string, file string) (*serveSource, error) {
	s := &serveSource{e: e, args: args, file: file}
	if file == "" || strings.EqualFold(file, "none") {
		return s, nil
	}
	r := config.Reader{Dir: "/etc/ssh", Home: e.home}
	lines, err := r.Read(file)
	if err != nil {
		return nil, err
	}
	s.lines, s.outside = lines, make(map[*config.Line]bool)
	config.Walk(file, lines, config.Visitor{ // what is wrong shows below
		Match: func(*config.Line) (bool, error) { return false, nil },
		Keyword: func(l *config.Line, counts bool) error {
			s.outside[l] = counts
			return nil
		},
	})
	err = config.Walk(file, lines, config.Visitor{
		Match: func(l *config.Line) (bool, error) {
			s.matches = true
			return matches(l, nil)
		},
		Keyword: func(l *config.Line, counts bool) error {
			if counts {
				s.always = append(s.always, *l)
			} else if k := serveKeywords.find(l.Keyword); k != nil && !slices.Contains(inMatch, k.name) {
				return l.Errorf("Directive '%s' is not allowed within a Match block", strings.ToLower(k.name))
			}
			if said := serveKeywords.overlooked(l.Keyword, l.Args); said != "" {
				s.notes = append(s.notes, l.Errorf("%s", said).Error())
			}
			return applyLine(new(serveOptions), make(given), l)
		},
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

func applyLine(o *serveOptions, seen given, l *config.Line) error {
	k := serveKeywords.find(l.Keyword)
	if k == nil {
		return l.Unknown()
	}
	words := l.Args
	if k.raw {
		words = []string{l.Rest}
	}
	if err := serveKeywords.apply(o, seen, l.Keyword, words); err != nil {
		return l.Errorf("%w", err)
	}
	return nil
}

// options makes the settings for a login, or those of the server if there is none. Of the
// command line it returns what is behind the flags, too.
func (s *serveSource) options(v *visit) (o *serveOptions, operands []string, err error) {
	o = serveDefaults()
	o.source = s
	if v != nil && s.matches {
		err = config.Walk(s.file, s.lines, config.Visitor{
			Match: func(l *config.Line) (bool, error) { return matches(l, v) },
			Keyword: func(l *config.Line, counts bool) error {
				if !counts || s.outside[l] || !slices.ContainsFunc(inMatch, l.Is) {
					return nil
				}
				return applyLine(o, o.given, l)
			},
		})
		if err != nil {
			return nil, nil, err
		}
		for name := range maps.Clone(o.given) {
			o.given[replaced+name] = true
		}
	}
	if operands, err = serveFlags.parse(o, s.args); err != nil {
		return nil, nil, err
	}
	for i := range s.always {
		if err := applyLine(o, o.given, &s.always[i]); err != nil {
			return nil, nil, err
		}
	}
	return o, operands, o.finish(s.e)
}

// subsystems returns the names of those that any login may have; o are the settings of the
// server.
func (s *serveSource) subsystems(o *serveOptions) (names []string) {
	for name := range o.subsystems {
		names = append(names, name)
	}
	config.Walk(s.file, s.lines, config.Visitor{
		Match: func(*config.Line) (bool, error) { return true, nil },
		Keyword: func(l *config.Line, _ bool) error {
			if l.Is("Subsystem") && !slices.Contains(names, l.Args[0]) {
				names = append(names, l.Args[0])
			}
			return nil
		},
	})
	return names
}

// inMatch are the keywords that may stand in a Match block.
var inMatch = strings.Fields(`AcceptEnv AllowAgentForwarding AllowGroups AllowStreamLocalForwarding AllowTcpForwarding
	AllowUsers AuthenticationMethods AuthorizedKeysCommand AuthorizedKeysCommandUser AuthorizedKeysFile
	AuthorizedPrincipalsCommand AuthorizedPrincipalsCommandUser AuthorizedPrincipalsFile Banner
	CASignatureAlgorithms ChannelTimeout ChrootDirectory ClientAliveCountMax ClientAliveInterval DenyGroups
	DenyUsers DisableForwarding ExposeAuthInfo ForceCommand GatewayPorts GSSAPIAuthentication
	HostbasedAcceptedAlgorithms HostbasedAuthentication HostbasedUsesNameFromPacketOnly IgnoreRhosts IPQoS
	KbdInteractiveAuthentication KerberosAuthentication LogLevel LogVerbose MaxAuthTries MaxSessions
	PasswordAuthentication PermitEmptyPasswords PermitListen PermitOpen PermitRootLogin PermitTTY PermitTunnel
	PermitUserRC PubkeyAcceptedAlgorithms PubkeyAuthentication PubkeyAuthOptions RDomain RefuseConnection
	RekeyLimit RequiredRSASize RevokedKeys SetEnv StreamLocalBindMask StreamLocalBindUnlink Subsystem
	TrustedUserCAKeys UnusedConnectionTimeout X11DisplayOffset X11Forwarding X11UseLocalhost`)
