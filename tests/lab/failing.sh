# SPDX-License-Identifier: GPL-2.0-or-later
# Every call to Xen fails once; failing.c says what is tested. One node: the plan is then
# one domain, and what can fail does not depend on the nodes; but pressure needs a second
# one, and little memory, or each run would take long.

# plans LAB-OPTIONS PLAN...
plans() {
	options=$1
	shift
	# shellcheck disable=SC2086
	lab exec $options --timeout 800 --put "$BUILD/tests/lab/dom0/failing" -- \
		./failing "$@"
	expect "status of failing $*" 0 "$status"
	for plan in "$@"; do
		expect_line out "^$plan: [1-9][0-9]+ calls made to fail"
	done
	expect_line out '^0 failures$'
	cat out
}

# This one takes as long as the others.
beside hypercall plans '--nodes 1' hypercall
plans '--nodes 1' placement latency builds contention
plans '--nodes 2 --memory-per-node 768M' spill unscrubbed
