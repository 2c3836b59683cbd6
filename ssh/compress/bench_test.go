package compress

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// corpus is text, the sources of this module: how much of it there is, is kept steady.
func corpus(b *testing.B) []byte {
	files, err := filepath.Glob("../*/*.go")
	if err != nil {
		b.Fatal(err)
	}
	var text []byte
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		text = append(text, data...)
	}
	return text[:1<<20]
}

// packets compresses 1 MiB in messages of that size.
func packets(text []byte, size int) (list [][]byte, total int) {
	d := NewDeflater()
	for i := 0; i < len(text); i += size {
		p := d.Append(nil, text[i:min(i+size, len(text))])
		list, total = append(list, p), total+len(p)
	}
	return list, total
}

func BenchmarkInflate(b *testing.B) {
	text := corpus(b)
	for _, size := range []int{64, 1 << 10, 32 << 10} {
		list, total := packets(text, size)
		b.Run(fmt.Sprintf("alg=ours/size=%d", size), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			var out []byte
			for b.Loop() {
				f := NewInflater()
				for _, p := range list {
					var err error
					if out, err = f.Append(out[:0], p); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(len(text))/float64(total), "ratio")
		})
		// The same bytes at once: flate could not stop between them.
		whole := bytes.Join(list, nil)[2:]
		b.Run(fmt.Sprintf("alg=flate/size=%d", size), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			in := bytes.NewReader(nil)
			r := flate.NewReader(in)
			for b.Loop() {
				in.Reset(whole)
				r.(flate.Resetter).Reset(in, nil)
				if n, _ := io.Copy(io.Discard, r); n < int64(len(text))-(32<<10) {
					b.Fatal(n)
				}
			}
		})
	}
}

func BenchmarkDeflate(b *testing.B) {
	text := corpus(b)
	for _, size := range []int{64, 1 << 10, 32 << 10} {
		b.Run(fmt.Sprintf("size=%d", size), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			d := NewDeflater()
			var out []byte
			for b.Loop() {
				for i := 0; i < len(text); i += size {
					out = d.Append(out[:0], text[i:min(i+size, len(text))])
				}
			}
		})
	}
}
