package main

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestKeysWaitForTheBeat presses keys at times of their own, in a bubble with a clock of its
// own: nothing that is sent tells of these times, nor when the last key was.
func TestKeysWaitForTheBeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		start := time.Now()
		var sent []time.Duration
		var text strings.Builder
		mark := func() { sent = append(sent, time.Since(start)) }
		o := newObscurer(r, keystrokeBeat, func() error { mark(); return nil })
		go func() {
			for _, wait := range []time.Duration{0, 3, 33, 1, 1, 500, 7} {
				time.Sleep(wait * time.Millisecond)
				w.Write([]byte("x"))
			}
			time.Sleep(10 * time.Second)
			w.Write([]byte(strings.Repeat("y", typed))) // which nobody types
			w.Write([]byte("z"))
			w.CloseWithError(io.EOF)
		}()
		b := make([]byte, 4096)
		quiet := 0
		for {
			n, err := o.Read(b)
			text.Write(b[:n])
			if strings.Contains(text.String(), "y") && quiet == 0 {
				quiet = len(sent)
				if at := time.Since(start); at != sum(0, 3, 33, 1, 1, 500, 7)+10*time.Second {
					t.Errorf("what nobody types waits, until %v", at)
				}
			}
			mark()
			if err != nil {
				break
			}
		}
		if want := strings.Repeat("x", 7) + strings.Repeat("y", typed) + "z"; text.String() != want {
			t.Errorf("got %q", text.String())
		}
		for i, at := range sent[1:quiet] {
			if gap := at - sent[i]; gap < 18*time.Millisecond || gap > 22*time.Millisecond {
				t.Errorf("%v behind the one before, something is sent", gap)
			}
		}
		if last := sent[quiet-1] - sum(0, 3, 33, 1, 1, 500, 7); last < chaffTime || last > chaffTime+chaffMore+2*keystrokeBeat {
			t.Errorf("the last is sent %v behind the last key", last)
		}
	})
}

func sum(list ...time.Duration) (all time.Duration) {
	for _, d := range list {
		all += d * time.Millisecond
	}
	return all
}

// TestKeysWithoutChaff: a server that would not answer gets none, and all keys.
func TestKeysWithoutChaff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		go func() {
			w.Write([]byte("x"))
			time.Sleep(time.Second)
			w.Write([]byte("y"))
			w.Close()
		}()
		got, err := io.ReadAll(newObscurer(r, keystrokeBeat, func() error { return errors.ErrUnsupported }))
		if string(got) != "xy" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

func TestParseObscure(t *testing.T) {
	for text, want := range map[string]time.Duration{"yes": keystrokeBeat, "no": 0, "interval:80": 80 * time.Millisecond, "Interval:1000": time.Second} {
		if got, err := parseObscure(text); got != want || err != nil {
			t.Errorf("%s: want %v, got %v, %v", text, want, got, err)
		}
	}
	for _, bad := range []string{"", "interval:", "interval:0", "interval:1001", "interval:-1", "20"} {
		if _, err := parseObscure(bad); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}
