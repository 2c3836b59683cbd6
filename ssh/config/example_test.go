package config_test

import (
	"fmt"

	"github.com/glassh/glassh/ssh/config"
)

func Example() {
	text := "User nobody\nHost *.example.org\n\tPort = 2022  # as everywhere there\n\tSetEnv \"A=two words\" B=1\n"
	err := config.Walk("config", config.Parse("config", []byte(text)), config.Visitor{
		Match: func(l *config.Line) (bool, error) { return l.Args[0] == "*.example.org", nil },
		Keyword: func(l *config.Line, counts bool) error {
			fmt.Printf("%s line %d: %s %q %v\n", l.File, l.Number, l.Keyword, l.Args, counts)
			return nil
		},
	})
	fmt.Println(err)
	// Output:
	// config line 1: User ["nobody"] true
	// config line 3: Port ["2022"] true
	// config line 4: SetEnv ["A=two words" "B=1"] true
	// <nil>
}
