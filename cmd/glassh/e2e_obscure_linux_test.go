package main

import (
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"
)

// TestTypedKeysGoAtABeat counts what goes to the server behind one key: much, unless it is
// said that nothing should.
func TestTypedKeysGoAtABeat(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	var packets atomic.Int64
	between := sv.peer(t, func(nc net.Conn) {
		up, err := net.Dial("tcp", "127.0.0.1:"+sv.port)
		if err != nil {
			return
		}
		defer up.Close()
		go io.Copy(nc, up)
		for b := make([]byte, 4096); ; packets.Add(1) {
			n, err := nc.Read(b)
			if err != nil {
				return
			}
			up.Write(b[:n])
		}
	})
	write(t, sv.known, between.knownLine())
	for value, obscured := range map[string]bool{"yes": true, "no": false, "interval:30": true} {
		s := between.sit(t, "-o", "ObscureKeystrokeTiming="+value, "-t", "HOST", "echo ready; head -n 1; echo done; head -n 1")
		s.sees(t, "ready\r\n")
		before := packets.Load()
		s.types(t, "x\r")
		s.sees(t, "done\r\n")
		time.Sleep(700 * time.Millisecond) // less than what is sent takes, and more than ten beats
		if n := packets.Load() - before; (n > 10) != obscured {
			t.Errorf("ObscureKeystrokeTiming %s: %d packets behind a key", value, n)
		}
		s.types(t, "x\r")
		s.leaves(t, 0)
	}
}
