# Rapport. `make demo` and `make test` are all a newcomer needs; CONTRIBUTING.md tells the rest.
SWIFT     ?= swift
PREFIX    ?= /usr/local
RELEASE    = -c release --static-swift-stdlib
CHECKED    = --explicit-target-dependency-import-check error

.PHONY: demo test build install lint format bench fuzz clean deps test-deps picture

demo: build
	.build/release/rapport demo

deps:
	@scripts/install-dependencies build

test-deps:
	@scripts/install-dependencies test
	@scripts/install-test-servers

build: deps
	$(SWIFT) build $(RELEASE) $(CHECKED)

# One test at a time: many of them wait for real servers, and two cores starve when all wait at once.
test: test-deps
	$(SWIFT) build --build-tests $(CHECKED)
	$(SWIFT) test --skip-build --no-parallel

install: build
	install -D -m 755 .build/release/rapport $(DESTDIR)$(PREFIX)/bin/rapport

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests
	scripts/check-tree

format:
	$(SWIFT) format format --in-place --recursive --parallel Package.swift Sources Tests

bench: build
	scripts/bench

picture: build
	scripts/picture docs/picture.svg

clean:
	rm -rf .build build
