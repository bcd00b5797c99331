# SPDX-License-Identifier: GPL-2.0-or-later
# The payload on real Xen; payload.c says what is tested.
lab exec --put "$BUILD/tests/lab/dom0/payload" -- ./payload
expect 'status of payload' 0 "$status"
for name in kernels-1 kernels-2 kernels-6 chase orders mailbox trap page-fault hang nonsense \
	idle busy timed calls refused-call; do
	expect_line out "^pass $name\$"
done
