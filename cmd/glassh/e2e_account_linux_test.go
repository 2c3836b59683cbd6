package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A world is a site whose server is root's, among users that the test has made: in a
// mount namespace of its own, where other files lie over /etc/passwd, /etc/group and
// /etc/shadow.
//
//	wanda    54321, groups 54322 and 54323 (readers)
//	locked   an account with ! in front of its hash      expired  one of the past
//	noshell  one whose shell is missing
type world struct{ *site }

const (
	wanda       = 54321
	wandaGroup  = 54322
	readerGroup = 54323
)

func newWorld(t *testing.T) *world {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can act as other users")
	}
	if out, err := exec.Command("unshare", "-m", "mount", "--bind", "/etc/group", "/etc/passwd").CombinedOutput(); err != nil {
		t.Skipf("no mount namespace of its own for the test: %v, %s", err, out)
	}
	w := &world{newSite(t)}
	if err := os.Chmod(filepath.Dir(w.dir), 0o755); err != nil {
		t.Fatal(err)
	}
	passwd, shadow := "root:x:0:0::/root:/bin/sh\n", "root:*:20000::::::\n"
	for i, name := range []string{"wanda", "locked", "expired", "noshell"} {
		shell, hash, expiry := "/bin/sh", "*", ""
		switch name {
		case "locked":
			hash = "!*"
		case "expired":
			expiry = "10000"
		case "noshell":
			shell = "/bin/none"
		}
		passwd += fmt.Sprintf("%s:x:%d:%d::%s:%s\n", name, wanda+100*i, wandaGroup, w.home(name), shell)
		shadow += fmt.Sprintf("%s:%s:20000:0:99999:7::%s:\n", name, hash, expiry)
		w.give(t, name, wanda+100*i)
	}
	write(t, filepath.Join(w.dir, "passwd"), passwd)
	write(t, filepath.Join(w.dir, "shadow"), shadow)
	write(t, filepath.Join(w.dir, "group"), fmt.Sprintf("root:x:0:\nwanda:x:%d:\nreaders:x:%d:wanda,nobody\ntty:x:5:\n", wandaGroup, readerGroup))
	return w
}

func (w *world) home(name string) string { return filepath.Join(w.dir, name) }

// give makes the home of a user, with the user's key authorized.
func (w *world) give(t *testing.T, name string, uid int) {
	t.Helper()
	dir := filepath.Join(w.home(name), ".ssh")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	file := write(t, filepath.Join(dir, "authorized_keys"), read(t, w.user+".pub"))
	for _, name := range []string{w.home(name), dir, file} {
		if err := os.Lchown(name, uid, wandaGroup); err != nil {
			t.Fatal(err)
		}
	}
}

// serve starts the server. Who may log in is in the users' homes, and not in /tmp's
// hands; that directory is everybody's, and none of the test.
func (w *world) serve(t *testing.T, args ...string) *server {
	t.Helper()
	cmd := w.commandWithin(t, life, append([]string{"serve", "-p", "0", "-h", w.host}, args...)...)
	const script = `for f in passwd shadow group; do mount --bind "$0/$f" "/etc/$f" || exit 1; done
if test -d "$0/ssh"; then mount --bind "$0/ssh" /etc/ssh || exit 1; fi; exec "$@"`
	cmd.Args = append([]string{"unshare", "-m", "sh", "-c", script, w.dir}, cmd.Args...)
	var err error
	if cmd.Path, err = exec.LookPath("unshare"); err != nil {
		t.Fatal(err)
	}
	b := launch(t, cmd)
	const said = "listening on 127.0.0.1:"
	end := b.stderr.await(t, 0, said)
	b.stderr.await(t, end, "\n")
	port, _, _ := strings.Cut(b.stderr.String()[end:], "\n")
	sv := &server{site: w.site, background: b, port: port}
	write(t, w.known, sv.knownLine())
	return sv
}

