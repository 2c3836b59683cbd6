package keys

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// Randomart is a picture of a fingerprint, in which a changed key catches the eye
// (Perrig and Song, "Hash Visualization", 1999; the walk: Loss, Limmer, von Gernler,
// "The drunken bishop", 2009). A bishop starts in the middle of a board of 17 × 9
// and takes a step for each pair of bits, of each byte the lowest first:
//
//	00 ↖   01 ↗
//	10 ↙   11 ↘      along the walls where there is one in the way
//
// A field shows how often he was there, S where he began and E where he stopped.
const (
	artWidth  = 17
	artHeight = 9
	artMarks  = " .o+=*BOX@%&#/^"
)

// Randomart draws a fingerprint, of [Fingerprint] or [FingerprintMD5], with the label and
// the bits of its key above it and its hash below: 11 lines, as ssh-keygen -lv does. It
// panics if it gets something else.
func Randomart(fingerprint, label string, bits int) string {
	name, text, _ := strings.Cut(fingerprint, ":")
	var hash []byte
	var err error
	if name == "MD5" {
		hash, err = hex.DecodeString(strings.ReplaceAll(text, ":", ""))
	} else {
		hash, err = base64.RawStdEncoding.DecodeString(text)
	}
	if err != nil || len(hash) == 0 {
		panic("keys: randomart of what is no fingerprint")
	}
	title := fmt.Sprintf("[%s %d]", label, bits)
	if len(title) > artWidth {
		title = "[" + label + "]"
	}
	return randomart(hash, title, "["+name+"]")
}

// randomart draws a hash between two edges with a text each.
func randomart(hash []byte, title, footer string) string {
	var visits [artHeight][artWidth]int
	x, y := artWidth/2, artHeight/2
	startX, startY := x, y
	for _, b := range hash {
		for range 4 {
			x = min(max(x+2*int(b&1)-1, 0), artWidth-1)
			y = min(max(y+int(b&2)-1, 0), artHeight-1)
			visits[y][x]++
			b >>= 2
		}
	}
	var out strings.Builder
	frame(&out, title)
	for j := range visits {
		out.WriteByte('|')
		for i, n := range visits[j] {
			switch {
			case i == x && j == y:
				out.WriteByte('E')
			case i == startX && j == startY:
				out.WriteByte('S')
			default:
				out.WriteByte(artMarks[min(n, len(artMarks)-1)])
			}
		}
		out.WriteString("|\n")
	}
	frame(&out, footer)
	return out.String()
}

// frame writes one edge of the frame, with text in its middle. ssh-keygen leaves no more
// room for it than for 16 characters.
func frame(out *strings.Builder, text string) {
	text = text[:min(len(text), artWidth-1)]
	left := (artWidth - len(text)) / 2
	out.WriteString("+" + strings.Repeat("-", left) + text)
	out.WriteString(strings.Repeat("-", artWidth-left-len(text)) + "+\n")
}
