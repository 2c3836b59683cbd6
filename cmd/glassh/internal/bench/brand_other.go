//go:build !linux && !darwin

package bench

// brand knows nothing.
func brand() string { return "" }
