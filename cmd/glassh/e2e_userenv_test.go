//go:build unix

package main

import "testing"

// What a key's line says of the environment counts where the server permits it, and by
// itself it does not.
func TestPermitUserEnvironment(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.authorize(t, `environment="LC_ONE=key",environment="TWO=key",environment="LOGNAME=key",environment="SSH_CLIENT=key",environment="SSH_CONNECTION=key"`)
	const command = `test "$LOGNAME" = key && me=key; echo "${LC_ONE-}|${TWO-}|${me-}|${SSH_CLIENT%% *}|${SSH_CONNECTION%% *}"`
	for value, want := range map[string]string{
		"": "||", "no": "||", "yes": "key|key|key", "LC_*,LOGNAME": "key||key", "*,!TWO,!L*": "||", "SSH_*": "||",
	} {
		var flags []string
		if value != "" {
			flags = []string{"-o", "PermitUserEnvironment=" + value}
		}
		sv := s.serve(t, flags...)
		write(t, s.known, sv.knownLine())
		sv.run(t, "HOST", command).is(t, result{want + "|127.0.0.1|127.0.0.1\n", "", 0})
	}
}
