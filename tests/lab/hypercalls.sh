# SPDX-License-Identifier: GPL-2.0-or-later
# Each timed hypercall, in all variants along all paths, on real Xen, and what it did
# (hypercalls.c). Then the program's own list, against what was timed.
lab exec --put "$BUILD/tests/lab/dom0/hypercalls" -- ./hypercalls
expect 'status of hypercalls' 0 "$status"
for name in $("$XNB" list hypercalls | awk 'NR > 1 && $2 ~ /wrapper/ {print $1}'); do
	expect_line out "^$name wrapper.* cold "
done
for name in $("$XNB" list hypercalls | awk 'NR > 1 && $2 ~ /raw/ {print $1}'); do
	expect_line out "^$name raw.* cold "
done
expect_line out '^0 failures$'
