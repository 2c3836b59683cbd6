// Package mem holds the few rules about memory that every primitive keeps:
// which overlap of two buffers is allowed, how output is appended, and how a
// key is wiped.
package mem
