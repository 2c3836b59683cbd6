// Package illustrate shows a trace to people: as a timeline of text, and as a page.
//
//	records of package trace ──▶ Timeline   one line for each record, and its fields
//	                         └─▶ Page       The Illustrated SSH Connection: one HTML file
//
// What a record does not hold, since its level leaves it out, is not shown, and the
// illustration says so.
//
// # The page
//
// Sections follow the connection, from TCP to its end. Some hold packets, the others a
// calculation: what two KEXINITs come to, H field by field, six keys from one secret, what
// a tag is over. Prose and tables are HTML. The bytes of packets are JSON in the page, of
// spans that tile them; the page's script shows a packet when it is opened. Values of
// calculations link to the bytes that they come from.
//
//	page.go         Page, and what the template is filled with
//	pagestory.go    the trace, sorted by what belongs together
//	pagedata.go     bytes and spans; a byte without an explanation is an error
//	pagecode.go     which line of our code does what
//	page/           the template, its style and its script
//	page*.go        one file for each kind of section
package illustrate
