package main

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh/keys"
)

// shown is the order in which -T prints the settings, that of sshd.
var shown = strings.Fields(`Port AddressFamily ListenAddress UsePAM LoginGraceTime X11DisplayOffset MaxAuthTries MaxSessions
	ClientAliveInterval ClientAliveCountMax RequiredRSASize StreamLocalBindMask UnusedConnectionTimeout
	PermitRootLogin IgnoreRhosts IgnoreUserKnownHosts HostbasedAuthentication HostbasedUsesNameFromPacketOnly
	PubkeyAuthentication KerberosAuthentication GSSAPIAuthentication PasswordAuthentication
	KbdInteractiveAuthentication PrintMotd PrintLastLog X11Forwarding X11UseLocalhost PermitTTY PermitUserRC
	StrictModes TCPKeepAlive PermitEmptyPasswords Compression GatewayPorts UseDNS AllowTcpForwarding
	AllowAgentForwarding DisableForwarding AllowStreamLocalForwarding StreamLocalBindUnlink FingerprintHash
	ExposeAuthInfo RefuseConnection PidFile ModuliFile XAuthLocation Ciphers MACs Banner ForceCommand
	ChrootDirectory TrustedUserCAKeys RevokedKeys SecurityKeyProvider AuthorizedPrincipalsFile
	VersionAddendum AuthorizedKeysCommand AuthorizedKeysCommandUser AuthorizedPrincipalsCommand
	AuthorizedPrincipalsCommandUser HostKeyAgent KexAlgorithms CASignatureAlgorithms HostbasedAcceptedAlgorithms
	HostKeyAlgorithms PubkeyAcceptedAlgorithms RDomain LogLevel SyslogFacility AuthorizedKeysFile HostKey
	HostCertificate AllowUsers DenyUsers AllowGroups DenyGroups AcceptEnv SetEnv Subsystem AuthenticationMethods
	ChannelTimeout LogVerbose MaxStartups PerSourceMaxStartups PerSourceNetBlockSize PerSourcePenalties
	PerSourcePenaltyExemptList PermitTunnel IPQoS RekeyLimit PermitOpen PermitListen PermitUserEnvironment
	PubkeyAuthOptions`)

// A printer returns the values of a setting as -T prints them, a line each.
type printer func(o *serveOptions) []string

