package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// What glassh add does with the agent as a whole.

// list prints the agent's keys.
func (a *adder) list(whole bool) error {
	ids, err := a.client.List(a.ctx)
	if err != nil {
		return fmt.Errorf("listing keys: %w", err)
	}
	if len(ids) == 0 {
		fmt.Fprintln(a.e.stdout, "The agent has no identities.")
		return statusError(1)
	}
	for _, id := range ids {
		comment := wire.Escape([]byte(id.Comment))
		public, err := keys.ParsePublicKey(id.Blob)
		switch {
		case err == nil && whole:
			a.e.stdout.Write(public.AppendLine(nil, id.Comment))
		case err == nil:
			fmt.Fprintf(a.e.stdout, "%d %s %s (%s)\n", public.Bits(), a.o.hash(public), comment, public.Label())
		default:
			name, _ := keys.BlobType(id.Blob)
			fmt.Fprintf(a.e.stderr, "glassh add: a key %q of type %s is not shown: %s\n", comment, wire.Escape([]byte(name)), oneLine(err))
		}
	}
	return nil
}

func (a *adder) removeAll() error {
	if err := a.client.RemoveAll(a.ctx); err != nil {
		return fmt.Errorf("the identities could not be removed: %w", err)
	}
	a.say("All identities removed.")
	return nil
}

// lock locks the agent with a password that is asked for, or unlocks it.
func (a *adder) lock(unlock bool) error {
	password, err := a.ask("Enter lock password: ")
	if err != nil {
		return err
	}
	defer mem.Wipe(password)
	if unlock {
		if err := a.client.Unlock(a.ctx, password); err != nil {
			return fmt.Errorf("the agent could not be unlocked: %w", err)
		}
		a.say("Agent unlocked.")
		return nil
	}
	again, err := a.ask("Again: ")
	if err != nil {
		return err
	}
	defer mem.Wipe(again)
	if !ct.Equal(password, again).Public() {
		return errors.New("these were two different passwords")
	}
	if err := a.client.Lock(a.ctx, password); err != nil {
		return fmt.Errorf("the agent could not be locked: %w", err)
	}
	a.say("Agent locked.")
	return nil
}

// ask asks for a password: where standard input is no terminal and no program is to
// ask, that has it.
func (a *adder) ask(question string) ([]byte, error) {
	program, _ := a.e.askpass()
	f, ok := a.e.stdin.(*os.File)
	if ok && isTerminal(f) || program != "" {
		return a.e.askSecret(question)
	}
	line, err := readLine(a.e.stdin)
	if err == io.EOF {
		err = errors.New("there is no password on standard input")
	}
	return line, err
}
