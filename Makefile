# make check: install what is missing, build, judge the built-in implementation and the recorded kernels.
# make test:  the same set-up, then the tests.
# make wheel: a wheel for Python on machines without Swift, in dist (Scripts/wheel).
.POSIX:
.PHONY: check test setup build wheel format lint clean

CONFORM = .build/release/conform

check: build
	$(CONFORM) check
	$(CONFORM) captures

test: setup
	Scripts/test

build: setup
	swift build -c release --product conform

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
