package main

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh/compress"
	"github.com/glassh/glassh/ssh/keys"
)

// A dumped is an option as ssh -G prints it: a line for each of its values, and none for
// an option that is not set.
type dumped struct {
	name   string
	values func(o *sshOptions) []string
}

// sshDump is the order of ssh -G. Options that do not work here are not in it.
var sshDump = []dumped{
	{"user", dumpText(func(o *sshOptions) string { return o.user })},
	{"hostname", dumpText(func(o *sshOptions) string { return o.hostName })},
	{"port", dumpInt(func(o *sshOptions) int { return o.port })},
	{"addressfamily", dumpText(func(o *sshOptions) string { return [...]string{"any", "inet", "inet6"}[o.family] })},
	{"batchmode", dumpYesNo(func(o *sshOptions) bool { return o.batch })},
	{"canonicalizefallbacklocal", dumpYesNo(func(o *sshOptions) bool { return o.canonical.local })},
	{"canonicalizehostname", dumpText(func(o *sshOptions) string { return [...]string{"false", "true", "always"}[o.canonical.when] })},
	{"checkhostip", dumpYesNo(func(o *sshOptions) bool { return o.checkHostIP })},
	{"compression", dumpYesNo(func(o *sshOptions) bool { return compress.Preferred(o.algorithms.Compression) })},
	{"controlmaster", dumpText(dumpMaster)},
	{"clearallforwardings", dumpYesNo(func(o *sshOptions) bool { return o.clearForwards })},
	{"exitonforwardfailure", dumpYesNo(func(o *sshOptions) bool { return o.exitOnForward })},
	{"fingerprinthash", dumpText(func(o *sshOptions) string {
		if o.fingerprintMD5 {
			return "MD5"
		}
		return "SHA256"
	})},
	{"gatewayports", dumpYesNo(func(o *sshOptions) bool { return o.gatewayPorts })},
	{"hashknownhosts", dumpYesNo(func(o *sshOptions) bool { return o.hashKnownHosts })},
	{"identitiesonly", dumpYesNo(func(o *sshOptions) bool { return o.identitiesOnly })},
	{"kbdinteractiveauthentication", dumpYesNo(func(o *sshOptions) bool { return o.interactive })},
	{"nohostauthenticationforlocalhost", dumpYesNo(func(o *sshOptions) bool { return o.trustLocalhost })},
	{"passwordauthentication", dumpYesNo(func(o *sshOptions) bool { return o.password })},
	{"permitlocalcommand", dumpYesNo(func(o *sshOptions) bool { return o.permitLocal })},
	{"proxyusefdpass", dumpYesNo(func(o *sshOptions) bool { return o.fdpass })},
	{"pubkeyauthentication", dumpTrueFalse(func(o *sshOptions) bool { return o.publicKey })},
	{"requesttty", dumpText(func(o *sshOptions) string { return [...]string{"auto", "false", "true", "force"}[o.tty] })},
	{"sessiontype", dumpText((*sshOptions).sessionKind)},
	{"stdinnull", dumpYesNo(func(o *sshOptions) bool { return o.stdinNull })},
	{"forkafterauthentication", dumpYesNo(func(o *sshOptions) bool { return o.background })},
	{"streamlocalbindunlink", dumpYesNo(func(o *sshOptions) bool { return o.bindUnlink })},
	{"stricthostkeychecking", dumpText(dumpStrict)},
	{"tcpkeepalive", dumpYesNo(func(o *sshOptions) bool { return o.tcpKeepAlive })},
	{"visualhostkey", dumpYesNo(func(o *sshOptions) bool { return o.visual })},
	{"enableescapecommandline", dumpYesNo(func(o *sshOptions) bool { return o.escapeCommands })},
	{"canonicalizemaxdots", dumpInt(func(o *sshOptions) int { return o.canonical.maxDots })},
	{"connectionattempts", dumpInt(func(o *sshOptions) int { return o.attempts })},
	{"numberofpasswordprompts", dumpInt(func(o *sshOptions) int { return o.prompts })},
	{"serveralivecountmax", dumpInt(func(o *sshOptions) int { return cmp.Or(o.alive.Count, 3) })},
	{"serveraliveinterval", dumpInt(func(o *sshOptions) int { return int(o.alive.Interval / time.Second) })},
	{"requiredrsasize", dumpInt(func(o *sshOptions) int { return cmp.Or(o.rsaSize, 1024) })},
	{"bindaddress", dumpText(func(o *sshOptions) string { return o.bindAddress })},
	{"bindinterface", dumpText(func(o *sshOptions) string { return o.bindInterface })},
	{"ciphers", dumpList(func(o *sshOptions) []string { return o.algorithms.Ciphers })},
	{"controlpath", dumpText(func(o *sshOptions) string { return o.control.path })},
	{"hostkeyalgorithms", dumpList(func(o *sshOptions) []string { return o.algorithms.HostKey })},
	{"hostkeyalias", dumpText(func(o *sshOptions) string { return o.hostKeyAlias })},
	{"identityagent", dumpText(dumpAgent)},
	{"ignoreunknown", dumpText(func(o *sshOptions) string { return o.ignoreUnknown })},
	{"kexalgorithms", dumpList(func(o *sshOptions) []string { return o.algorithms.Kex })},
	{"casignaturealgorithms", dumpList(func(o *sshOptions) []string {
		if o.caAlgorithms == nil {
			return keys.CASignatureAlgorithms()
		}
		return o.caAlgorithms
	})},
	{"localcommand", dumpText(func(o *sshOptions) string { return o.localCommand })},
	{"remotecommand", dumpText(func(o *sshOptions) string { return o.remoteCommand })},
	{"loglevel", dumpText(func(o *sshOptions) string {
		return strings.NewReplacer("DEBUG1", "DEBUG", "QUIET", "SILENT").Replace(o.logLevel.String())
	})},
	{"macs", dumpList(func(o *sshOptions) []string { return o.algorithms.MACs })},
	{"preferredauthentications", dumpList(func(o *sshOptions) []string {
		if !o.given["preferredauthentications"] {
			return nil
		}
		return o.preferred
	})},
	{"pubkeyacceptedalgorithms", dumpList(func(o *sshOptions) []string { return o.algorithms.UserKey })},
	{"revokedhostkeys", dumpEach(func(o *sshOptions) []string { return o.revokedHostKeys })},
	{"knownhostscommand", dumpText(func(o *sshOptions) string { return o.knownHostsCommand })},
	{"dynamicforward", dumpForwards('D')},
	{"localforward", dumpForwards('L')},
	{"remoteforward", dumpForwards('R')},
	{"identityfile", dumpEach(func(o *sshOptions) []string {
		if len(o.asGiven[0]) == 0 && !o.identityDefault {
			return []string{"none"}
		}
		return o.asGiven[0]
	})},
	{"canonicaldomains", dumpWords(func(o *sshOptions) []string { return o.canonical.domains })},
	{"certificatefile", dumpEach(func(o *sshOptions) []string { return o.asGiven[1] })},
	{"globalknownhostsfile", dumpWords(func(o *sshOptions) []string { return o.globalKnownHosts })},
	{"userknownhostsfile", dumpWords(func(o *sshOptions) []string { return o.userKnownHosts })},
	{"sendenv", dumpEach(func(o *sshOptions) []string { return o.sent() })},
	{"setenv", dumpEach(func(o *sshOptions) []string { return o.setEnv })},
	{"permitremoteopen", dumpText(func(o *sshOptions) string { return o.permitRemoteOpen.dump() })},
	{"addkeystoagent", dumpText(dumpAddKeys)},
	{"connecttimeout", dumpText(func(o *sshOptions) string {
		if o.timeout == 0 {
			return "none"
		}
		return strconv.Itoa(int(o.timeout / time.Second))
	})},
	{"canonicalizePermittedcnames", dumpWords(func(o *sshOptions) (list []string) {
		for _, rule := range o.canonical.cnames {
			list = append(list, rule.String())
		}
		return list
	})},
	{"controlpersist", dumpText(dumpPersist)},
	{"escapechar", dumpText(dumpEscapeChar)},
	{"ipqos", dumpText(func(o *sshOptions) string { return o.qos.String() })},
	{"rekeylimit", dumpText(func(o *sshOptions) string {
		return fmt.Sprintf("%d %d", o.rekey.Bytes, int(o.rekey.Every/time.Second))
	})},
	{"streamlocalbindmask", dumpText(func(o *sshOptions) string { return dumpMask(o.bindMask) })},
	{"syslogfacility", dumpText(func(o *sshOptions) string { return o.facility })},
	{"proxycommand", dumpText(func(o *sshOptions) string { return o.proxyCommand })},
	{"proxyjump", dumpText(func(o *sshOptions) string {
		if !o.jumps() {
			return ""
		}
		return o.proxyJump
	})},
	{"tag", dumpText(func(o *sshOptions) string { return o.tag })},
}

