package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// ObscureKeystrokeTiming: when a person presses keys says something of what they type, a
// password for sudo say, to whoever sees when packets go by. So keys wait for a beat, and
// for some time behind the last one something is sent at every beat, which the server answers
// as it echoes a key:
//
//	pressed    l  s       ⏎
//	sent       |  l  s  ·  ·  ⏎  ·  ·  ·  ·  ·

// keystrokeBeat is the usual time between beats. Sent is something for at least chaffTime
// behind a key, and up to chaffMore more, as nobody should see when the last one was.
const (
	keystrokeBeat = 20 * time.Millisecond
	chaffTime     = 1024 * time.Millisecond
	chaffMore     = 2048 * time.Millisecond
	typed         = 256 // bytes: who presses keys makes fewer at a time
)

// parseObscure reads yes, no or interval:MILLISECONDS; 0 is no.
func parseObscure(s string) (time.Duration, error) {
	text, ok := strings.CutPrefix(strings.ToLower(s), "interval:")
	if !ok {
		yes, err := parseYesNo(s)
		if err != nil || !yes {
			return 0, err
		}
		return keystrokeBeat, nil
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || n < 1 || n > 1000 {
		return 0, fmt.Errorf("%q is not of the form interval:MILLISECONDS, up to 1000", s)
	}
	return time.Duration(n) * time.Millisecond, nil
}

// An obscurer reads what is typed at a beat.
type obscurer struct {
	in    chan chunk
	beat  time.Duration
	chaff func() error // sends something else; an error means that nobody answers it

	pending []byte // typed since the last beat
	err     error  // behind that
	timer   *time.Timer
	running bool      // there is a beat
	until   time.Time // for as long
}

// A chunk is what one Read gave.
type chunk struct {
	data []byte
	err  error
}

// newObscurer begins to read r; its end, or that of the program, ends that.
func newObscurer(r io.Reader, beat time.Duration, chaff func() error) *obscurer {
	o := &obscurer{in: make(chan chunk), beat: beat, chaff: chaff, timer: time.NewTimer(time.Hour)}
	o.timer.Stop()
	go func() {
		for {
			b := make([]byte, 4096)
			n, err := r.Read(b)
			o.in <- chunk{b[:n], err}
			if err != nil {
				return
			}
		}
	}()
	return o
}

// Read returns what was typed, at the next beat. What nobody types comes at once.
func (o *obscurer) Read(p []byte) (int, error) {
	for {
		if !o.running && len(o.pending) > 0 {
			n := copy(p, o.pending)
			o.pending = o.pending[n:]
			return n, nil
		}
		if !o.running && o.err != nil {
			return 0, o.err
		}
		in := o.in
		if o.err != nil {
			in = nil // the last of it still waits for its beat
		}
		select {
		case c := <-in:
			o.pending, o.err = append(o.pending, c.data...), c.err
			o.press(len(c.data))
		case <-o.timer.C:
			if len(o.pending) > 0 {
				o.next()
				n := copy(p, o.pending)
				o.pending = o.pending[n:]
				return n, nil
			}
			if o.err != nil || time.Now().After(o.until) || o.chaff() != nil {
				o.running = false
				continue
			}
			o.next()
		}
	}
}

// press notes that n bytes came.
func (o *obscurer) press(n int) {
	switch {
	case n >= typed || o.err != nil && n == 0 && len(o.pending) == 0:
		o.running = false
		o.timer.Stop()
	case n > 0:
		o.until = time.Now().Add(chaffTime + rand.N(chaffMore))
		if !o.running {
			o.running = true
			o.next()
		}
	}
}

// next sets the next beat, which comes a bit earlier or later: nobody is to follow the clock
// of this machine by it.
func (o *obscurer) next() {
	fuzz := o.beat / 10
	o.timer.Reset(o.beat - fuzz + rand.N(2*fuzz+1))
}
