package compress

// An Error says why a packet could not be decompressed: the peer's fault, behind which its
// stream is lost.
type Error struct{ Problem string }

// Error returns the problem.
func (e *Error) Error() string { return "decompressing a packet: " + e.Problem }

var (
	errTooLong   = &Error{"it decompresses to more than 256 KiB"}
	errHeader    = &Error{"the stream does not begin as zlib's do"}
	errFinal     = &Error{"the stream ends in the middle of the connection"}
	errBlock     = &Error{"a block of the reserved type"}
	errStored    = &Error{"the length of a stored block and its complement differ"}
	errLengths   = &Error{"a code that no lengths of this kind make"}
	errNoEnd     = &Error{"a block without a code for its end"}
	errSymbol    = &Error{"a code that stands for nothing"}
	errTooFar    = &Error{"a repetition of what was never sent"}
	errWithout   = &Error{"a message of no bytes"}
	errNoSymbols = &Error{"more symbols than there are"}
)
