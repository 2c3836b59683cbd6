//go:build !linux

package main

import "errors"

// mayActAsOthers says no: a system other than Linux has identities per process, of which
// a server for many users has one only. There even root's server serves root alone.
func mayActAsOthers() bool { return false }

func keepInherited() {}

func asUser(uint32, uint32, []uint32, string, func() error) error {
	return errors.New("this system cannot act as another user")
}
