package agent

import (
	"bytes"

	"github.com/glassh/glassh/wire"
)

// A loginRequest is what a client signs to log in (RFC 4252 §7):
//
//	string session id │ USERAUTH_REQUEST: user, "ssh-connection", method, TRUE,
//	                    algorithm, key │ host key, if the method is host-bound
type loginRequest struct {
	sessionID []byte
	user      string
	hostKey   []byte // nil unless the method is host-bound
}

// parseLogin reads data that is to be signed by the key of blob. It reports false for
// anything but a request to log in with that key.
func parseLogin(data, blob []byte) (l loginRequest, ok bool) {
	r := wire.NewReader(data)
	l.sessionID = r.Bytes()
	var head wire.UserauthRequest
	if len(l.sessionID) == 0 || head.Parse(r.Rest()) != nil || string(head.Service) != wire.ServiceConnection {
		return l, false
	}
	hostBound := string(head.Method) == wire.MethodPublicKeyHostBound
	if !hostBound && string(head.Method) != wire.MethodPublicKey {
		return l, false
	}
	l.user = string(head.User)
	r = wire.NewReader(head.Rest)
	signed, _, key := r.Byte(), r.Bytes(), r.Bytes()
	if hostBound {
		l.hostKey = r.Bytes()
	}
	return l, r.End() == nil && signed == 1 && bytes.Equal(key, blob)
}