func TestRootServesEveryUserAsThatUser(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sv := w.serve(t)
	for _, c := range []struct{ command, want string }{
		{"id -u; id -g; id -G", fmt.Sprintf("%d\n%d\n%d %d\n", wanda, wandaGroup, wandaGroup, readerGroup)},
		{"grep -E '^(Uid|Gid|Groups|CapPrm|CapEff|CapAmb):' /proc/self/status | tr -s '\\t ' ' '", fmt.Sprintf(
			"Uid: %[1]d %[1]d %[1]d %[1]d\nGid: %[2]d %[2]d %[2]d %[2]d\nGroups: %[2]d %[3]d \nCapPrm: 0000000000000000\nCapEff: 0000000000000000\nCapAmb: 0000000000000000\n",
			wanda, wandaGroup, readerGroup)},
		{"pwd; echo $HOME $USER $LOGNAME $SHELL $PATH", w.home("wanda") + "\n" + w.home("wanda") + " wanda wanda /bin/sh " + standardPath + "\n"},
		{"cat " + w.host + " 2>/dev/null || echo no", "no\n"},
		{"ls /proc/self/fd | wc -l", "4\n"}, // nothing of the server's is open: 0, 1, 2, and ls's own
	} {
		sv.run(t, "-l", "wanda", "HOST", c.command).is(t, result{c.want, "", 0})
	}
	got := sv.run(t, "-tt", "-l", "wanda", "HOST", "id -u; stat -c '%u %g %a' $(tty)")
	if want := strconv.Itoa(wanda) + "\r\n" + strconv.Itoa(wanda) + " 5 620\r\n"; got.stdout != want {
		t.Errorf("a terminal: want %q, got %v", want, got)
	}
	for _, name := range []string{"nobody-here", "", "54321", "locked", "expired", "noshell"} {
		if got := sv.run(t, "-o", "User="+name, "HOST", "true"); name != "" && !strings.Contains(got.stderr, "permission denied") {
			t.Errorf("%q: want a refusal, got %v", name, got)
		}
	}
}

// The file of keys is opened by the user: what a link points to must be the user's to read.
func TestFilesOfUsersAreOpenedAsTheUser(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sv := w.serve(t, "-o", "StrictModes=no")
	keys := filepath.Join(w.home("wanda"), ".ssh", "authorized_keys")
	roots := write(t, filepath.Join(w.dir, "roots"), read(t, keys)) // 0600, root's
	in := func() result { return sv.run(t, "-l", "wanda", "HOST", "echo in") }
	in().is(t, result{"in\n", "", 0})
	if err := os.Remove(keys); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(roots, keys); err != nil {
		t.Fatal(err)
	}
	in().refused(t, "permission denied")
	sv.stderr.await(t, 0, "authorized_keys: permission denied")
	if err := os.Chmod(roots, 0o644); err != nil {
		t.Fatal(err)
	}
	in().is(t, result{"in\n", "", 0})
	// A named pipe is not waited for.
	if err := os.Remove(keys); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mkfifo", "-m", "666", keys).CombinedOutput(); err != nil {
		t.Fatal(err, string(out))
	}
	in().refused(t, "permission denied")
	sv.stderr.await(t, 0, "it is no regular file")
}

func TestFilesThatOthersMayWriteToLetNobodyIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sv := w.serve(t)
	home := w.home("wanda")
	for _, c := range []struct {
		file string
		mode os.FileMode
	}{
		{home, 0o775}, {filepath.Join(home, ".ssh"), 0o702}, {filepath.Join(home, ".ssh", "authorized_keys"), 0o620},
	} {
		info, err := os.Stat(c.file)
		if err != nil {
			t.Fatal(err)
		}
		from := len(sv.stderr.String())
		os.Chmod(c.file, c.mode)
		sv.run(t, "-l", "wanda", "HOST", "true").refused(t, "permission denied")
		sv.stderr.await(t, from, c.file+": others than wanda may write to it (StrictModes)")
		os.Chmod(c.file, info.Mode())
		sv.run(t, "-l", "wanda", "HOST", "echo in").is(t, result{"in\n", "", 0})
	}
}
