//go:build race

package ssh_test

// raceDetector: under it a sync.Pool drops some of what it is given, on purpose.
const raceDetector = true
