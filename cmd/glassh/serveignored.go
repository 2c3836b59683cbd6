package main

import "github.com/glassh/glassh/ssh/config"

// What this program has not, or OpenSSH has no more, is read over in an sshd_config, as by an
// sshd that is built without it: the file that a system comes with is to do. A line of the
// log says so, but where the value is what holds anyhow. None of it lets anybody in.

// readOver makes keywords of which what is said; holds are the values to say nothing about.
func readOver(what string, holds []string, names ...string) (ks keywords[serveOptions]) {
	for _, name := range names {
		ks = append(ks, keyword[serveOptions]{name: name, holds: holds, readOver: what + " option " + name})
	}
	return ks
}

var ignoredKeywords = concat(
	keywords[serveOptions]{{name: "UsePAM", holds: no,
		readOver: "Unsupported option UsePAM: PAM is asked neither for passwords nor about accounts and sessions"},
		{name: "FingerprintHash", holds: []string{"sha256"}, readOver: "Unsupported option FingerprintHash: the log has that of SHA-256"}},
	readOver("Unsupported", no, "GSSAPIAuthentication", "GSSAPIKeyExchange", "GSSAPIStoreCredentialsOnRekey",
		"KerberosAuthentication", "KerberosGetAFSToken", "PrintLastLog"),
	readOver("Unsupported", nil, "GSSAPICleanupCredentials", "GSSAPIKexAlgorithms", "GSSAPIStrictAcceptorCheck",
		"AFSTokenPassing", "KerberosOrLocalPasswd", "KerberosTGTPassing", "KerberosTicketCleanup", "PAMServiceName", "SshdAuthPath", "SshdSessionPath"),
	readOver("Unsupported", none, "LogVerbose"),
	readOver("Deprecated", []string{"2"}, "Protocol"),
	readOver("Deprecated", no, "RhostsAuthentication", "RhostsRSAAuthentication", "UseLogin"),
	readOver("Deprecated", nil, "AuthorizedKeysFile2", "CheckMail", "KeyRegenerationInterval", "PAMAuthenticationViaKbdInt",
		"ReverseMappingCheck", "RSAAuthentication", "ServerKeyBits", "UsePrivilegeSeparation", "VerifyReverseMapping"),
)

func concat(all ...keywords[serveOptions]) (ks keywords[serveOptions]) {
	for _, some := range all {
		ks = append(ks, some...)
	}
	return ks
}

// overlooked is what is to be said of a keyword that is read over, or "".
func (ks keywords[T]) overlooked(name string, words []string) string {
	k := ks.find(name)
	if k == nil || k.readOver == "" || len(words) == 1 && k.accepts(words[0]) {
		return ""
	}
	return k.readOver
}

// commandLine applies the text of -o.
func (o *serveOptions) commandLine(text string) error {
	name, value := cutOption(text)
	words, _ := config.Split(value) // what is wrong shows below
	if said := serveKeywords.overlooked(name, words); said != "" {
		o.notes = append(o.notes, "command line: "+said)
	}
	return serveKeywords.option(o, o.given, text)
}
