package trace_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/trace"
)

// TestCompressedTracesShowMessages: what was compressed is there in clear, and explained,
// and follows from the bytes of the network, in each suite and through a re-exchange.
func TestCompressedTracesShowMessages(t *testing.T) {
	scenes := suites()
	for i := range scenes {
		scenes[i].compression = []string{"zlib", "zlib@openssh.com", delayed}[i%3]
		scenes[i].rekey = true
	}
	for _, s := range scenes {
		t.Run(strings.Join([]string{s.compression, s.cipher, s.mac}, " "), func(t *testing.T) {
			records := play(t, s, trace.Secrets)
			got, err := trace.Verify(records)
			if err != nil {
				t.Fatal(err)
			}
			if got.Keys != 4 || got.Packets < 30 {
				t.Errorf("verified: %+v", got)
			}
			explained(t, records)
			compressed, seen := 0, false
			for _, r := range records {
				p, ok := r.(*trace.Packet)
				if !ok || p.Inflated == 0 {
					continue
				}
				compressed++
				payload := &p.Layout[2]
				if payload.Name != "payload" || payload.Len != p.Inflated || !bytes.Equal(payload.Bytes(p.Clear), p.Payload()) {
					t.Fatalf("record %d: %+v", p.N, payload)
				}
				if want := fmt.Sprintf("Decompressed from the %d bytes", p.Compressed()); !strings.Contains(payload.Note, want) {
					t.Errorf("want %q, got %q", want, payload.Note)
				}
				if tag := p.Layout[len(p.Layout)-1]; tag.Kind != dissect.Tag || !bytes.Equal(tag.Bytes(p.Clear), p.Sent(&tag)) {
					t.Errorf("record %d: the tag is %+v", p.N, tag)
				}
				seen = seen || p.Message.Name == "SSH_MSG_CHANNEL_DATA" && bytes.Contains(p.Payload(), []byte(typed))
			}
			if compressed < 15 || !seen {
				t.Errorf("%d packets are compressed; what was typed is among them: %v", compressed, seen)
			}
			var file bytes.Buffer
			for _, r := range records {
				if err := trace.Write(&file, r); err != nil {
					t.Fatal(err)
				}
			}
			again, err := trace.ReadAll(&file)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := trace.Verify(again); err != nil {
				t.Errorf("from the file: %v", err)
			}
		})
	}
}

func TestVerifyFindsWhatIsWrongWithCompression(t *testing.T) {
	for what, change := range map[string]func(p *trace.Packet, k *trace.Keys){
		"a message that is not the one":     func(p *trace.Packet, _ *trace.Keys) { p.Clear[6] ^= 1 },
		"a packet that was not compressed":  func(p *trace.Packet, _ *trace.Keys) { p.Inflated = 0 },
		"a compression that was not agreed": func(_ *trace.Packet, k *trace.Keys) { k.Compression = "" },
		"a compression of another kind":     func(_ *trace.Packet, k *trace.Keys) { k.Compression = "lz4" },
	} {
		records := play(t, scene{compression: "zlib@openssh.com"}, trace.Secrets)
		var keys *trace.Keys
		count := 0
		for _, r := range records {
			if k, ok := r.(*trace.Keys); ok && k.Dir == trace.ToServer {
				keys = k
			}
			if p, ok := r.(*trace.Packet); ok && p.Inflated > 0 && p.Dir == trace.ToServer {
				if count++; count == 2 {
					change(p, keys)
					break
				}
			}
		}
		if _, err := trace.Verify(records); err == nil {
			t.Errorf("%s is not found", what)
		}
	}
}

// TestCompressedSecretsAreMasked: with zlib the password is compressed as well.
func TestCompressedSecretsAreMasked(t *testing.T) {
	for _, level := range []trace.Level{trace.Public, trace.Hash, trace.Secrets} {
		records := play(t, scene{compression: "zlib", auth: []ssh.Auth{ssh.Password(1, func(context.Context) ([]byte, error) { return []byte(password), nil })}}, level)
		var file bytes.Buffer
		for _, r := range records {
			if p, ok := r.(*trace.Packet); ok && p.Withheld != "" && (p.Inflated != 0 || p.Clear != nil) {
				t.Errorf("level %v: a packet that is not shown: %+v", level, p)
			}
			if err := trace.Write(&file, r); err != nil {
				t.Fatal(err)
			}
		}
		for _, secret := range []string{password, typed} {
			if found := strings.Contains(file.String(), fmt.Sprintf("%x", secret)); found != (level == trace.Secrets && secret == typed) {
				t.Errorf("level %v: %q is there: %v", level, secret, found)
			}
		}
	}
}
