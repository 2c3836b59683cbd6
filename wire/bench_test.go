package wire_test

import (
	"bytes"
	"testing"

	. "github.com/glassh/glassh/wire"
)

func BenchmarkMessage(b *testing.B) {
	data := sample{message: &ChannelData{Recipient: 1, Data: bytes.Repeat([]byte{'x'}, 32000)}}
	for _, s := range append(payloadSamples(), data) {
		switch s.message.(type) {
		case *KexInit, *ChannelData, *ChannelWindowAdjust, *UserauthRequest:
		default:
			continue
		}
		payload := s.message.Append(nil)
		name := s.name()
		if len(payload) > 1000 {
			name += "32000"
		}
		b.Run("op=parse/message="+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := s.message.Parse(payload); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("op=append/message="+name, func(b *testing.B) {
			b.ReportAllocs()
			buf := make([]byte, 0, len(payload))
			for b.Loop() {
				s.message.Append(buf)
			}
		})
	}
}
