// Package report shows what package bench has measured:
//
//	Table     for a terminal
//	GoText    Go's benchmark format, for benchstat
//	JSON      the whole file, to keep and to compare
//	Page      one HTML page with charts, which needs nothing else
//	Compare   two files, side by side
//
// Times are medians, of one operation. MB/s are 10⁶ bytes a second.
package report
