package illustrate_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"regexp"
	"slices"
	"testing"

	"github.com/glassh/glassh/ssh/illustrate"
	"github.com/glassh/glassh/ssh/trace"
)

// values are all that the file of a trace holds but its names: numbers, and strings of
// hexadecimal digits.
var values = regexp.MustCompile(`:(?:-?\d+|"[0-9a-f]*")`)

// FuzzPage makes pages of files in which some values are others: three bytes of changes
// say which one, and what it becomes. A file is refused, or has a page.
func FuzzPage(f *testing.F) {
	var files [][]byte
	for _, s := range []scene{
		{kex: "curve25519-sha256", cipher: "aes128-ctr", mac: "umac-64@openssh.com", rekey: true}, {kex: "diffie-hellman-group14-sha256", cipher: "chacha20-poly1305@openssh.com"},
	} {
		for _, level := range []trace.Level{trace.Public, trace.Secrets} {
			var file bytes.Buffer
			for _, r := range play(f, s, level) {
				if err := trace.Write(&file, r); err != nil {
					f.Fatal(err)
				}
			}
			files = append(files, file.Bytes())
		}
	}
	f.Add(byte(0), []byte{})
	f.Add(byte(1), []byte{0, 40, 1, 1, 0, 9})
	f.Add(byte(2), []byte{0, 80, 3, 2, 0, 11})
	f.Fuzz(func(t *testing.T, which byte, changes []byte) {
		file := slices.Clone(files[int(which)%len(files)])
		for ; len(changes) >= 3; changes = changes[3:] {
			all := values.FindAllIndex(file, -1)
			at := all[int(binary.BigEndian.Uint16(changes))%len(all)]
			file = slices.Replace(file, at[0]+1, at[1], instead(file[at[0]+1:at[1]], changes[2])...)
		}
		records, err := trace.ReadAll(bytes.NewReader(file))
		if err != nil {
			return
		}
		illustrate.Page(io.Discard, records)
	})
}

// instead returns another value for one, of the same type.
func instead(value []byte, how byte) []byte {
	if value[0] != '"' {
		list := []string{"0", "1", "-1", "4", "255", "65536", "4294967295", "9223372036854775807", "-9223372036854775808"}
		return []byte(list[int(how)%len(list)])
	}
	content := value[1 : len(value)-1]
	switch n := len(content) / 4 * 2; how % 4 {
	case 0:
		content = nil
	case 1:
		content = content[:n]
	case 2:
		content = slices.Concat(content, content)
	default:
		content = slices.Concat([]byte("ff"), content[min(2, len(content)):])
	}
	return slices.Concat([]byte(`"`), content, []byte(`"`))
}
