package peers_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"os/exec"
	"syscall"
	"testing"
	"time"

	xssh "golang.org/x/crypto/ssh"
)

// forwardSize is what each connection of BenchmarkForward carries.
const forwardSize = 256 << 20

// BenchmarkForward moves 256 MiB over one connection through -L, on the loopback interface:
//
//	benchmark ── client ══ SSH ══ server ── benchmark
//
// The client and the server are processes: programs, or ends for x/crypto. The CPU time is
// theirs, without the benchmark's own.
func BenchmarkForward(b *testing.B) {
	for _, dir := range []string{"down", "up"} {
		for _, peer := range []string{"glassh", "openssh", "xcrypto"} {
			b.Run(fmt.Sprintf("alg=%s/dir=%s/peer=%s", aes128GCM, dir, peer), func(b *testing.B) {
				target := bulkTarget(b)
				addr, used := forwardThrough(b, peer, target)
				move(b, addr, dir) // the first finds windows and buffers small
				client, server := used()
				var rates []float64
				for b.Loop() {
					start := time.Now()
					move(b, addr, dir)
					rates = append(rates, forwardSize/time.Since(start).Seconds()/1e9)
				}
				c1, s1 := used()
				gib := float64(forwardSize) / (1 << 30) * float64(len(rates))
				b.ReportMetric(median(rates), "GB/s")
				b.ReportMetric((c1-client)/gib, "client-cpu-s/GiB")
				b.ReportMetric((s1-server)/gib, "server-cpu-s/GiB")
			})
		}
	}
}

// bulkTarget sends what it is asked for, or takes it and says so.
func bulkTarget(b *testing.B) string {
	ln := listen(b)
	go func() { // the end of the benchmark stops it
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			go func() { // the end of the connection stops it
				defer nc.Close()
				order := make([]byte, 1)
				if _, err := io.ReadFull(nc, order); err != nil {
					return
				}
				if order[0] == 'd' {
					send(nc, forwardSize)
				} else if receive(nc, forwardSize) == nil {
					nc.Write(order)
				}
			}()
		}
	}()
	return ln.Addr().String()
}

// move has the target send, or take, over a connection to addr.
func move(b *testing.B, addr, dir string) {
	b.Helper()
	var nc net.Conn
	var err error
	if !waitFor(ready, func() bool { nc, err = net.Dial("tcp", addr); return err == nil }) {
		b.Fatal(err)
	}
	defer nc.Close()
	if _, err = io.WriteString(nc, dir[:1]); err == nil && dir == "up" {
		if err = send(nc, forwardSize); err == nil {
			_, err = io.ReadFull(nc, make([]byte, 1))
		}
	} else if err == nil {
		err = receive(nc, forwardSize)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// forwardThrough starts a pair that forwards addr to the target; used returns the CPU times
// of its ends.
func forwardThrough(b *testing.B, peer, target string) (addr string, used func() (client, server float64)) {
	b.Helper()
	k := newKeys(b)
	if peer == "xcrypto" {
		server, client := startEnd(b), startEnd(b)
		o := order{Do: "xserve", Cipher: aes128GCM.cipher, Key: k.host.pem}
		o.Addr = server.do(b, o).Addr
		o.Do, o.Key, o.Words = "xforward", k.user.pem, []string{target}
		addr = client.do(b, o).Addr
		return addr, func() (float64, float64) {
			return client.do(b, order{Do: "usage"}).CPU, server.do(b, order{Do: "usage"}).CPU
		}
	}
	program, serve := []string{glassh(b), "ssh"}, glasshServe
	if peer == "openssh" {
		program, serve = []string{find(b, "ssh")}, sshd
	}
	s := serve(b, k, serverOptions{})
	addr = fmt.Sprintf("127.0.0.1:%d", freePort(b))
	flags := programFlags(b, k, s, job{suite: aes128GCM}.orDefaults(k))
	flags = append(append(program[1:len(program):len(program)], flags...), "-N", "-L", addr+":"+target, "127.0.0.1")
	cmd := exec.Command(program[0], flags...)
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
	})
	return addr, func() (float64, float64) { return treeTime(cmd.Process.Pid, true), treeTime(s.pid, true) }
}

// xForward is the client's end for x/crypto: it listens, and has each connection forwarded.
func xForward(o order) (string, error) {
	signer, err := xssh.ParsePrivateKey(o.Key)
	if err != nil {
		return "", err
	}
	cl, err := xDial(context.Background(), o.Addr, &xssh.ClientConfig{
		Config: xConfig(suite{cipher: o.Cipher}, oneKex, ""), User: "user",
		Auth: []xssh.AuthMethod{xssh.PublicKeys(signer)}, HostKeyCallback: xssh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		return "", err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go func() { // the end of the process stops it
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			there, err := cl.Dial("tcp", o.Words[0])
			if err != nil {
				nc.Close()
				continue
			}
			go func() { // the end of the connection stops both
				defer there.Close()
				go io.Copy(there, nc)
				io.Copy(nc, there)
				nc.Close()
			}()
		}
	}()
	return ln.Addr().String(), nil
}

// xServeForwarding is the server's end.
func xServeForwarding(o order) (string, error) {
	signer, err := xssh.ParsePrivateKey(o.Key)
	if err != nil {
		return "", err
	}
	cfg := &xssh.ServerConfig{
		Config:            xConfig(suite{cipher: o.Cipher}, oneKex, ""),
		PublicKeyCallback: func(xssh.ConnMetadata, xssh.PublicKey) (*xssh.Permissions, error) { return nil, nil },
	}
	cfg.AddHostKey(signer)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go xForwarder(ln, cfg)
	return ln.Addr().String(), nil
}
