package main

import (
	"strings"
	"testing"
)

func TestForwardingsAreWrittenAsInSSH(t *testing.T) {
	at := func(host string, port int) endpoint { return endpoint{host: host, hasHost: true, port: port} }
	port := func(n int) endpoint { return endpoint{port: n} }
	path := func(p string) endpoint { return endpoint{path: p} }
	wrong := path("wrong")
	for _, c := range []struct {
		kind            byte
		text            string
		listen, connect endpoint
	}{
		{'L', "80:host:443", port(80), at("host", 443)},
		{'L', "localhost:80:host:443", at("localhost", 80), at("host", 443)},
		{'L', ":80:host:443", at("", 80), at("host", 443)},
		{'L', "*:80:host:443", at("*", 80), at("host", 443)},
		{'L', "[::1]:80:[fe80::1%lo]:443", at("::1", 80), at("fe80::1%lo", 443)},
		{'L', "80:/run/s", port(80), path("/run/s")},
		{'L', "::1:80:/run/s", wrong, wrong}, // too many fields
		{'L', "127.0.0.1:80:/run/s", at("127.0.0.1", 80), path("/run/s")},
		{'L', "/run/s:host:80", path("/run/s"), at("host", 80)},
		{'L', "/run/a:/run/b", path("/run/a"), path("/run/b")},
		{'L', `/run/a\:b:./c`, path("/run/a:b"), path("./c")},
		{'L', " 80:host:443", port(80), at("host", 443)},
		{'R', "0:host:80", port(0), at("host", 80)},
		{'R', "80", port(80), endpoint{}},
		{'R', "0", port(0), endpoint{}},
		{'R', "[::]:80", at("::", 80), endpoint{}},
		{'R', "/run/s:80", wrong, wrong},
		{'R', "/run/s:host:80", path("/run/s"), at("host", 80)},
		{'R', "/run/s", path("/run/s"), endpoint{}},
		{'D', "1080", port(1080), endpoint{}},
		{'D', "*:1080", at("*", 1080), endpoint{}},
		{'D', "[::1]:1080", at("::1", 1080), endpoint{}},
		{'D', "/run/s", path("/run/s"), endpoint{}},
	} {
		s, err := parseForward(c.kind, c.text)
		if c.listen == wrong {
			if err == nil {
				t.Errorf("-%c %s: want an error, got %+v", c.kind, c.text, s)
			}
			continue
		}
		if err != nil || s.kind != c.kind || s.listen != c.listen || s.connect != c.connect {
			t.Errorf("-%c %s: got %+v, %v", c.kind, c.text, s, err)
		}
	}
	for _, line := range []string{
		"-L 80", "-L 80:443", "-L 0:host:80", "-L 80:host:0", "-L 70000:host:80", "-L 80:host:http", "-L a:b:c:d:e", "-L [::1:80:a:80",
		"-L [::1]80:a:80", "-L @a:host:80", "-D 0", "-D 80:host:80", "-D a:b", "-D 80:/run/s", "-R 80:host", "-R 80:host:0", "-R a:@b", "-L",
		"-W host", "-W host:0", "-W 80", "-W :80", "-W a:1 -W b:2", "-L \\",
		"-o LocalForward=80", "-o DynamicForward=80 host:80", "-o LocalForward=80 a:80 x", "-o PermitRemoteOpen=x",
		"-o StreamLocalBindMask=999", "-o GatewayPorts=clientspecified",
	} {
		args := strings.SplitN(line, " ", 2)
		if _, err := parseSSH(alice, append(args, "box")); err == nil {
			t.Errorf("ssh %s: want an error", line)
		}
	}
}

func FuzzParseForward(f *testing.F) {
	for _, text := range []string{"80:host:443", "[::1]:80:[::2]:443", "/a:/b", `a\:b/:host:1`, ":80", "*:1:/x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range []byte("LRD") {
			s, err := parseForward(kind, text)
			if err != nil {
				continue
			}
			if s.listen.path == "" && (s.listen.port < 0 || s.listen.port > 65535 || s.listen.port == 0 && kind != 'R') {
				t.Errorf("-%c %q listens at port %d", kind, text, s.listen.port)
			}
			if kind == 'L' && s.dynamic() {
				t.Errorf("-L %q has no target", text)
			}
		}
	})
}

func TestPermitsCompareNames(t *testing.T) {
	for _, c := range []struct {
		words, addr string
		want        bool
	}{
		{"any", "host:80", true}, {"none", "host:80", false}, {"host:80", "host:80", true}, {"host:80", "host:81", false},
		{"host:80", "HOST:80", false}, {"host:*", "host:1", true}, {"*:80", "[::1]:80", true}, {"[::1]:80 a:1", "[::1]:80", true},
		{"a:1 b:2", "b:2", true}, {"a:1 b:2", "b:1", false},
	} {
		p, err := parsePermits(strings.Fields(c.words))
		if err != nil || p.allow(c.addr) != c.want {
			t.Errorf("PermitOpen %s, %s: want %v (%v)", c.words, c.addr, c.want, err)
		}
	}
	for _, c := range []struct {
		words, addr string
		want        bool
	}{
		{"8080", "localhost:8080", true}, {"8080", "x:8080", true}, {"localhost:8080", ":8080", false}, {"*.example:*", "a.example:1", true},
		{"none", "localhost:1", false}, {"any", ":1", true}, {"8080", "localhost:0", false},
	} {
		p, err := parsePermitListen(strings.Fields(c.words))
		if err != nil || p.allowListen(c.addr) != c.want {
			t.Errorf("PermitListen %s, %s: want %v (%v)", c.words, c.addr, c.want, err)
		}
	}
}
