package illustrate

import (
	"bytes"
	"encoding/hex"
	"fmt"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// changes compares a re-exchange with the exchange before it: what changed, and what did not.
func changes(before, after *round) *table {
	t := &table{
		Caption: fmt.Sprintf("Exchange %d beside exchange %d", after.n, before.n),
		Head:    []string{"", fmt.Sprintf("exchange %d", before.n), fmt.Sprintf("exchange %d", after.n), "changed?"},
	}
	row := func(what, note string, a, b cell) {
		same := cell{Text: "changed", Mark: "yes"}
		if a.Text == b.Text {
			same = cell{Text: "the same", Mark: "cut"}
		}
		same.Note = note
		t.Rows = append(t.Rows, []cell{{Text: what, Strong: true}, a, b, same})
	}
	a, b := before.out, after.out
	row("identification strings", "sent once; they enter every H", codeCell(wire.Escape(a.ClientVersion)+" / "+wire.Escape(a.ServerVersion)), codeCell(wire.Escape(b.ClientVersion)+" / "+wire.Escape(b.ServerVersion)))
	row("cookie of the client", "random in each KEXINIT", cookieCell(before.init[trace.ToServer]), cookieCell(after.init[trace.ToServer]))
	row("cookie of the server", "random in each KEXINIT", cookieCell(before.init[trace.ToClient]), cookieCell(after.init[trace.ToClient]))
	row("key exchange method", "negotiated anew", codeCell(a.Kex), codeCell(b.Kex))
	row("host key", "the same, or the client ends the connection", keyCell(a.HostKey), keyCell(b.HostKey))
	row("the client's public value", "a new key pair, thrown away afterwards", shareCell(before, trace.ToServer), shareCell(after, trace.ToServer))
	row("the server's public value", "likewise", shareCell(before, trace.ToClient), shareCell(after, trace.ToClient))
	row("H", "another one each time: what the host signs", bare(hashCell(a.H)), bare(hashCell(b.H)))
	row("session_id", "H of the first exchange, for as long as the connection lasts", bare(hashCell(a.SessionID)), bare(hashCell(b.SessionID)))
	for _, d := range bothDirs {
		ka, kb := before.keys[d], after.keys[d]
		if ka == nil || kb == nil {
			continue
		}
		row("cipher, "+way(d), "negotiated anew", codeCell(ka.Cipher), codeCell(kb.Cipher))
		changed := []cell{{Text: "keys " + way(d), Strong: true}, plainCell(hidden), plainCell(hidden), {Text: "changed", Mark: "yes", Note: "from the new K and H, with the old session_id"}}
		if ka.Key != nil && kb.Key != nil {
			changed[1], changed[2] = codeCell(spaced(ka.Key)), codeCell(spaced(kb.Key))
			if bytes.Equal(ka.Key, kb.Key) {
				changed[3] = cell{Text: "the same", Mark: "no"}
			}
		}
		t.Rows = append(t.Rows, changed)
		next := cell{Text: "goes on", Mark: "cut"}
		if kb.SeqReset {
			next = cell{Text: "0 again", Mark: "yes", Note: "strict key exchange"}
		}
		t.Rows = append(t.Rows, []cell{{Text: "sequence number, " + way(d), Strong: true}, plainCell(""), plainCell(""), next})
	}
	t.Rows = append(t.Rows, []cell{{Text: "channels, windows, the login", Strong: true}, plainCell(""), plainCell(""), {Text: "the same", Mark: "cut", Note: "they wait, and go on under the new keys"}})
	return t
}

func bare(c cell) cell { c.Note = ""; return c }

func cookieCell(p *trace.Packet) cell {
	m, ok := kexInitOf(p)
	if !ok {
		return plainCell("not in the trace")
	}
	return cell{Text: spaced(m.Cookie[:]), Code: true, Ref: refTo(p, field(p, "cookie"))}
}

func keyCell(blob []byte) cell {
	return codeCell(keys.Fingerprint(blob))
}

// shareCell is the last public value of a side: others before it belong to choosing a group.
func shareCell(r *round, d trace.Dir) cell {
	c := plainCell("not in the trace")
	for _, p := range r.messages {
		if p.Dir != d {
			continue
		}
		for _, f := range fields(p) {
			switch f.Name {
			case "message number", "K_S", "signature of H":
			default:
				b := f.Bytes(p.Clear)
				c = cell{Text: hex.EncodeToString(b[min(4, len(b)):min(20, len(b))]) + "…", Code: true, Ref: refTo(p, &f)}
			}
		}
	}
	return c
}
