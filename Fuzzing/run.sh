#!/bin/sh
# Builds the fuzzers with AddressSanitizer and runs one of them: run.sh parsers|chunks [SECONDS] [OPTION OF libFuzzer]…
#
# What it finds new stands in .build/found/, crashes in the working folder; Seeds/ is only read.
set -eu
cd "$(dirname "$0")"
what=${1:?parsers or chunks}
seconds=${2:-3600}
[ $# -lt 2 ] || shift
shift
case $what in parsers) target=FuzzParsers ;; chunks) target=FuzzChunks ;; *) echo "parsers or chunks" >&2; exit 2 ;; esac
# gold, the toolchain's linker, breaks off with an internal error on what AddressSanitizer exports.
swift build -c release --product "$target" --sanitize address -Xswiftc -sanitize=fuzzer -Xswiftc -enable-testing \
  -Xswiftc -Xclang-linker -Xswiftc -fuse-ld=lld -Xcxx -fsanitize=fuzzer-no-link
mkdir -p ".build/found/$what" "Seeds/$what"
exec ".build/release/$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 "$@" ".build/found/$what" "Seeds/$what"
