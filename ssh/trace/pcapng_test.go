package trace_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/glassh/glassh/ssh/trace"
)

// TestCaptureHoldsTheBytesOfTheNetwork takes a capture apart again: blocks, frames and
// segments, whose sequence numbers must go on without a gap.
func TestCaptureHoldsTheBytesOfTheNetwork(t *testing.T) {
	for _, remote := range []string{"", "[::1]:22"} {
		records := play(t, scene{rekey: true}, trace.Secrets)
		if remote != "" {
			b := records[0].(*trace.Begin)
			b.Local, b.Remote = "[::1]:50000", remote
		}
		want := map[bool][]byte{}
		for _, r := range records {
			switch r := r.(type) {
			case *trace.Line:
				want[r.Dir == trace.ToServer] = append(want[r.Dir == trace.ToServer], r.Wire...)
			case *trace.Packet:
				want[r.Dir == trace.ToServer] = append(want[r.Dir == trace.ToServer], r.Wire...)
			}
		}
		var file, log bytes.Buffer
		if err := trace.WritePcapng(&file, records, trace.SharedSecrets); err != nil {
			t.Fatal(err)
		}
		if err := trace.WriteKeyLog(&log, records, trace.SharedSecrets); err != nil {
			t.Fatal(err)
		}
		got, next := map[bool][]byte{}, map[bool]uint32{}
		secrets := 0
		for rest := file.Bytes(); len(rest) > 0; {
			kind, n := binary.LittleEndian.Uint32(rest), binary.LittleEndian.Uint32(rest[4:])
			if n%4 != 0 || binary.LittleEndian.Uint32(rest[n-4:]) != n {
				t.Fatalf("a block of %d bytes does not end with its length", n)
			}
			body := rest[8 : n-4]
			rest = rest[n:]
			switch kind {
			case 10:
				if secrets++; !bytes.Contains(body, log.Bytes()) {
					t.Error("the secrets are not the key log")
				}
			case 6:
				frame := body[20 : 20+binary.LittleEndian.Uint32(body[12:])]
				ip := frame[14:]
				header := 20
				if ip[0]>>4 == 6 {
					header = 40
				} else if sum16(ip[:20]) != 0xffff {
					t.Error("the checksum of the IP header is wrong")
				}
				tcp := ip[header:]
				toServer := binary.BigEndian.Uint16(tcp[2:]) != 50000
				seq, data := binary.BigEndian.Uint32(tcp[4:]), tcp[20:]
				if tcp[13]&2 != 0 { // SYN
					next[toServer] = seq + 1
					continue
				}
				if seq != next[toServer] || len(data) > 0 && binary.BigEndian.Uint32(tcp[8:]) != next[!toServer] {
					t.Fatalf("segment %d, want %d", seq, next[toServer])
				}
				next[toServer] += uint32(len(data))
				got[toServer] = append(got[toServer], data...)
			}
		}
		if secrets != 1 {
			t.Errorf("want one block of secrets, got %d", secrets)
		}
		for _, toServer := range []bool{true, false} {
			if !bytes.Equal(want[toServer], got[toServer]) {
				t.Errorf("to the server %v: want %d bytes, got %d, or others", toServer, len(want[toServer]), len(got[toServer]))
			}
		}
	}
}

// sum16 is the one's complement sum of RFC 1071.
func sum16(b []byte) uint32 {
	var sum uint32
	for i := 0; i < len(b); i += 2 {
		sum += uint32(binary.BigEndian.Uint16(b[i:]))
	}
	return sum>>16 + sum&0xffff
}

func TestCaptureWithoutSecretsHasNoBlockOfThem(t *testing.T) {
	var file bytes.Buffer
	if err := trace.WritePcapng(&file, play(t, scene{}, trace.Public), trace.SharedSecrets); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(file.Bytes(), []byte("SHARED_SECRET")) {
		t.Error("there is a key log in it")
	}
}
