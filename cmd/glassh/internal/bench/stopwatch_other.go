//go:build !windows

package bench

import "time"

// stopwatch returns a function that tells the time since now.
func stopwatch() func() time.Duration {
	start := time.Now()
	return func() time.Duration { return time.Since(start) }
}
