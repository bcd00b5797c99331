# SPDX-License-Identifier: GPL-2.0-or-later
# Every call to Xen fails once; failing.c says what is tested. One node: the plan is then
# one domain, and what can fail does not depend on the nodes.
lab exec --nodes 1 --timeout 800 --put "$BUILD/tests/lab/dom0/failing" -- ./failing
expect 'status of failing' 0 "$status"
for plan in placement hypercall latency builds; do
	expect_line out "^$plan: [1-9][0-9]+ calls made to fail"
done
expect_line out '^0 failures$'
