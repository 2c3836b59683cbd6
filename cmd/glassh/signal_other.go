//go:build !unix

package main

import (
	"os"
	"os/signal"

	"github.com/glassh/glassh/wire"
)

// endSignals gives the signals that would end the program, until stop.
func endSignals() (names <-chan wire.Signal, stop func()) {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt)
	out := make(chan wire.Signal)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-signals:
				select {
				case <-done:
					return
				case out <- wire.SignalINT:
				}
			}
		}
	}()
	return out, func() {
		signal.Stop(signals)
		close(done)
	}
}

// tooOpen knows of no permissions here.
func tooOpen(string) error { return nil }
