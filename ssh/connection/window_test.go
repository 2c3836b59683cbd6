package connection

import (
	"fmt"
	"testing"
)

// A path is a network between two machines, in simulated time: what a says takes half a
// round trip, at a bounded rate, and so do b's adjusts. b's reader reads at a rate of its
// own.
type path struct {
	*pair
	from, to    *Channel
	half        int // of the round trip, in ms
	rate, speed int // of the path and of the reader, in bytes a ms

	now      int
	data     map[int][][]byte // by when it arrives
	adjusts  map[int][][]byte
	unread   int
	unacked  int
	read     int // bytes in all
	most     int // that were unread
	messages int // adjusts
}

func newPath(t *testing.T, half, rate, speed int) *path {
	p := &path{pair: newPair(t, Config{}, Config{}), half: half, rate: rate, speed: speed}
	p.from, p.to = p.open()
	p.data, p.adjusts = make(map[int][][]byte), make(map[int][][]byte)
	return p
}

// run lets ms milliseconds pass and returns what was read in them.
func (p *path) run(ms int) int {
	p.t.Helper()
	before := p.read
	packet := make([]byte, 1<<20)
	for range ms {
		p.now++
		p.outB.messages = append(p.outB.messages, p.adjusts[p.now]...)
		delete(p.adjusts, p.now)
		p.toA()
		for left := p.rate; left > 0; {
			n, err := p.a.Write(p.from, 0, packet[:min(left, 32<<10)])
			p.ok(err)
			if n == 0 {
				break
			}
			left -= n
		}
		p.data[p.now+p.half] = append(p.data[p.now+p.half], p.outA.messages...)
		p.outA.messages = append([][]byte(nil), p.data[p.now]...)
		delete(p.data, p.now)
		for _, ev := range p.toB() {
			p.unread += len(ev.Data)
		}
		p.outA.messages = nil
		p.most = max(p.most, p.unread)
		n := min(p.unread, p.speed)
		p.unread -= n
		p.read += n
		if p.unacked += n; p.unacked >= 128<<10 {
			p.ok(p.b.Consumed(p.to, p.unacked, p.unread))
			p.unacked = 0
		}
		p.messages += len(p.outB.messages)
		p.adjusts[p.now+p.half] = append(p.adjusts[p.now+p.half], p.outB.messages...)
		p.outB.messages = nil
	}
	return p.read - before
}

const gigabit = 125_000 // bytes a ms

func TestAWindowFillsALongPathInAFewRoundTrips(t *testing.T) {
	for _, c := range []struct{ half, rate int }{{1, gigabit}, {25, gigabit}, {50, gigabit}, {150, gigabit}, {25, 8 * gigabit}} {
		t.Run(fmt.Sprintf("%d ms/%d Mbit", 2*c.half, c.rate/125), func(t *testing.T) {
			p := newPath(t, c.half, c.rate, 10*c.rate)
			p.run(2 * c.half * 7)
			if got, want := p.run(1000), 1000*c.rate; got < want*95/100 {
				t.Errorf("behind seven round trips, want %d bytes a second, got %d, with a window of %d", want, got, p.to.out.size)
			}
			if p.messages > p.read>>20+1 {
				t.Errorf("want one adjust a MiB or less, got %d for %d MiB", p.messages, p.read>>20)
			}
		})
	}
}

func TestAWindowStaysSmallForASlowReader(t *testing.T) {
	p := newPath(t, 5, gigabit, gigabit/10)
	if p.run(5000); p.most > DefaultWindow {
		t.Errorf("want no more than the first window unread, got %d", p.most)
	}
}

func TestAWindowShrinksBehindAReaderWhoSlowsDown(t *testing.T) {
	p := newPath(t, 50, gigabit, 10*gigabit)
	p.run(3000)
	large := p.to.out.size
	p.speed = gigabit / 10
	p.run(8000) // as long as it takes to read what was granted
	p.most = 0
	if p.run(1000); large < 8<<20 || p.to.out.size > DefaultWindow || p.most > DefaultWindow {
		t.Errorf("the window was %d and is %d, with %d bytes unread", large, p.to.out.size, p.most)
	}
	p.speed = 10 * gigabit
	p.run(1000)
	if got := p.run(1000); got < 95*gigabit*10 {
		t.Errorf("the reader reads again, at %d bytes a second", got)
	}
}

func TestReadersWhoStopHoldNoMoreThanTheBudget(t *testing.T) {
	const channels, budget = 1000, 16 << 20
	p := newPair(t, Config{}, Config{Budget: budget})
	granted := func() (sum int) {
		for _, c := range p.b.table {
			sum += int(c.out.granted - c.out.consumed)
		}
		return sum
	}
	for i := range channels {
		a, b := p.open()
		if a.Window() < minWindow {
			t.Fatalf("channel %d has a window of %d bytes", i, a.Window())
		}
		if i < 8 { // a reader who was fast, before it stopped
			for range 20 {
				n := b.out.granted - b.out.consumed
				p.ok(p.b.Consumed(b, int(n), 0))
			}
			p.outB.messages = nil
		}
	}
	if bound := budget + channels*minWindow; granted() > bound {
		t.Errorf("want at most %d bytes granted and not read, got %d", bound, granted())
	}
}

func TestTheBudgetComesBack(t *testing.T) {
	p := newPair(t, Config{}, Config{})
	ends := map[string]func(a, b *Channel){
		"closed by us": func(a, b *Channel) {
			p.ok(p.b.Close(b))
			p.b.Discard(b)
		},
		"closed by the peer with everything read": func(a, b *Channel) {
			_, err := p.a.Write(a, 0, make([]byte, 1000))
			p.ok(err)
			p.ok(p.a.Close(a))
			p.toB()
			if p.b.promised != 1000 {
				t.Errorf("want the unread bytes counted, got %d", p.b.promised)
			}
			p.ok(p.b.Consumed(b, 1000, 0))
		},
		"closed by the peer and dropped": func(a, b *Channel) {
			_, err := p.a.Write(a, 0, make([]byte, 1000))
			p.ok(err)
			p.ok(p.a.Close(a))
			p.toB()
			p.b.Discard(b)
		},
		"consumed beyond the end": func(a, b *Channel) {
			p.ok(p.b.Close(b))
			p.b.Discard(b)
			p.ok(p.b.Consumed(b, 5000, 0))
		},
	}
	for name, end := range ends {
		a, b := p.open()
		p.toA()
		end(a, b)
		p.ok(p.b.Close(b))
		p.toA()
		p.ok(p.a.Close(a))
		p.toB()
		if p.b.promised != 0 {
			t.Errorf("%s: %d bytes are still promised", name, p.b.promised)
		}
		p.a.Discard(a)
	}
	_, err := p.a.Open("session", nil)
	p.ok(err)
	p.ok(p.b.Reject(p.one(p.toB(), Open).Channel, 1, ""))
	p.toA()
	if p.a.promised != 0 || p.b.promised != 0 {
		t.Errorf("a refused channel leaves %d and %d bytes promised", p.a.promised, p.b.promised)
	}
}
