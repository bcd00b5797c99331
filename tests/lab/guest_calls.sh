# SPDX-License-Identifier: GPL-2.0-or-later
# Hypercalls timed from inside of a domain; guest_calls.c says what is tested.
lab exec --put "$BUILD/tests/lab/dom0/guest_calls" -- ./guest_calls
expect 'status of guest_calls' 0 "$status"
for name in empty version yield maximum-ram-page current-reservation runstate \
	'populate 0' 'populate 9' 'decrease 0' 'decrease 9'; do
	expect_line out "^timed $name "
done
expect_line out '^refused: hypercall none, path guest: .*\(refused\)'
expect_line out '^0 failures$'
