package dissect

import (
	"encoding/hex"
	"fmt"
	"math/bits"
	"strconv"
	"unicode/utf8"

	"github.com/glassh/glassh/wire"
)

// What a Value shows at most, in bytes of what it is the value of.
const (
	maxText = 1024
	maxHex  = 32
)

// text shows characters, cut where they are many.
func text(b []byte) string {
	if len(b) <= maxText {
		return wire.Escape(b)
	}
	end := maxText
	for end > maxText-utf8.UTFMax && !utf8.RuneStart(b[end]) {
		end--
	}
	return fmt.Sprintf("%s… (%d bytes more)", wire.Escape(b[:end]), len(b)-end)
}

// hexadecimal shows bytes, unless they are many.
func hexadecimal(b []byte) string {
	if len(b) > maxHex {
		return ""
	}
	return hex.EncodeToString(b)
}

// number shows a number, and what it means.
func number(v uint64, words func(uint64) string) string {
	s := strconv.FormatUint(v, 10)
	if words != nil {
		if w := words(v); w != "" {
			s += " (" + w + ")"
		}
	}
	return s
}

// boolean shows TRUE or FALSE. Any byte but 0 is TRUE, and 1 is what one should write.
func boolean(b byte) string {
	switch b {
	case 0:
		return "FALSE"
	case 1:
		return "TRUE"
	}
	return fmt.Sprintf("TRUE (%#02x)", b)
}

// bigNumber shows the number itself up to 64 bits, and else how long it is.
func bigNumber(magnitude []byte) string {
	if len(magnitude) > 8 {
		return fmt.Sprintf("%d bits", 8*(len(magnitude)-1)+bits.Len8(magnitude[0]))
	}
	var v uint64
	for _, b := range magnitude {
		v = v<<8 | uint64(b)
	}
	return strconv.FormatUint(v, 10)
}

// wordsOf returns the words for codes that have a String method of their own.
func wordsOf[T interface {
	~uint8 | ~uint32
	String() string
}](v uint64) string {
	return T(v).String()
}

// flags returns the words for a byte of flags, in the order of the bits.
func flags(names [8]string) func(uint64) string {
	return func(v uint64) string {
		s := ""
		for i, name := range names {
			if v>>i&1 == 0 {
				continue
			}
			if name == "" {
				name = "bit " + strconv.Itoa(i)
			}
			if s != "" {
				s += ", "
			}
			s += name
		}
		return s
	}
}

// date returns the time that is so many seconds after 1970, in UTC. The calendar repeats
// every 400 years, which are 146097 days; counted from March, the leap day is the last.
func date(v uint64) string {
	const perDay = 24 * 60 * 60
	if v > 253402300799 { // the end of the year 9999
		return ""
	}
	days := v/perDay + 719468 // since 1 March of the year 0
	second := v % perDay
	era, day := days/146097, days%146097
	year := (day - day/1460 + day/36524 - day/146096) / 365
	day -= 365*year + year/4 - year/100
	month := (5*day + 2) / 153 // from March
	day = day - (153*month+2)/5 + 1
	year += 400 * era
	if month < 10 {
		month += 3
	} else {
		month, year = month-9, year+1
	}
	return fmt.Sprintf("%04d-%02d-%02d %02d:%02d:%02d UTC", year, month, day,
		second/3600, second/60%60, second%60)
}
