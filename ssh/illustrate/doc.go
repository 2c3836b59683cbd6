// Package illustrate shows a trace to people: as a timeline of text, and as a page.
//
//	records of package trace ──▶ Timeline   one line for each record, and its fields
//
// What a record does not hold, since its level leaves it out, is not shown, and the
// illustration says so.
package illustrate
