// Every arm64 CPU that macOS runs on can promise that the time of an instruction does not
// depend on its data. Go asks for that once in each thread (see package asm).

//go:debug dataindependenttiming=1

package main
