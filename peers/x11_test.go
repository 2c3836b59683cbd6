package peers_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// An xServer is an X server without a screen, and who may use it: those who know the
// cookie in authority.
type xServer struct {
	display   string
	authority string
}

// startX runs Xvfb until the end of the test, at a display that it finds free. Without
// -noreset it would forget untrusted cookies with its last client.
func startX(t testing.TB) *xServer {
	t.Helper()
	dir := t.TempDir()
	x := &xServer{authority: filepath.Join(dir, "authority")}
	cookie := "0123456789abcdef0123456789abcdef"
	x.xauth(t, "add", ":0", "MIT-MAGIC-COOKIE-1", cookie) // Xvfb takes the cookie of any line
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	log := new(journal)
	cmd := exec.Command(find(t, "Xvfb"), "-displayfd", "3", "-auth", x.authority, "-noreset", "-nolisten", "tcp", "-screen", "0", "320x200x24")
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = log, log, []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { // the end of the program stops it
		cmd.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		if !terminate(cmd.Process, ended) {
			cmd.Process.Kill()
		}
	})
	w.Close()
	r.SetReadDeadline(time.Now().Add(ready))
	var number int
	if _, err := fmt.Fscan(r, &number); err != nil {
		t.Fatalf("Xvfb does not start: %v\n%s", err, log)
	}
	x.display = fmt.Sprintf(":%d", number)
	x.xauth(t, "add", x.display, "MIT-MAGIC-COOKIE-1", cookie)
	return x
}

func (x *xServer) xauth(t testing.TB, args ...string) {
	t.Helper()
	cmd := exec.Command(find(t, "xauth"), append([]string{"-q", "-f", x.authority}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("xauth: %v\n%s", err, out)
	}
}

// A real program on the server shows what it sees of the display here.
func TestX11IsForwarded(t *testing.T) {
	x := startX(t)
	for _, c := range programPairs(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			there := filepath.Join(k.dir, "Xauthority") // on the server
			s := c.server(t, k, serverOptions{config: []string{
				"X11Forwarding yes", "X11DisplayOffset 200", "XAuthLocation " + find(t, "xauth"), "PermitUserEnvironment yes",
			}})
			k.write(t, "authorized_keys", fmt.Sprintf(`environment="XAUTHORITY=%s" %s`, there, k.user.line()))
			run := func(command string, flags ...string) (stdout, stderr string) {
				args := append(append(c.client[1:len(c.client):len(c.client)], programFlags(t, k, s, job{}.orDefaults(k))...), flags...)
				ctx, cancel := context.WithTimeout(testContext(t), 30*time.Second)
				defer cancel()
				cmd := exec.CommandContext(ctx, c.client[0], append(args, "-o", "XAuthLocation="+find(t, "xauth"), "127.0.0.1", command)...)
				cmd.WaitDelay = time.Second
				cmd.Env = append(os.Environ(), "DISPLAY="+x.display, "XAUTHORITY="+x.authority, "SHLVL=2")
				var out, errs bytes.Buffer
				cmd.Stdout, cmd.Stderr = &out, &errs
				cmd.Run()
				return out.String(), errs.String()
			}
			const ask = `xdpyinfo | grep -e "^vendor string" -e dimensions; echo $DISPLAY; xauth list | grep -c "$(hostname)/unix:${DISPLAY#localhost:}" || xauth list`
			for _, flag := range []string{"-Y", "-X"} {
				out, errs := run(ask, flag)
				if !strings.Contains(out, "The X.Org Foundation") || !strings.Contains(out, "320x200") || !strings.Contains(out, "localhost:2") {
					t.Errorf("%s: %s\n%s\nserver: %s", flag, out, errs, tail(s.log.String(), 1500))
				}
			}
			// Who does not know the cookie gets nothing.
			out, errs := run("XAUTHORITY=/dev/null xdpyinfo 2>&1 | head -3", "-Y")
			if strings.Contains(out, "X.Org") || !strings.Contains(errs, "wrong authentication") && !strings.Contains(out, "unable to open display") {
				t.Errorf("without the cookie: %s\n%s", out, errs)
			}
			if out, _ := run("echo display=$DISPLAY", "-x"); out != "display=\n" {
				t.Errorf("-x: %q", out)
			}
			k.write(t, "authorized_keys", "no-X11-forwarding "+k.user.line())
			out, errs = run("echo display=$DISPLAY", "-Y")
			if out != "display=\n" || !strings.Contains(errs, "X11 forwarding request failed on channel 0") {
				t.Errorf("no-X11-forwarding: %q, %q", out, errs)
			}
		})
	}
}

// Behind ForwardX11Timeout an untrusted server opens no more windows; those that are open
// stay.
func TestForwardX11TimeoutEnds(t *testing.T) {
	x := startX(t)
	for _, c := range programPairs(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			s := c.server(t, k, serverOptions{config: []string{
				"X11Forwarding yes", "X11DisplayOffset 250", "XAuthLocation " + find(t, "xauth"), "PermitUserEnvironment yes",
			}})
			k.write(t, "authorized_keys", fmt.Sprintf(`environment="XAUTHORITY=%s" %s`, filepath.Join(k.dir, "Xauthority"), k.user.line()))
			r := runProgram(testContext(t), t, k, s, job{
				options: []string{"ForwardX11=yes", "ForwardX11Trusted=no", "ForwardX11Timeout=3", "LogLevel=VERBOSE", "XAuthLocation=" + find(t, "xauth")},
				env:     []string{"DISPLAY=" + x.display, "XAUTHORITY=" + x.authority, "SHLVL=2"},
				command: `xev >/dev/null 2>&1 & xdpyinfo | grep -c dimensions; sleep 5; kill -0 $! && echo open; xdpyinfo 2>&1 | grep -c dimensions; kill $!`,
			}, c.client...)
			if r.stdout != "1\nopen\n0\n" || !strings.Contains(r.stderr, "Rejected X11 connection after ForwardX11Timeout expired") {
				t.Errorf("%q\n%s\nserver: %s", r.stdout, r.stderr, tail(s.log.String(), 1500))
			}
		})
	}
}
