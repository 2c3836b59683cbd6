# Targets take these variables: make fuzz FUZZTIME=1m, make test TESTFLAGS=-count=1
FUZZTIME  ?= 5s
TESTFLAGS ?=
RUNS      ?= 10
BENCH     ?= Speed|LongPath|Latency

# The module of this directory, and the one that compares it with others.
modules := . $(patsubst %/go.mod,%,$(wildcard peers/go.mod))

# What holds no I/O, and so can be tested under an emulator: what stands close to assembly,
# and the rest.
close := ./asm/... ./primitives/... ./hmac/... ./aes/... ./chacha/... ./umac/... ./dh/... \
	./ssh/protect/... ./ssh/kex/... ./ssh/transport/...
portable := $(close) ./wire/... ./ssh/compress/... ./ssh/keys/... ./ssh/userauth/... ./ssh/connection/...

# What has assembly under it.
kernels := ./aes ./chacha ./umac ./primitives/sha1 ./primitives/sha2 ./primitives/sha3 ./hmac

# What is tested on more than one emulated arm64 CPU.
tiered := ./asm/... $(kernels) ./primitives/mlkem ./primitives/mldsa ./dh ./ssh/protect ./ssh/transport

# What has goroutines, and the state machines that they share. The rest of ssh has none.
raced := ./ssh ./ssh/agent ./ssh/config ./ssh/knownhosts ./ssh/mux ./ssh/socks ./ssh/trace ./ssh/tunnel ./ssh/x11 \
	./ssh/transport ./ssh/userauth ./ssh/connection ./wire/...

# All but the program, whose tests take two minutes, and find nothing there that is not found
# on amd64.
below = $$(go list ./... | grep -v 'cmd/glassh$$')

# Systems other than Linux, for which everything has to compile.
systems := darwin/arm64 windows/amd64 windows/arm64 freebsd/amd64 openbsd/amd64

# And what has tiers with AVX-512. (SHA-1 has none, and Bochs 2.7 gets its instructions
# wrong: crypto/sha1 fails there, too. So hmac is left out as well.)
kernels512 := ./aes ./chacha ./umac ./primitives/sha2 ./primitives/sha3

# $(call each,COMMAND) runs COMMAND in every module, and fails if any of them did.
each = rc=0; for m in $(modules); do (cd $$m && $(1)) || rc=1; done; exit $$rc

.PHONY: help demo test deps vet systems purego race qemu arm64 s390x x86 avx512 cross386 fuzz bench-peers web-test fmt build clean ci

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

demo: ## play a connection, show it, and write the page that explains it: handshake.html
	go run ./cmd/glassh lab handshake --html handshake.html

test: ## run all tests, installing OpenSSH and the emulator first where that is possible
	@./.ci/deps || echo "going on: tests that need what is missing will fail"
	@$(call each,echo "go test: $$m" && go test -timeout 20m $(TESTFLAGS) ./...)

deps: ## install what the tests run: OpenSSH, qemu-user (Debian and Ubuntu, as root)
	@./.ci/deps

vet: ## go vet for amd64, arm64, 386 and s390x
	@set -e; for arch in amd64 arm64 386 s390x; do \
		echo "go vet: $$arch"; ( export GOARCH=$$arch; $(call each,go vet ./...) ); done

systems: ## go vet, and build the program, for macOS, Windows, FreeBSD and OpenBSD
	@set -e; for system in $(systems); do \
		echo "go vet: $$system"; export GOOS=$${system%/*} GOARCH=$${system#*/}; \
		go vet ./... && go build -o /dev/null ./cmd/glassh; done

purego: ## run the tests without assembly (all but the program's)
	go test $(TESTFLAGS) -tags purego $(below)

race: ## run the tests of SSH under the race detector
	go test $(TESTFLAGS) -race $(raced)

qemu: arm64 s390x ## run the tests of what has no I/O on other CPUs, emulated

arm64: ## run them on arm64 CPUs, new and old, and audit which instructions a tier executes
	@./.ci/arm64 "$(close)" "$(tiered)"

s390x: ## run them on s390x, which is big-endian
	GOARCH=s390x go test $(TESTFLAGS) -exec qemu-s390x-static $(portable)

x86: ## run the tests of what has assembly on emulated older x86 CPUs
	@./.ci/x86 $(kernels)

avx512: ## run the tests of kernels with AVX-512 on an emulated CPU that has it (slow)
	@./.ci/deps avx512
	@./.ci/avx512 $(kernels512)

cross386: ## run them as a 32-bit program (on an amd64 machine)
	GOARCH=386 go test $(TESTFLAGS) $(below)

fuzz: ## run every fuzz target for FUZZTIME
	@./.ci/fuzz $(FUZZTIME)

bench-peers: ## measure our pair of client and server beside those of others: medians of RUNS
	@./.ci/bench-peers $(RUNS) "$(BENCH)"

web-test: ## open the pages of traces in chromium, and use them
	@./.ci/deps web
	@./.ci/web

fmt: ## format all Go code
	gofmt -w .

build: ## build bin/glassh
	go build -o bin/glassh ./cmd/glassh

clean: ## remove what build made
	rm -rf bin

ci: ## run all checks, as the project's own machine does
	./.ci/run
