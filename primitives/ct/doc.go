// Package ct is the vocabulary of constant-time code: comparisons whose outcome
// is itself a secret, and choices made with it.
//
// A branch or a memory address that depends on a secret shows in the time a
// program takes. Code on secrets therefore computes both outcomes and keeps one,
// by masks:
//
//	Select(c, x, y) = y ⊕ (mask(c) ∧ (x ⊕ y))     mask(1) = 1…1, mask(0) = 0…0
//
// A [Choice] carries the outcome of a comparison without a bool, so that no if
// can be written on it by accident. [Choice.Public] is the only way out, and
// marks in the source where an outcome stops being secret.
package ct
