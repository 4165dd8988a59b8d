# make check: install what is missing, build, judge the built-in implementation and the recorded kernels.
# make test:  the same set-up, then the tests.
# make wheel: a wheel for Python on machines without Swift, in dist (Scripts/wheel).
.POSIX:
.PHONY: check test setup build wheel format lint clean

CONFORM = .build/release/conform
# On Linux the runtime is linked in, as the wheel needs it: one build serves both.
BUILD = swift build -c release --product conform $$([ "$$(uname)" = Linux ] && echo --static-swift-stdlib)

check: build
	$(CONFORM) check
	$(CONFORM) captures

test: setup
	Scripts/test

build: setup
	$(BUILD)

setup:
	@Scripts/setup

format:
	swift format -i -r Sources Tests Examples Package.swift

lint:
	swift format lint --strict -r Sources Tests Examples Package.swift

clean:
	swift package clean

wheel: setup
	Scripts/wheel
