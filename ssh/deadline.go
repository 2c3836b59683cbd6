package ssh

import (
	"sync"
	"sync/atomic"
	"time"
)

// A deadline is a point in time that can be moved, and waited for. The zero
// value is none.
type deadline struct {
	done  atomic.Bool   // it has passed
	over  func()        // if set, called when it passes
	mu    sync.Mutex    // guards what follows
	moved chan struct{} // closed when the deadline passes or is moved
	timer *time.Timer
}

// set moves the deadline to t; the zero time takes it away.
func (d *deadline) set(t time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
	d.shake()
	d.done.Store(false)
	if t.IsZero() {
		return
	}
	wait := time.Until(t)
	if wait <= 0 {
		d.pass()
		return
	}
	d.moved = make(chan struct{})
	mine := d.moved
	d.timer = time.AfterFunc(wait, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.moved == mine { // else it was moved just now
			d.pass()
			d.shake()
		}
	})
}

// pass is the moment itself.
func (d *deadline) pass() {
	d.done.Store(true)
	if d.over != nil {
		d.over()
	}
}

// shake wakes who waits, to look again.
func (d *deadline) shake() {
	if d.moved != nil {
		close(d.moved)
		d.moved = nil
	}
}

// wait returns a channel that is closed when the deadline passes or is moved.
func (d *deadline) wait() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.done.Load() {
		return closedChan
	}
	if d.moved == nil {
		d.moved = make(chan struct{})
	}
	return d.moved
}

// closedChan is a channel that never makes anyone wait.
var closedChan = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// passed reports whether the deadline lies in the past.
func (d *deadline) passed() bool { return d.done.Load() }
