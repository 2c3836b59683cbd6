package ssh

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// How a server changes its host key without frightening anybody (OpenSSH PROTOCOL
// §2.5): clients learn the new one over connections that the old one has secured.
//
//	server                                     client
//	hostkeys-00@openssh.com: all keys   ──▶    knows some, and wants the others proved
//	                                    ◀──    hostkeys-prove-00@openssh.com: those
//	a signature by each                 ──▶    adds them, and drops what is gone

// maxHostKeys bounds the keys of an announcement, and of a question for proofs.
const maxHostKeys = 64

// appendHostKeyProof appends what the owner of a host key signs to prove it.
func appendHostKeyProof(dst, sessionID, blob []byte) []byte {
	dst = wire.AppendString(dst, []byte(wire.RequestHostKeysProve))
	dst = wire.AppendString(dst, sessionID)
	return wire.AppendString(dst, blob)
}

// parseBlobs reads strings up to the end.
func parseBlobs(payload []byte) (list [][]byte, err error) {
	r := wire.NewNamedReader("host keys", payload)
	for r.Len() > 0 && r.Err() == nil {
		if len(list) == maxHostKeys {
			return nil, fmt.Errorf("ssh: more than %d host keys", maxHostKeys)
		}
		list = append(list, r.At("host key").Bytes())
	}
	return list, r.End()
}

// A HostKeySet is what a server says of its host keys.
type HostKeySet struct {
	// Keys are of types that are known here, none twice, and without certificates.
	Keys []*keys.PublicKey
	// Blobs are all that were announced, of whatever type.
	Blobs [][]byte
	cl    *Client
}

// hostKeysRequest hands the server's announcement on, to a goroutine that ends with
// tell, which has a context that ends with the connection. Only the first one counts.
func (cl *Client) hostKeysRequest(tell func(context.Context, *HostKeySet)) {
	told := false
	cl.HandleRequest(wire.RequestHostKeys, func(payload []byte) (bool, []byte) {
		if told {
			return false, nil
		}
		told = true
		blobs, err := parseBlobs(payload)
		if err != nil {
			cl.c.log.Info("the server's list of host keys is ignored", "error", err)
			return false, nil
		}
		set := &HostKeySet{Blobs: blobs, cl: cl}
		for _, blob := range blobs {
			key, err := keys.ParsePublicKey(blob)
			if err != nil || key.Certificate() != nil || set.has(key) {
				continue
			}
			set.Keys = append(set.Keys, key)
		}
		ctx, cancel := cl.c.context()
		go func() {
			defer cancel()
			tell(ctx, set)
		}()
		return true, nil
	})
}

func (s *HostKeySet) has(key *keys.PublicKey) bool {
	for _, k := range s.Keys {
		if k.Equal(key) {
			return true
		}
	}
	return false
}

// Prove makes the server prove that it owns keys of the set. Signatures of RSA keys are
// by SHA-2, and if the connection's own host key is of RSA, by its algorithm.
func (s *HostKeySet) Prove(ctx context.Context, list []*keys.PublicKey) error {
	if len(list) == 0 {
		return nil
	}
	var question []byte
	for _, key := range list {
		question = wire.AppendString(question, key.Blob())
	}
	ok, answer, err := s.cl.SendRequest(ctx, wire.RequestHostKeysProve, question)
	if err == nil && !ok {
		err = errors.New("ssh: the server does not prove its host keys")
	}
	if err != nil {
		return err
	}
	signatures, err := parseBlobs(answer)
	if err == nil && len(signatures) != len(list) {
		err = fmt.Errorf("ssh: %d proofs for %d host keys", len(signatures), len(list))
	}
	if err != nil {
		return err
	}
	id := s.cl.SessionID()
	for i, key := range list {
		if err := verifyProof(key, s.cl.algorithms.HostKey, appendHostKeyProof(nil, id, key.Blob()), signatures[i]); err != nil {
			return fmt.Errorf("ssh: the proof of the host key %s: %w", key.Fingerprint(), err)
		}
	}
	return nil
}

// verifyProof verifies a signature by one of the key's algorithms; negotiated is that of
// the connection.
func verifyProof(key *keys.PublicKey, negotiated string, message, signature []byte) error {
	r := wire.NewNamedReader("signature", signature)
	name := r.At("algorithm").Text()
	if err := r.Err(); err != nil {
		return err
	}
	negotiated = keys.SignatureName(negotiated)
	for _, a := range key.Algorithms() {
		if a == name && (!sameType(key, negotiated) || a == negotiated) {
			return key.Verify(a, message, signature)
		}
	}
	return fmt.Errorf("it is by %s", wire.Escape([]byte(name)))
}

// sameType reports whether keys like this one make the signature of that name.
func sameType(key *keys.PublicKey, algorithm string) bool {
	for _, a := range key.Algorithms() {
		if a == algorithm {
			return true
		}
	}
	return false
}

// announced are the host keys to tell of: each once, and without certificates.
func (s *Server) announced() (list []keys.Signer) {
	for _, key := range s.HostKeys {
		if key.PublicKey().Certificate() == nil && findKey(list, key.PublicKey().Blob()) == nil {
			list = append(list, key)
		}
	}
	return list
}

func findKey(list []keys.Signer, blob []byte) keys.Signer {
	for _, key := range list {
		if bytes.Equal(key.PublicKey().Blob(), blob) {
			return key
		}
	}
	return nil
}

// announce tells the client of the host keys.
func (sc *ServerConn) announce() error {
	var payload []byte
	for _, key := range sc.s.announced() {
		payload = wire.AppendString(payload, key.PublicKey().Blob())
	}
	return sc.c.notify(wire.RequestHostKeys, payload)
}

// proveHostKeys answers hostkeys-prove-00@openssh.com: one signature for each key that
// is the server's, or a refusal. Nobody needs a second proof of a key, and signatures
// cost: a connection gets one of each.
func (sc *ServerConn) proveHostKeys(payload []byte) (bool, []byte) {
	blobs, err := parseBlobs(payload)
	if err != nil || len(blobs) == 0 {
		return false, nil
	}
	all := sc.s.announced()
	var answer []byte
	for _, blob := range blobs {
		key := findKey(all, blob)
		if key == nil || findKey(sc.signed, blob) != nil {
			return false, nil
		}
		sc.signed = append(sc.signed, key)
		signature, err := key.Sign(rand.Reader, sc.proofAlgorithm(key), appendHostKeyProof(nil, sc.info.SessionID, blob))
		if err != nil {
			sc.c.log.Warn("a host key is not proved", "error", err)
			return false, nil
		}
		answer = wire.AppendString(answer, signature)
	}
	return true, answer
}

// proofAlgorithm is how to sign with a key: the algorithm of the connection's own host
// key if this one has it too, or else its best.
func (sc *ServerConn) proofAlgorithm(key keys.Signer) string {
	negotiated := keys.SignatureName(sc.hostKeyAlgorithm)
	if sameType(key.PublicKey(), negotiated) {
		return negotiated
	}
	return key.Algorithms()[0]
}
