package main

import (
	"os"
	"os/signal"
	"sync"

	"github.com/glassh/glassh/wire"
)

// endSignals gives the signals that would end the program, until stop.
func endSignals() (names <-chan wire.Signal, stop func()) {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, ending...)
	out := make(chan wire.Signal)
	done := make(chan struct{})
	go func() { // stop stops it
		for {
			select {
			case <-done:
				return
			case s := <-signals:
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