// dump prints the configuration as ssh -G does.
func (o *sshOptions) dump(w io.Writer) error {
	for _, d := range sshDump {
		for _, value := range d.values(o) {
			if _, err := fmt.Fprintf(w, "%s %s\n", d.name, value); err != nil {
				return err
			}
		}
	}
	return nil
}

func dumpText(f func(*sshOptions) string) func(*sshOptions) []string {
	return func(o *sshOptions) []string {
		if text := f(o); text != "" {
			return []string{text}
		}
		return nil
	}
}

func dumpInt(f func(*sshOptions) int) func(*sshOptions) []string {
	return dumpText(func(o *sshOptions) string { return strconv.Itoa(f(o)) })
}

func dumpYesNo(f func(*sshOptions) bool) func(*sshOptions) []string {
	return dumpText(func(o *sshOptions) string {
		if f(o) {
			return "yes"
		}
		return "no"
	})
}

func dumpTrueFalse(f func(*sshOptions) bool) func(*sshOptions) []string {
	return dumpText(func(o *sshOptions) string { return strconv.FormatBool(f(o)) })
}

// dumpList is a list with commas between, dumpWords one with blanks, which is none if
// it is empty. dumpEach has a line for each value.
func dumpList(f func(*sshOptions) []string) func(*sshOptions) []string {
	return dumpText(func(o *sshOptions) string { return strings.Join(f(o), ",") })
}

