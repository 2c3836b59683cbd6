package main

import (
	"io/fs"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/knownhosts"
)

// sshKeywords are the options of ssh_config(5): those that work, and those that do
// not yet.
var sshKeywords = append(keywords[sshOptions]{
	{name: "AddKeysToAgent", set: parseAddKeys},
	{name: "AddressFamily", set: one(func(o *sshOptions) *family { return &o.family }, parseFamily)},
	{name: "BatchMode", set: one(func(o *sshOptions) *bool { return &o.batch }, parseYesNo)},
	{name: "BindAddress", set: one(func(o *sshOptions) *string { return &o.bindAddress }, parseText)},
	{name: "BindInterface", set: one(func(o *sshOptions) *string { return &o.bindInterface }, parseText)},
	{name: "CASignatureAlgorithms", set: one(func(o *sshOptions) *[]string { return &o.caAlgorithms }, authorityCategory.edit)},
	{name: "CanonicalDomains", set: parseDomains},
	{name: "CanonicalizeFallbackLocal", set: one(func(o *sshOptions) *bool { return &o.canonical.local }, parseYesNo)},
	{name: "CanonicalizeHostname", set: one(func(o *sshOptions) *canonicalize { return &o.canonical.when }, parseCanonicalize)},
	{name: "CanonicalizeMaxDots", set: one(func(o *sshOptions) *int { return &o.canonical.maxDots }, parseDots)},
	{name: "CanonicalizePermittedCNAMEs", set: parseCNAMEs},
	{name: "CertificateFile", many: true, set: fileOrNone(func(o *sshOptions) *[]string { return &o.certificateFiles })},
	{name: "ChannelTimeout", set: func(o *sshOptions, words []string) (err error) {
		o.channelTimeouts, err = parseChannelTimeouts(words)
		return err
	}},
	{name: "ChallengeResponseAuthentication", shares: "kbdinteractiveauthentication",
		set: one(func(o *sshOptions) *bool { return &o.interactive }, parseYesNo)},
	{name: "ConnectionAttempts", set: one(func(o *sshOptions) *int { return &o.attempts }, parseCount)},
	{name: "Compression", set: one(func(o *sshOptions) *[]string { return &o.algorithms.Compression }, parseCompression)},
	{name: "CheckHostIP", set: one(func(o *sshOptions) *bool { return &o.checkHostIP }, parseYesNo)},
	{name: "ClearAllForwardings", set: one(func(o *sshOptions) *bool { return &o.clearForwards }, parseYesNo)},
	{name: "ConnectTimeout", set: one(func(o *sshOptions) *time.Duration { return &o.timeout }, parseTime)},
	{name: "ControlMaster", set: one(func(o *sshOptions) *controlMaster { return &o.control.master }, parseControlMaster)},
	{name: "ControlPath", set: one(func(o *sshOptions) *string { return &o.control.path }, parseText)},
	{name: "ControlPersist", set: parsePersist},
	{name: "DynamicForward", many: true, set: forwardKeyword('D')},
	{name: "EnableEscapeCommandline", set: one(func(o *sshOptions) *bool { return &o.escapeCommands }, parseYesNo)},
	{name: "EnableSSHKeysign", set: one(func(o *sshOptions) *bool { return &o.keysign }, parseYesNo)},
	{name: "EscapeChar", set: one(func(o *sshOptions) *int { return &o.escapeChar }, parseEscapeChar)},
	{name: "ExitOnForwardFailure", set: one(func(o *sshOptions) *bool { return &o.exitOnForward }, parseYesNo)},
	{name: "FingerprintHash", set: one(func(o *sshOptions) *bool { return &o.fingerprintMD5 }, parseFingerprintHash)},
	{name: "ForkAfterAuthentication", set: one(func(o *sshOptions) *bool { return &o.background }, parseYesNo)},
	{name: "GatewayPorts", set: one(func(o *sshOptions) *bool { return &o.gatewayPorts }, parseYesNo)},
	{name: "ForwardAgent", set: one(func(o *sshOptions) *forwardAgent { return &o.forwardAgent }, parseForwardAgent)},
	{name: "ForwardX11", set: one(func(o *sshOptions) *bool { return &o.forwardX11 }, parseYesNo)},
	{name: "ForwardX11Timeout", set: one(func(o *sshOptions) *time.Duration { return &o.forwardX11Timeout }, parseTime)},
	{name: "ForwardX11Trusted", set: one(func(o *sshOptions) *bool { return &o.forwardX11Trusted }, parseYesNo)},
	{name: "GlobalKnownHostsFile", set: files(func(o *sshOptions) *[]string { return &o.globalKnownHosts })},
	{name: "HashKnownHosts", set: one(func(o *sshOptions) *bool { return &o.hashKnownHosts }, parseYesNo)},
	{name: "HostbasedAuthentication", set: one(func(o *sshOptions) *bool { return &o.hostbased }, parseYesNo)},
	{name: "HostKeyAlias", set: one(func(o *sshOptions) *string { return &o.hostKeyAlias }, parseText)},
	{name: "Hostname", set: one(func(o *sshOptions) *string { return &o.hostName }, parseText)},
	{name: "IdentitiesOnly", set: one(func(o *sshOptions) *bool { return &o.identitiesOnly }, parseYesNo)},
	{name: "IdentityAgent", set: one(func(o *sshOptions) *string { return &o.identityAgent }, parseText)},
	{name: "IdentityFile", many: true, set: fileOrNone(func(o *sshOptions) *[]string { return &o.identityFiles })},
	{name: "IgnoreUnknown", set: one(func(o *sshOptions) *string { return &o.ignoreUnknown }, parseText)},
	{name: "KbdInteractiveAuthentication", set: one(func(o *sshOptions) *bool { return &o.interactive }, parseYesNo)},
	{name: "KnownHostsCommand", raw: true, set: one(func(o *sshOptions) *string { return &o.knownHostsCommand }, parseKnownHostsCommand)},
	{name: "LocalCommand", raw: true, set: one(func(o *sshOptions) *string { return &o.localCommand }, parseText)},
	{name: "LocalForward", many: true, set: forwardKeyword('L')},
	{name: "LogLevel", set: one(func(o *sshOptions) *logLevel { return &o.logLevel }, parseLogLevel)},
	{name: "NoHostAuthenticationForLocalhost", set: one(func(o *sshOptions) *bool { return &o.trustLocalhost }, parseYesNo)},
	{name: "NumberOfPasswordPrompts", set: one(func(o *sshOptions) *int { return &o.prompts }, parseCount)},
	{name: "ObscureKeystrokeTiming", set: one(func(o *sshOptions) *time.Duration { return &o.obscure }, parseObscure)},
	{name: "PasswordAuthentication", set: one(func(o *sshOptions) *bool { return &o.password }, parseYesNo)},
	{name: "PermitLocalCommand", set: one(func(o *sshOptions) *bool { return &o.permitLocal }, parseYesNo)},
	{name: "PermitRemoteOpen", set: func(o *sshOptions, words []string) (err error) {
		o.permitRemoteOpen, err = parsePermits(words)
		return err
	}},
	{name: "Port", set: one(func(o *sshOptions) *int { return &o.port }, parsePort)},
	{name: "PreferredAuthentications", set: one(func(o *sshOptions) *[]string { return &o.preferred }, parseAuthList)},
	{name: "ProxyCommand", raw: true, shares: "proxyjump", set: one(func(o *sshOptions) *string { return &o.proxyCommand }, parseText)},
	{name: "ProxyJump", raw: true, set: setJump},
	{name: "ProxyUseFdpass", set: one(func(o *sshOptions) *bool { return &o.fdpass }, parseYesNo)},
	{name: "PubkeyAuthentication", set: one(func(o *sshOptions) *bool { return &o.publicKey }, parseYesNo)},
	{name: "RefuseConnection", set: one(func(o *sshOptions) *string { return &o.refusal }, parseText)},
	{name: "RekeyLimit", set: rekeyLimit(func(o *sshOptions) *ssh.RekeyLimit { return &o.rekey })},
	{name: "RememberKeyExchange", set: one(func(o *sshOptions) *bool { return &o.remember }, parseYesNo)}, // our own
	{name: "RemoteCommand", raw: true, set: one(func(o *sshOptions) *string { return &o.remoteCommand }, parseText)},
	{name: "RemoteForward", many: true, set: forwardKeyword('R')},
	{name: "RequestTTY", set: one(func(o *sshOptions) *ttyRequest { return &o.tty },
		parseChoice([]string{"auto", "no", "yes", "force"}, map[string]ttyRequest{}))},
	{name: "RequiredRSASize", set: one(func(o *sshOptions) *int { return &o.rsaSize }, parseCount)},
	{name: "RevokedHostKeys", set: files(func(o *sshOptions) *[]string { return &o.revokedHostKeys })},
	{name: "SendEnv", many: true, set: each(func(o *sshOptions) *[]string { return &o.sendEnv }, parseText)},
	{name: "ServerAliveCountMax", set: one(func(o *sshOptions) *int { return &o.alive.Count }, parseCount)},
	{name: "ServerAliveInterval", set: one(func(o *sshOptions) *time.Duration { return &o.alive.Interval }, parseTime)},
	{name: "SessionType", set: sessionType},
	{name: "SetEnv", set: setEnv},
	{name: "StdinNull", set: one(func(o *sshOptions) *bool { return &o.stdinNull }, parseYesNo)},
	{name: "StreamLocalBindMask", set: one(func(o *sshOptions) *fs.FileMode { return &o.bindMask }, parseMask)},
	{name: "StreamLocalBindUnlink", set: one(func(o *sshOptions) *bool { return &o.bindUnlink }, parseYesNo)},
	{name: "StrictHostKeyChecking", set: one(func(o *sshOptions) *knownhosts.Mode { return &o.strict }, knownhosts.ParseMode)},
	{name: "SyslogFacility", set: one(func(o *sshOptions) *string { return &o.facility }, parseFacility)},
	{name: "Tag", set: one(func(o *sshOptions) *string { return &o.tag }, parseText)},
	{name: "IPQoS", set: parseQoS(func(o *sshOptions) *qos { return &o.qos })},
	{name: "TCPKeepAlive", alias: "KeepAlive", set: one(func(o *sshOptions) *bool { return &o.tcpKeepAlive }, parseYesNo)},
	{name: "Tunnel", set: one(func(o *sshOptions) *tunnelMode { return &o.tunnel }, parseTunnelMode)},
	{name: "TunnelDevice", set: one(func(o *sshOptions) *tunnelDevice { return &o.tunnelDevice }, parseTunnelDevice)},
	{name: "UpdateHostKeys", set: one(func(o *sshOptions) *updateHostKeys { return &o.updateHostKeys }, parseUpdateHostKeys)},
	{name: "User", set: one(func(o *sshOptions) *string { return &o.user }, parseUser)},
	{name: "UserKnownHostsFile", set: files(func(o *sshOptions) *[]string { return &o.userKnownHosts })},
	{name: "XAuthLocation", set: one(func(o *sshOptions) *string { return &o.xauthLocation }, parseText)},
	{name: "WarnWeakCrypto", set: one(func(o *sshOptions) *bool { return &o.warnWeak }, parseWarnWeak)},
	{name: "VisualHostKey", set: one(func(o *sshOptions) *bool { return &o.visual }, parseYesNo)},

	{name: "GSSAPIAuthentication", holds: no, passed: true},
	{name: "GSSAPIClientIdentity", passed: true},
	{name: "GSSAPIDelegateCredentials", holds: no, passed: true},
	{name: "GSSAPIKexAlgorithms", passed: true},
	{name: "GSSAPIKeyExchange", holds: no, passed: true},
	{name: "GSSAPIRenewalForcesRekey", holds: no, passed: true},
	{name: "GSSAPIServerIdentity", passed: true},
	{name: "GSSAPITrustDns", holds: no, passed: true},
	{name: "Host"},
	{name: "Include"},
	{name: "KbdInteractiveDevices"},
	{name: "LogVerbose", holds: none},
	{name: "Match"},
	{name: "PKCS11Provider", holds: none},
	{name: "SecurityKeyProvider"},
	{name: "VerifyHostKeyDNS", holds: no},
	{name: "VersionAddendum", holds: none},
}, algorithmKeywords(func(o *sshOptions) *ssh.Algorithms { return &o.algorithms })...)

// Values of options without set, for keyword.holds.
var (
	no   = []string{"no"}
	none = []string{"none"}
)
