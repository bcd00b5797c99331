# SPDX-License-Identifier: GPL-2.0-or-later
# Each timed hypercall, along both paths, on real Xen.
lab exec --put "$BUILD/tests/lab/dom0/hypercalls" -- ./hypercalls
expect 'status of hypercalls' 0 "$status"
for name in empty version set-node-affinity get-node-affinity numainfo create-destroy \
	populate; do
	expect_line out "^$name +wrapper "
	expect_line out "^$name +raw "
done
expect_line out '^0 failures$'
