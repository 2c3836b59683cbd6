package dissect

import (
	"strings"
	"testing"
	"time"
)

func TestDate(t *testing.T) {
	const layout = "2006-01-02 15:04:05 UTC"
	check := func(v uint64) {
		t.Helper()
		if want, got := time.Unix(int64(v), 0).UTC().Format(layout), date(v); want != got {
			t.Fatalf("%d: want %s, got %s", v, want, got)
		}
	}
	for year := 1970; year < 10000; year++ {
		for _, day := range []time.Time{
			time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(year, 2, 28, 0, 0, 0, 0, time.UTC),
			time.Date(year, 2, 29, 0, 0, 0, 0, time.UTC), time.Date(year, 3, 1, 0, 0, 0, 0, time.UTC),
			time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC),
		} {
			check(uint64(day.Unix()))
		}
	}
	for day := uint64(0); day < 400*366; day += 5 {
		check(day * 86400)
	}
	for _, v := range []uint64{1, 59, 60, 3599, 3600, 86399, 1<<31 - 1, 1 << 31, 1 << 32, 253402300799} {
		check(v)
	}
	if got := date(253402300800); got != "" {
		t.Errorf("the year 10000: %s", got)
	}
}

func TestValues(t *testing.T) {
	onTouch := flags([8]string{0: "touched"})
	for _, c := range []struct{ want, got string }{
		{"FALSE", boolean(0)}, {"TRUE", boolean(1)}, {"TRUE (0xff)", boolean(255)},
		{"0", bigNumber(nil)}, {"65537", bigNumber([]byte{1, 0, 1})}, {"18446744073709551615", bigNumber([]byte("\xff\xff\xff\xff\xff\xff\xff\xff"))},
		{"65 bits", bigNumber([]byte{1, 0, 0, 0, 0, 0, 0, 0, 0})}, {"72 bits", bigNumber([]byte{0x80, 0, 0, 0, 0, 0, 0, 0, 0})},
		{"0", number(0, onTouch)}, {"1 (touched)", number(1, onTouch)}, {"9 (touched, bit 3)", number(9, onTouch)},
		{`a\x1b\u202e`, text([]byte("a\x1b\u202e"))},
		{"00ff", hexadecimal([]byte{0, 255})}, {"", hexadecimal(make([]byte, maxHex+1))},
		{strings.Repeat("a", maxText), text([]byte(strings.Repeat("a", maxText)))},
		{strings.Repeat("a", maxText-1) + "… (3 bytes more)", text([]byte(strings.Repeat("a", maxText-1) + "éa"))},
		{strings.Repeat(`\x80`, maxText-4) + "… (104 bytes more)", text([]byte(strings.Repeat("\x80", maxText+100)))},
		{"mpint", Mpint.String()}, {"type 99", Type(99).String()}, {"type 0", Type(0).String()}, {"group", Group.String()},
		{"secret", Secret.String()}, {"unknown", Unknown.String()}, {"kind 99", Kind(99).String()},
		{"client", Client.String()}, {"server", Server.String()}, {"either side", NoSide.String()},
	} {
		if c.want != c.got {
			t.Errorf("want %q, got %q", c.want, c.got)
		}
	}
}
