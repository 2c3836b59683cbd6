//go:build !linux

package tunnel

import "github.com/glassh/glassh/wire"

// Open returns [ErrUnsupported].
func Open(wire.TunnelMode, uint32) (Device, error) { return nil, ErrUnsupported }