// printers are those of the keywords that work; one that is missing is a keyword that has
// one value only.
var printers = map[string]printer{
	"AcceptEnv":                       showAll(func(o *serveOptions) []string { return o.acceptEnv }),
	"AddressFamily":                   func(o *serveOptions) []string { return []string{[...]string{"any", "inet", "inet6"}[o.family]} },
	"AllowGroups":                     showAll(func(o *serveOptions) []string { return o.allowGroups }),
	"AllowStreamLocalForwarding":      showAllowed(func(o *serveOptions) allowForwarding { return o.allowStreamLocal }),
	"AllowTcpForwarding":              showAllowed(func(o *serveOptions) allowForwarding { return o.allowTCP }),
	"AllowUsers":                      showAll(func(o *serveOptions) []string { return o.allowUsers }),
	"AuthenticationMethods":           showMethods,
	"AuthorizedKeysCommand":           showText(func(o *serveOptions) string { return o.keysCommand.line }),
	"AuthorizedKeysCommandUser":       showText(func(o *serveOptions) string { return o.keysCommand.user }),
	"AuthorizedKeysFile":              showList(" ", func(o *serveOptions) []string { return o.authorizedKeys }),
	"AuthorizedPrincipalsCommand":     showText(func(o *serveOptions) string { return o.principalsCommand.line }),
	"AuthorizedPrincipalsCommandUser": showText(func(o *serveOptions) string { return o.principalsCommand.user }),
	"AuthorizedPrincipalsFile":        showText(func(o *serveOptions) string { return o.principalsFile }),
	"Banner":                          showText(func(o *serveOptions) string { return o.banner }),
	"CASignatureAlgorithms": showList(",", func(o *serveOptions) []string {
		if o.caAlgorithms == nil {
			return keys.CASignatureAlgorithms()
		}
		return o.caAlgorithms
	}),
	"ChannelTimeout": func(o *serveOptions) []string {
		var list []string
		for _, t := range o.channelTimeouts {
			list = append(list, t.text)
		}
		if list == nil {
			return nil
		}
		return []string{strings.Join(list, " ")}
	},
	"ExposeAuthInfo":   showYesNo(func(o *serveOptions) bool { return o.exposeAuth }),
	"RefuseConnection": showYesNo(func(o *serveOptions) bool { return o.refuse }),
	"SyslogFacility":   showText(func(o *serveOptions) string { return cmp.Or(o.facility, "AUTH") }),
	"UnusedConnectionTimeout": func(o *serveOptions) []string {
		if o.unusedTimeout == 0 {
			return []string{"none"}
		}
		return []string{strconv.FormatInt(int64(o.unusedTimeout/time.Second), 10)}
	},
	"UseDNS":                          showYesNo(func(o *serveOptions) bool { return o.useDNS }),
	"VersionAddendum":                 showText(func(o *serveOptions) string { return o.addendum }),
	"ChrootDirectory":                 showText(func(o *serveOptions) string { return o.chroot }),
	"Ciphers":                         showList(",", func(o *serveOptions) []string { return o.algorithms.Ciphers }),
	"ClientAliveCountMax":             showNumber(func(o *serveOptions) int { return o.aliveCount }),
	"ClientAliveInterval":             showTime(func(o *serveOptions) time.Duration { return o.aliveInterval }),
	"DenyGroups":                      showAll(func(o *serveOptions) []string { return o.denyGroups }),
	"DenyUsers":                       showAll(func(o *serveOptions) []string { return o.denyUsers }),
	"ForceCommand":                    showText(func(o *serveOptions) string { return o.forceCommand }),
	"HostbasedAuthentication":         showYesNo(func(o *serveOptions) bool { return o.hostbased }),
	"HostbasedUsesNameFromPacketOnly": showYesNo(func(o *serveOptions) bool { return o.hostFromPacket }),
	"IgnoreRhosts": func(o *serveOptions) []string {
		return []string{[...]string{"yes", "no", "shosts-only"}[o.ignoreRhosts]}
	},
	"IPQoS":                        func(o *serveOptions) []string { return []string{o.qos.String()} },
	"IgnoreUserKnownHosts":         showYesNo(func(o *serveOptions) bool { return o.ignoreUserKnown }),
	"KbdInteractiveAuthentication": showYesNo(func(o *serveOptions) bool { return o.interactive }),
	"HostCertificate":              showAll(func(o *serveOptions) []string { return o.hostCertificates }),
	"HostKey":                      showAll(func(o *serveOptions) []string { return o.hostKeys }),
	"HostKeyAgent":                 showText(func(o *serveOptions) string { return o.hostKeyAgent }),
	"HostKeyAlgorithms":            showList(",", func(o *serveOptions) []string { return o.algorithms.HostKey }),
	"KexAlgorithms":                showList(",", func(o *serveOptions) []string { return o.algorithms.Kex }),
	"ListenAddress":                showAddresses,
	"LogLevel":                     func(o *serveOptions) []string { return []string{o.logLevel.String()} },
	"LoginGraceTime":               showTime(func(o *serveOptions) time.Duration { return o.loginGrace }),
	"MACs":                         showList(",", func(o *serveOptions) []string { return o.algorithms.MACs }),
	"MaxAuthTries":                 showNumber(func(o *serveOptions) int { return o.maxAuthTries }),
	"MaxSessions":                  showNumber(func(o *serveOptions) int { return o.maxSessions }),
	"ModuliFile":                   showText(func(o *serveOptions) string { return cmp.Or(o.moduliFile, "/etc/ssh/moduli") }),
	"PasswordAuthentication":       showYesNo(func(o *serveOptions) bool { return o.password }),
	"PermitEmptyPasswords":         showYesNo(func(o *serveOptions) bool { return o.emptyPasswords }),
	"PermitRootLogin":              showRootLogin,
	"PermitTTY":                    showYesNo(func(o *serveOptions) bool { return o.permitTTY }),
	"PermitUserEnvironment":        showUserEnvironment,
	"PermitUserRC":                 showYesNo(func(o *serveOptions) bool { return o.userRC }),
	"PidFile":                      showText(func(o *serveOptions) string { return o.pidFile }),
	"Port":                         func(o *serveOptions) (list []string) { return numbers(o.ports) },
	"PrintMotd":                    showYesNo(func(o *serveOptions) bool { return o.motd }),
	"Compression":                  showCompression,
	"HostbasedAcceptedAlgorithms":  showList(",", func(o *serveOptions) []string { return o.algorithms.HostBased }),
	"PubkeyAcceptedAlgorithms":     showList(",", func(o *serveOptions) []string { return o.algorithms.UserKey }),
	"PubkeyAuthOptions":            showPubkeyOptions,
	"PubkeyAuthentication":         showYesNo(func(o *serveOptions) bool { return o.publicKey }),
	"DisableForwarding":            showYesNo(func(o *serveOptions) bool { return o.disableForwarding }),
	"GatewayPorts":                 showGateway,
	"PermitListen":                 showText(func(o *serveOptions) string { return o.permitListen.dump() }),
	"PermitOpen":                   showText(func(o *serveOptions) string { return o.permitOpen.dump() }),
	"AllowAgentForwarding":         showYesNo(func(o *serveOptions) bool { return o.agentForwarding }),
	"PermitTunnel": func(o *serveOptions) []string {
		return []string{[...]string{"no", "point-to-point", "ethernet", "yes"}[o.permitTunnel]}
	},
	"X11DisplayOffset": showNumber(func(o *serveOptions) int { return o.x11Offset }),
	"X11Forwarding":    showYesNo(func(o *serveOptions) bool { return o.x11Forwarding }),
	"X11UseLocalhost":  showYesNo(func(o *serveOptions) bool { return o.x11Localhost }),
	"XAuthLocation":    showText(func(o *serveOptions) string { return cmp.Or(o.xauthLocation, defaultXAuth) }),
	"MaxStartups": func(o *serveOptions) []string {
		return []string{fmt.Sprintf("%d:%d:%d", o.abuse.startups.Begin, o.abuse.startups.Rate, o.abuse.startups.Full)}
	},
	"PerSourceMaxStartups": showText(func(o *serveOptions) string {
		if o.abuse.perSource == 0 {
			return "none"
		}
		return strconv.Itoa(o.abuse.perSource)
	}),
	"PerSourceNetBlockSize": func(o *serveOptions) []string {
		return []string{fmt.Sprintf("%d:%d", cmp.Or(o.abuse.block.Bits4, 32), cmp.Or(o.abuse.block.Bits6, 128))}
	},
	"PerSourcePenalties":         showPenalties,
	"PerSourcePenaltyExemptList": showList(",", func(o *serveOptions) []string { return o.abuse.exempt }),
	"RekeyLimit": func(o *serveOptions) []string {
		return []string{fmt.Sprintf("%d %d", o.rekey.Bytes, int64(o.rekey.Every/time.Second))}
	},
	"RequiredRSASize":       func(o *serveOptions) []string { return []string{strconv.Itoa(max(o.rsaSize, 1024))} },
	"RevokedKeys":           showText(func(o *serveOptions) string { return o.revokedKeys }),
	"SetEnv":                showAll(func(o *serveOptions) []string { return o.setEnv }),
	"StreamLocalBindMask":   showText(func(o *serveOptions) string { return dumpMask(o.bindMask) }),
	"StreamLocalBindUnlink": showYesNo(func(o *serveOptions) bool { return o.bindUnlink }),
	"StrictModes":           showYesNo(func(o *serveOptions) bool { return o.strict }),
	"Subsystem": func(o *serveOptions) (list []string) {
		for name, command := range o.subsystems {
			list = append(list, name+" "+command)
		}
		slices.Sort(list)
		return list
	},
	"TCPKeepAlive":      showYesNo(func(o *serveOptions) bool { return o.tcpKeepAlive }),
	"TrustedUserCAKeys": showText(func(o *serveOptions) string { return o.userCAs }),
}

