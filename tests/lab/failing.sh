# SPDX-License-Identifier: GPL-2.0-or-later
# Every call to Xen fails once; failing.c says what is tested. One node: the plan is then
# one domain, and what can fail does not depend on the nodes; but pressure needs a second
# one, and little memory, or each run would take long.
lab exec --nodes 1 --timeout 800 --put "$BUILD/tests/lab/dom0/failing" -- \
	./failing placement hypercall latency builds contention
expect 'status of failing' 0 "$status"
for plan in placement hypercall latency builds contention; do
	expect_line out "^$plan: [1-9][0-9]+ calls made to fail"
done
expect_line out '^0 failures$'
lab exec --nodes 2 --memory-per-node 768M --timeout 800 \
	--put "$BUILD/tests/lab/dom0/failing" -- ./failing spill unscrubbed
expect 'status of failing under pressure' 0 "$status"
for plan in spill unscrubbed; do
	expect_line out "^$plan: [1-9][0-9]+ calls made to fail"
done
expect_line out '^0 failures$'
