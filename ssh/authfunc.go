package ssh

import (
	"context"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// A HostProof is how the server has proved which host it is, when the connection
// began. An agent takes it as a proof of where its keys are about to be used.
type HostProof struct {
	HostKey   *keys.PublicKey
	SessionID []byte // RFC 4253 §7.2; not to be changed
	Signature []byte // of SessionID by HostKey; not to be changed
}

// PublicKeysFunc is [PublicKeys] with the signers that get returns, which is called
// when the server is ready for them: those of an agent, say. An error of it is logged,
// and the next Auth is tried.
func PublicKeysFunc(get func(ctx context.Context, p HostProof) ([]keys.Signer, error)) Auth {
	return Auth{wire.MethodPublicKey, func(ctx context.Context, l *login) (userauth.ClientEvent, error) {
		signers, err := get(ctx, l.proof)
		if err != nil {
			l.c.log.Warn("no public keys", "error", err)
			return userauth.ClientEvent{}, ctx.Err()
		}
		return PublicKeys(signers...).try(ctx, l)
	}}
}