// printSettings prints what -T does: a keyword in lower case and its value a line.
func printSettings(w io.Writer, o *serveOptions) error {
	var b strings.Builder
	for _, name := range shown {
		k, lower := serveKeywords.find(name), strings.ToLower(name)
		p := printers[name]
		switch {
		case p != nil:
			for _, value := range p(o) {
				fmt.Fprintf(&b, "%s %s\n", lower, value)
			}
		case k != nil && k.set == nil && len(k.holds) > 0:
			fmt.Fprintf(&b, "%s %s\n", lower, k.holds[0])
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func showText(get func(*serveOptions) string) printer {
	return func(o *serveOptions) []string { return []string{cmp.Or(get(o), "none")} }
}

func showYesNo(get func(*serveOptions) bool) printer {
	return func(o *serveOptions) []string {
		if get(o) {
			return []string{"yes"}
		}
		return []string{"no"}
	}
}

func showNumber(get func(*serveOptions) int) printer {
	return func(o *serveOptions) []string { return []string{strconv.Itoa(get(o))} }
}

// showTime prints a time in seconds.
func showTime(get func(*serveOptions) time.Duration) printer {
	return func(o *serveOptions) []string { return []string{strconv.FormatInt(int64(get(o)/time.Second), 10)} }
}

// showAll prints a line for each.
func showAll(get func(*serveOptions) []string) printer { return get }

// showList prints all in one line; none are "none".
func showList(separator string, get func(*serveOptions) []string) printer {
	return func(o *serveOptions) []string { return []string{cmp.Or(strings.Join(get(o), separator), "none")} }
}

func numbers(all []int) (list []string) {
	for _, n := range all {
		list = append(list, strconv.Itoa(n))
	}
	return list
}

func showAddresses(o *serveOptions) (list []string) {
	for _, at := range o.listen {
		host, port, err := net.SplitHostPort(at)
		switch {
		case err != nil:
		case host != "":
			list = append(list, at)
		default: // all addresses of both families, or of one
			if o.family != ipv4 {
				list = append(list, "[::]:"+port)
			}
			if o.family != ipv6 {
				list = append(list, "0.0.0.0:"+port)
			}
		}
	}
	return list
}

func showRootLogin(o *serveOptions) []string {
	return []string{[...]string{"without-password", "yes", "forced-commands-only", "no"}[o.rootLogin]}
}

func showUserEnvironment(o *serveOptions) []string {
	switch text := strings.Join(o.userVariables, ","); text {
	case "":
		return []string{"no"}
	case "*":
		return []string{"yes"}
	default:
		return []string{text}
	}
}

// showCompression has the words of sshd -T: no, or yes.
func showCompression(o *serveOptions) []string {
	if len(o.algorithms.Compression) == 1 {
		return []string{"no"}
	}
	return []string{"yes"}
}