func dumpWords(f func(*sshOptions) []string) func(*sshOptions) []string {
	return dumpText(func(o *sshOptions) string { return cmp.Or(strings.Join(f(o), " "), "none") })
}

func dumpEach(f func(*sshOptions) []string) func(*sshOptions) []string { return f }

func dumpStrict(o *sshOptions) string {
	if o.batch && !o.given["stricthostkeychecking"] {
		return "ask" // and nobody is asked
	}
	switch text := o.strict.String(); text {
	case "yes":
		return "true"
	case "no":
		return "false"
	default:
		return text
	}
}

func dumpAgent(o *sshOptions) string {
	switch {
	case o.identityAgent == "" || o.identityAgent == "SSH_AUTH_SOCK" || o.identityAgent[0] == '$' && o.agent == "":
		return o.identityAgent
	case o.agent == "":
		return "none"
	}
	return o.agent
}

func dumpAddKeys(o *sshOptions) string {
	switch a := o.addKeys; {
	case a.ask:
		return "ask"
	case a.limits.Confirm && a.limits.Lifetime > 0:
		return fmt.Sprintf("confirm %d", a.limits.Lifetime)
	case a.limits.Confirm:
		return "confirm"
	case a.limits.Lifetime > 0:
		return strconv.Itoa(int(a.limits.Lifetime))
	default:
		return strconv.FormatBool(a.add)
	}
}

func dumpEscapeChar(o *sshOptions) string {
	switch c := o.escapeChar; {
	case c < 0:
		return "none"
	case c < ' ':
		return `\^` + string(rune(c+64)) // as vis(3) writes it
	default:
		return string(rune(c))
	}
}
