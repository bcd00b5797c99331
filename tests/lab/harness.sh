#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# harness.sh SCRIPT WORK: runs SCRIPT in the empty directory WORK with these functions.
set -u

failures=0

# fail TEXT: records a failure and goes on, so that one run shows them all.
fail() {
	echo "FAILED: $*"
	failures=$((failures + 1))
}

# expect WHAT WANTED GOT
expect() {
	[ "$2" = "$3" ] || fail "$1: wanted '$2', got '$3'"
}

# expect_line FILE REGEXP: some line of the file matches.
expect_line() {
	grep -Eq -- "$2" "$1" || {
		fail "$1: no line matches '$2'; it says:"
		sed 's/^/  /' "$1"
	}
}

# lab ARGUMENT...: xen-numabench lab, its status in $status, its streams in out and err; what
# a job in the box has noted ("note: ...") is shown.
lab() {
	status=0
	"$XNB" lab "$@" >out 2>err || status=$?
	echo "lab $*: status $status" | head -n 1 | cut -c 1-160
	sed 's/^/  /' err
	sed -n 's/^note: /  &/p' out
}

# beside NAME FUNCTION [ARGUMENT...]: the function, with its boxes, in the background, in the
# new directory NAME. A box that boots, or runs one thing after the other, keeps one core
# busy: two at a time take half as long. What uses all cores, or its own speed, stays alone.
beside() {
	name=$1
	shift
	mkdir "$name"
	(
		cd "$name" || exit 1
		failures=0
		"$@"
		[ "$failures" -eq 0 ]
	) >"$name.log" 2>&1 &
	others="$others $name:$!"
}

# join: waits for all of these, shows what they said, and counts one failure for each that
# has some.
join() {
	for other in $others; do
		wait "${other#*:}" || fail "${other%:*}, below"
		cat "${other%:*}.log"
	done
	others=
}

others=
script=$1
WORK=$2
rm -rf "$WORK"
mkdir -p "$WORK"
cd "$WORK" || exit 1
. "$script"
join
[ "$failures" -eq 0 ] || echo "$failures failed"
[ "$failures" -eq 0 ]
