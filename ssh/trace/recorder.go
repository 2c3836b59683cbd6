package trace

import (
	"fmt"
	"sync"
	"time"

	"github.com/glassh/glassh/ssh/compress"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/wire"
)

// A Recorder makes records of what one end of a connection does. It is the Tracer of that
// end's machine; its methods may be called by several goroutines at once.
type Recorder struct {
	level Level
	out   func(Record)
	clock func() time.Duration // since the start

	mu    sync.Mutex // guards what follows, and calls of out
	next  int        // number of the next record
	talk  conversation
	ended bool
}

// NewRecorder returns a Recorder that hands each record to out, one after the other.
// First comes begin, of which it sets Head and Level, and Date if it is empty.
func NewRecorder(level Level, begin Begin, out func(Record)) *Recorder {
	start := time.Now()
	if begin.Date == "" {
		begin.Date = start.UTC().Format(time.RFC3339)
	}
	return NewRecorderWithClock(func() time.Duration { return time.Since(start) }, level, begin, out)
}

// NewRecorderWithClock is NewRecorder with a clock that begins at 0 and never goes back:
// of a connection that is played, say.
func NewRecorderWithClock(clock func() time.Duration, level Level, begin Begin, out func(Record)) *Recorder {
	r := &Recorder{level: level, out: out, clock: clock}
	begin.Level = level
	begin.Head = Head{Kind: "begin"}
	r.put(&begin)
	return r
}

// put numbers a record and hands on what its level lets through. It needs mu, but for the first one.
func (r *Recorder) put(rec Record) {
	if r.ended {
		return
	}
	h := rec.head()
	h.V, h.N, h.Time = Version, r.next, r.clock().Microseconds()
	r.next++
	r.out(Redact(rec, r.level))
}

// Now is the clock of Tracer.
func (r *Recorder) Now() int64 { return int64(r.clock()) }

// Line records a line of the version exchange.
func (r *Recorder) Line(l *transport.TracedLine) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.put(&Line{Head: Head{Kind: "line", Dir: dirOf(l.ClientToServer)}, Wire: keep(l.Wire)})
}

// Keys records that a direction has new keys.
func (r *Recorder) Keys(k *transport.TracedKeys) {
	rec := &Keys{
		Head:  Head{Kind: "keys", Dir: dirOf(k.ClientToServer)},
		Epoch: k.Epoch, Cipher: k.Suite.Cipher.Name, MAC: k.Suite.MAC.Name, SeqReset: k.SeqReset,
		Key: keep(k.Keys.Key), IV: keep(k.Keys.IV), MACKey: keep(k.Keys.MACKey),
	}
	if k.Compression != compress.None.String() {
		rec.Compression = k.Compression
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.put(rec)
}

// Exchange records the outcome of a key exchange.
func (r *Recorder) Exchange(e *transport.TracedExchange) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.talk.exchanges++
	rec := &Exchange{
		Head: Head{Kind: "exchange"}, Count: r.talk.exchanges, Strict: e.Strict,
		Kex: e.Algorithms.Kex, HashName: e.Result.Hash.String(), HostKeyAlg: e.Algorithms.HostKey,
		ClientVersion: keep(e.Transcript.ClientVersion), ServerVersion: keep(e.Transcript.ServerVersion),
		ClientInit: r.talk.toServer.kexInit, ServerInit: r.talk.toClient.kexInit,
		HostKey: keep(e.Result.HostKey), Signature: keep(e.Result.Signature),
		H: keep(e.Result.H), SessionID: keep(e.SessionID),
		K: keep(e.Result.K), Private: keep(e.Private),
	}
	r.put(rec)
}

// Note records what the program knows besides.
func (r *Recorder) Note(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.put(&Note{Head: Head{Kind: "note"}, Text: wire.Escape([]byte(fmt.Sprintf(format, args...)))})
}

// End makes the last record, from the error that ended the connection, which may be nil.
// What the machine does afterwards is not recorded.
func (r *Recorder) End(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rec := &End{Head: Head{Kind: "end"}}
	if err != nil {
		rec.Error = wire.Escape([]byte(err.Error()))
	}
	r.put(rec)
	r.ended = true
}

var _ transport.Tracer = (*Recorder)(nil)
