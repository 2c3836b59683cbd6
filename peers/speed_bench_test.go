package peers_test

import (
	"fmt"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"
)

// A speedPair is a client and a server of one implementation, in processes of their own.
type speedPair struct {
	client, server *end
	addr           string
}

func newSpeedPair(b *testing.B, peer string, s suite, through func(addr string) string) *speedPair {
	b.Helper()
	k := newKeys(b)
	p := &speedPair{server: startEnd(b), client: startEnd(b)} // which end in reverse
	serve := order{Do: "serve", Peer: peer, Cipher: s.cipher, Key: k.host.pem}
	if peer == "openssh" {
		serve = opensshServer(b, k, s.cipher)
	}
	p.addr = p.server.do(b, serve).Addr
	addr := p.addr
	if through != nil {
		addr = through(addr)
	}
	dial := order{Do: "dial", Peer: peer, Cipher: s.cipher, Key: k.user.pem, Addr: addr}
	if peer == "openssh" {
		dial = opensshDial(b, k, s.cipher, addr)
	}
	p.client.do(b, dial)
	return p
}

// BenchmarkSpeed moves 1 GiB over one channel on the loopback interface, client and server
// in processes of their own: the median of the rates, and the CPU time and the allocations
// of each end. OpenSSH's ends are programs, whose allocations nobody counts: see
// openssh_ends_test.go. make bench-peers compares the rows.
func BenchmarkSpeed(b *testing.B) {
	for _, s := range []suite{aes128GCM, chacha} {
		for _, dir := range []string{"down", "up"} {
			for _, peer := range []string{"glassh", "xcrypto", "openssh"} {
				b.Run(fmt.Sprintf("alg=%s/dir=%s/peer=%s", s, dir, peer), func(b *testing.B) {
					transferBetween(b, newSpeedPair(b, peer, s, nil), dir, transferSize)
				})
			}
		}
	}
}

// BenchmarkLongPath moves 1 GiB over a path with a round trip of 50 ms. The proxy runs on
// the same CPUs.
func BenchmarkLongPath(b *testing.B) {
	long := func(b *testing.B) func(string) string {
		return func(addr string) string { return delay(b, addr, 25*time.Millisecond) }
	}
	for _, dir := range []string{"down", "up"} {
		for _, peer := range []string{"glassh", "xcrypto", "openssh"} {
			size := transferSize
			if peer != "glassh" {
				size /= 8
			}
			b.Run(fmt.Sprintf("rtt=50ms/dir=%s/peer=%s", dir, peer), func(b *testing.B) {
				transferBetween(b, newSpeedPair(b, peer, aes128GCM, long(b)), dir, size)
			})
		}
	}
}

// transferBetween reports what b.N transfers take.
func transferBetween(b *testing.B, p *speedPair, dir string, size int) {
	c0, s0 := p.client.do(b, order{Do: "usage"}), p.server.do(b, order{Do: "usage"})
	var rates []float64
	for b.Loop() {
		rates = append(rates, float64(size)/p.client.do(b, order{Do: dir, N: size}).Seconds/1e9)
	}
	c1, s1 := p.client.do(b, order{Do: "usage"}), p.server.do(b, order{Do: "usage"})
	gib := float64(size) / (1 << 30) * float64(len(rates))
	b.ReportMetric(median(rates), "GB/s")
	b.ReportMetric((c1.CPU-c0.CPU)/gib, "client-cpu-s/GiB")
	b.ReportMetric((s1.CPU-s0.CPU)/gib, "server-cpu-s/GiB")
	mib := 1024 * gib
	b.ReportMetric(float64(c1.Mallocs-c0.Mallocs+s1.Mallocs-s0.Mallocs)/mib, "allocs/MiB")
	b.ReportMetric(float64(c1.Malloc-c0.Malloc+s1.Malloc-s0.Malloc)/mib, "B/MiB")
}

func median[T int64 | float64 | time.Duration](v []T) T {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}

// BenchmarkLatency is a keystroke to the other process and back, on an open channel, and a
// command that does nothing, in the server's own process; OpenSSH's is /bin/sh with nothing
// to do, behind another process for the client. p50 and p99 are in microseconds.
func BenchmarkLatency(b *testing.B) {
	for _, what := range []string{"echo", "true"} {
		for _, peer := range []string{"tcp", "glassh", "xcrypto", "openssh"} {
			if what == "true" && peer == "tcp" {
				continue
			}
			b.Run(fmt.Sprintf("op=%s/peer=%s", what, peer), func(b *testing.B) {
				p := newSpeedPair(b, peer, aes128GCM, nil)
				n := 5000
				if peer == "openssh" && what == "true" {
					n = 200 // each is a process
				}
				p.client.do(b, order{Do: what, N: n})
				var times []time.Duration
				c0, s0 := p.client.do(b, order{Do: "usage"}), p.server.do(b, order{Do: "usage"})
				for b.Loop() {
					times = append(times, p.client.do(b, order{Do: what, N: n}).Times...)
				}
				c1, s1 := p.client.do(b, order{Do: "usage"}), p.server.do(b, order{Do: "usage"})
				b.ReportMetric((c1.CPU-c0.CPU)*1e6/float64(len(times)), "client-cpu-µs/op")
				b.ReportMetric((s1.CPU-s0.CPU)*1e6/float64(len(times)), "server-cpu-µs/op")
				slices.Sort(times)
				b.ReportMetric(float64(times[len(times)/2].Nanoseconds())/1e3, "p50-µs")
				b.ReportMetric(float64(times[len(times)*99/100].Nanoseconds())/1e3, "p99-µs")
			})
		}
	}
}

// BenchmarkIdle holds 10,000 connections that have logged in and do nothing, or as many as
// there are file descriptors for: the server's memory and goroutines for each, and how
// long a login takes beside them and beside none.
func BenchmarkIdle(b *testing.B) {
	for _, peer := range []string{"glassh", "xcrypto"} {
		b.Run("peer="+peer, func(b *testing.B) {
			n := idleConnections
			var limit syscall.Rlimit
			if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err == nil && int(limit.Cur) < n+500 {
				n = int(limit.Cur) - 500
				b.Logf("ulimit -n is %d: %d connections", limit.Cur, n)
			}
			for b.Loop() {
				p := newSpeedPair(b, peer, aes128GCM, nil)
				o := order{Peer: peer, Cipher: aes128GCM.cipher, Key: newKeys(b).user.pem, Addr: p.addr, N: 50}
				do := func(what string, n int) report { o.Do, o.N = what, n; return p.client.do(b, o) }
				empty := do("login", 100).Times
				before := p.server.do(b, order{Do: "usage", N: 1})
				do("idle", n)
				after := p.server.do(b, order{Do: "usage", N: 1})
				full := do("login", 100).Times
				b.ReportMetric(float64(after.Memory-before.Memory)/1024/float64(n), "KiB/conn")
				b.ReportMetric(float64(after.Routines-before.Routines)/float64(n), "goroutines/conn")
				b.ReportMetric(float64(median(full))/float64(median(empty)), "login-ratio")
				b.ReportMetric(float64(median(full).Microseconds()), "login-µs")
			}
		})
	}
}

// idleConnections is how many connections BenchmarkIdle holds.
const idleConnections = 10_000

// measureMemory fills in what the runtime knows.
func measureMemory(u *usage, collect bool) {
	if collect {
		for range 5 { // stacks shrink, and pools are emptied, step by step
			runtime.GC()
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	u.Mallocs, u.Malloc = m.Mallocs, m.TotalAlloc
	u.Memory, u.Routines = m.HeapInuse+m.StackInuse, uint64(runtime.NumGoroutine())
}
