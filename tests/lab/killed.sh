# SPDX-License-Identifier: GPL-2.0-or-later
# A run's processes are killed in every way; killed.c says what is tested.
lab exec --put "$BUILD/tests/lab/dom0/killed" -- ./killed /bin/xen-numabench
expect 'status of killed' 0 "$status"
for test in 'worker ended by signal 9' 'worker ended by signal 11' \
	'process group stopped by signal 2' 'supervisor stopped by signal 2' \
	'supervisor stopped by signal 15' 'supervisor stopped by signal 1' \
	'second signal kills' 'supervisor killed' 'cleanup waits for a run' \
	'cleanup removes ours and no other'; do
	expect_line out "^done: $test\$"
done
expect_line out '^0 failures$'
