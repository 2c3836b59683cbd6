package agent

import (
	"errors"
	"fmt"
)

// ErrFailure says that an agent refused a request. The protocol has no reasons.
var ErrFailure = errors.New("agent: the agent refused the request")

// ErrUnsupported says that an agent does not have an extension, or refused its
// request.
var ErrUnsupported = errors.New("agent: the agent does not support the extension, or refused its request")

// Why a [Server] refuses requests, for its log.
var (
	errFull            = fmt.Errorf("agent: there is no room for more keys: %d, or as many as %d bytes can list", MaxIdentities, MaxMessage)
	errNoKey           = errors.New("agent: the agent does not have the key")
	errLocked          = errors.New("agent: the agent is locked")
	errNotLocked       = errors.New("agent: the agent is not locked")
	errPassphrase      = errors.New("agent: the passphrase is wrong")
	errEmptyPassphrase = errors.New("agent: an empty passphrase locks nothing")
	errDeclined        = errors.New("agent: the use of the key was not confirmed")
	errSHA1            = errors.New("agent: a signature with SHA-1 was asked for; set a flag for SHA-256 or SHA-512")
	errFlags           = errors.New("agent: flags that are not known")
	errExtension       = errors.New("agent: there is no such extension")
	errSmartcard       = errors.New("agent: keys in smartcards are not supported")
)
