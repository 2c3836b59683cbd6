// Package bench measures how long the primitives take, on each tier that this CPU
// can run, and describes the machine that it does so on.
//
//	operation        what is measured: AEAD seal with aes128-gcm         ops.go
//	 × plan          which tier each family runs on meanwhile            plan.go
//	 × size          of the message, where it has one
//	 = row           samples of many iterations each                     measure.go
//	                 → quartiles, allocations, cycles or ticks           stats.go
//	rows of one operation and plan
//	                 → time = fixed + bytes · slope                      fit.go
//
// Before anything is timed, the published vectors run through every plan, and every
// plan has to compute what the portable code does, at each size (check.go). The
// samples of the plans of one row take turns, so that a disturbance of the machine
// meets all of them.
//
// The result is a [File], which is also the JSON that is written and compared. It
// says nothing about who ran it: no name of a host, a user or a file, no serial
// number and no network address.
package bench
