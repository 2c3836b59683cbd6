package main

import (
	"os"
	"os/signal"
	"slices"
	"sync"

	"github.com/glassh/glassh/wire"
)

// endSignals gives the signals that would end the program, until stop.
//
// What was ignored when the program started, SIGHUP under nohup, is dropped. But it is
// caught: the programs that are started from here would inherit the ignoring, and
// not end when their terminal hangs up.
func endSignals() (names <-chan wire.Signal, stop func()) {
	signals := make(chan os.Signal, 4)
	var ignored []os.Signal
	for _, s := range ending {
		if signal.Ignored(s) {
			ignored = append(ignored, s)
		}
	}
	signal.Notify(signals, ending...)
	out := make(chan wire.Signal)
	done := make(chan struct{})
	go func() { // stop stops it
		for {
			select {
			case <-done:
				return
			case s := <-signals:
				if slices.Contains(ignored, s) {
					continue
				}
				select {
				case <-done:
					return
				case out <- signalName(s):
				}
			}
		}
	}()
	return out, sync.OnceFunc(func() {
		signal.Stop(signals)
		close(done)
	})
}
