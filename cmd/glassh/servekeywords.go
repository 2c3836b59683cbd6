package main

import (
	"io/fs"
	"time"

	"github.com/glassh/glassh/ssh"
)

// serveKeywords are the options of sshd_config(5): those that work, and those that
// do not yet.
var serveKeywords = concat(keywords[serveOptions]{
	{name: "AcceptEnv", many: true, set: each(func(o *serveOptions) *[]string { return &o.acceptEnv }, parseText)},
	{name: "AddressFamily", set: one(func(o *serveOptions) *family { return &o.family }, parseFamily)},
	{name: "AllowAgentForwarding", set: one(func(o *serveOptions) *bool { return &o.agentForwarding }, parseYesNo)},
	{name: "AllowGroups", many: true, set: each(func(o *serveOptions) *[]string { return &o.allowGroups }, parseText)},
	{name: "AllowStreamLocalForwarding", set: one(func(o *serveOptions) *allowForwarding { return &o.allowStreamLocal }, parseAllow)},
	{name: "AllowTcpForwarding", set: one(func(o *serveOptions) *allowForwarding { return &o.allowTCP }, parseAllow)},
	{name: "AllowUsers", many: true, set: each(func(o *serveOptions) *[]string { return &o.allowUsers }, parseUserPattern)},
	{name: "AuthenticationMethods", set: parseAuthMethods},
	{name: "AuthorizedKeysCommand", raw: true, set: line(func(o *serveOptions) *string { return &o.keysCommand.line })},
	{name: "AuthorizedKeysCommandUser", set: one(func(o *serveOptions) *string { return &o.keysCommand.user }, parseNoneOr)},
	{name: "AuthorizedKeysFile", set: files(func(o *serveOptions) *[]string { return &o.authorizedKeys })},
	{name: "AuthorizedPrincipalsCommand", raw: true, set: line(func(o *serveOptions) *string { return &o.principalsCommand.line })},
	{name: "AuthorizedPrincipalsCommandUser", set: one(func(o *serveOptions) *string { return &o.principalsCommand.user }, parseNoneOr)},
	{name: "AuthorizedPrincipalsFile", set: one(func(o *serveOptions) *string { return &o.principalsFile }, parseNoneOr)},
	{name: "Banner", set: one(func(o *serveOptions) *string { return &o.banner }, parseNoneOr)},
	{name: "ChannelTimeout", set: func(o *serveOptions, words []string) (err error) {
		o.channelTimeouts, err = parseChannelTimeouts(words)
		return err
	}},
	{name: "CASignatureAlgorithms", set: one(func(o *serveOptions) *[]string { return &o.caAlgorithms }, authorityCategory.edit)},
	{name: "Compression", set: one(func(o *serveOptions) *[]string { return &o.algorithms.Compression }, parseServeCompression)},
	{name: "ChrootDirectory", set: one(func(o *serveOptions) *string { return &o.chroot }, parseNoneOr)},
	{name: "ClientAliveCountMax", set: one(func(o *serveOptions) *int { return &o.aliveCount }, parseNumber)},
	{name: "ClientAliveInterval", set: one(func(o *serveOptions) *time.Duration { return &o.aliveInterval }, parseTime)},
	{name: "DenyGroups", many: true, set: each(func(o *serveOptions) *[]string { return &o.denyGroups }, parseText)},
	{name: "DenyUsers", many: true, set: each(func(o *serveOptions) *[]string { return &o.denyUsers }, parseUserPattern)},
	{name: "DisableForwarding", set: one(func(o *serveOptions) *bool { return &o.disableForwarding }, parseYesNo)},
	{name: "ExposeAuthInfo", set: one(func(o *serveOptions) *bool { return &o.exposeAuth }, parseYesNo)},
	{name: "ForceCommand", raw: true, set: forceCommand},
	{name: "HostbasedAuthentication", set: one(func(o *serveOptions) *bool { return &o.hostbased }, parseYesNo)},
	{name: "HostbasedUsesNameFromPacketOnly", set: one(func(o *serveOptions) *bool { return &o.hostFromPacket }, parseYesNo)},
	{name: "GatewayPorts", set: one(func(o *serveOptions) *ssh.GatewayPorts { return &o.gatewayPorts }, parseGateway)},
	{name: "HostCertificate", many: true, set: each(func(o *serveOptions) *[]string { return &o.hostCertificates }, parseText)},
	{name: "HostKey", alias: "HostDSAKey", many: true, set: each(func(o *serveOptions) *[]string { return &o.hostKeys }, parseText)},
	{name: "HostKeyAgent", set: one(func(o *serveOptions) *string { return &o.hostKeyAgent }, parseNoneOr)},
	{name: "IgnoreRhosts", set: one(func(o *serveOptions) *ignoreRhosts { return &o.ignoreRhosts }, parseIgnoreRhosts)},
	{name: "IgnoreUserKnownHosts", set: one(func(o *serveOptions) *bool { return &o.ignoreUserKnown }, parseYesNo)},
	{name: "IPQoS", set: parseQoS(func(o *serveOptions) *qos { return &o.qos })},
	{name: "KbdInteractiveAuthentication", alias: "ChallengeResponseAuthentication SkeyAuthentication",
		set: one(func(o *serveOptions) *bool { return &o.interactive }, parseYesNo)},
	{name: "ListenAddress", many: true, set: each(func(o *serveOptions) *[]string { return &o.addresses }, parseListenAddress)},
	{name: "LoginGraceTime", set: one(func(o *serveOptions) *time.Duration { return &o.loginGrace }, parseTime)},
	{name: "LogLevel", set: one(func(o *serveOptions) *logLevel { return &o.logLevel }, parseLogLevel)},
	{name: "MaxAuthTries", set: one(func(o *serveOptions) *int { return &o.maxAuthTries }, parseCount)},
	{name: "MaxSessions", set: one(func(o *serveOptions) *int { return &o.maxSessions }, parseNumber)},
	{name: "MaxStartups", set: maxStartups},
	{name: "ModuliFile", set: one(func(o *serveOptions) *string { return &o.moduliFile }, parseText)},
	{name: "PasswordAuthentication", set: one(func(o *serveOptions) *bool { return &o.password }, parseYesNo)},
	{name: "PermitEmptyPasswords", set: one(func(o *serveOptions) *bool { return &o.emptyPasswords }, parseYesNo)},
	{name: "PermitListen", set: func(o *serveOptions, words []string) (err error) {
		o.permitListen, err = parsePermitListen(words)
		return err
	}},
	{name: "PermitOpen", set: func(o *serveOptions, words []string) (err error) {
		o.permitOpen, err = parsePermits(words)
		return err
	}},
	{name: "PermitRootLogin", set: one(func(o *serveOptions) *rootLogin { return &o.rootLogin }, parseRootLogin)},
	{name: "PermitTunnel", set: one(func(o *serveOptions) *tunnelMode { return &o.permitTunnel }, parsePermitTunnel)},
	{name: "PermitTTY", set: one(func(o *serveOptions) *bool { return &o.permitTTY }, parseYesNo)},
	{name: "PermitUserEnvironment", set: one(func(o *serveOptions) *[]string { return &o.userVariables }, parseUserEnvironment)},
	{name: "PermitUserRC", set: one(func(o *serveOptions) *bool { return &o.userRC }, parseYesNo)},
	{name: "PerSourceMaxStartups", set: one(func(o *serveOptions) *int { return &o.abuse.perSource }, perSourceMaxStartups)},
	{name: "PerSourceNetBlockSize", set: one(func(o *serveOptions) *ssh.NetBlock { return &o.abuse.block }, parseNetBlock)},
	{name: "PerSourcePenalties", set: perSourcePenalties},
	{name: "PerSourcePenaltyExemptList", set: penaltyExempt},
	{name: "PidFile", set: one(func(o *serveOptions) *string { return &o.pidFile }, parseNoneOr)},
	{name: "Port", many: true, set: each(func(o *serveOptions) *[]int { return &o.ports }, parseListenPort)},
	{name: "PrintMotd", set: one(func(o *serveOptions) *bool { return &o.motd }, parseYesNo)},
	{name: "PubkeyAuthOptions", set: parsePubkeyOptions},
	{name: "PubkeyAuthentication", alias: "DSAAuthentication", set: one(func(o *serveOptions) *bool { return &o.publicKey }, parseYesNo)},
	{name: "RefuseConnection", set: one(func(o *serveOptions) *bool { return &o.refuse }, parseYesNo)},
	{name: "RekeyLimit", set: rekeyLimit(func(o *serveOptions) *ssh.RekeyLimit { return &o.rekey })},
	{name: "RequiredRSASize", set: one(func(o *serveOptions) *int { return &o.rsaSize }, parseCount)},
	{name: "RevokedKeys", set: one(func(o *serveOptions) *string { return &o.revokedKeys }, parseNoneOr)},
	{name: "SetEnv", set: each(func(o *serveOptions) *[]string { return &o.setEnv }, parseVariable)},
	{name: "StreamLocalBindMask", set: one(func(o *serveOptions) *fs.FileMode { return &o.bindMask }, parseMask)},
	{name: "StreamLocalBindUnlink", set: one(func(o *serveOptions) *bool { return &o.bindUnlink }, parseYesNo)},
	{name: "StrictModes", set: one(func(o *serveOptions) *bool { return &o.strict }, parseYesNo)},
	{name: "Subsystem", raw: true, many: true, set: subsystem},
	{name: "SyslogFacility", set: one(func(o *serveOptions) *string { return &o.facility }, parseFacility)},
	{name: "TCPKeepAlive", alias: "KeepAlive", set: one(func(o *serveOptions) *bool { return &o.tcpKeepAlive }, parseYesNo)},
	{name: "TrustedUserCAKeys", set: one(func(o *serveOptions) *string { return &o.userCAs }, parseNoneOr)},
	{name: "UnusedConnectionTimeout", set: one(func(o *serveOptions) *time.Duration { return &o.unusedTimeout }, parseTime)},
	{name: "UseDNS", set: one(func(o *serveOptions) *bool { return &o.useDNS }, parseYesNo)},
	{name: "VersionAddendum", raw: true, set: parseAddendum},
	{name: "X11DisplayOffset", set: one(func(o *serveOptions) *int { return &o.x11Offset }, parseX11Offset)},
	{name: "X11Forwarding", set: one(func(o *serveOptions) *bool { return &o.x11Forwarding }, parseYesNo)},
	{name: "X11UseLocalhost", set: one(func(o *serveOptions) *bool { return &o.x11Localhost }, parseYesNo)},
	{name: "XAuthLocation", set: one(func(o *serveOptions) *string { return &o.xauthLocation }, parseText)},

	{name: "DebianBanner", holds: []string{"no", "yes"}}, // ours has no name of a distribution
	{name: "Include"},
	{name: "Match"},
	{name: "RDomain", holds: none},
	{name: "SecurityKeyProvider", holds: []string{"internal"}},
}, algorithmKeywords(func(o *serveOptions) *ssh.Algorithms { return &o.algorithms }), ignoredKeywords)
