# SPDX-License-Identifier: GPL-2.0-or-later
# --toolstack brings xl, xenstored and xenconsoled, without a complaint of theirs.

lab exec --toolstack -- sh -ec '
	xl list
	xl debug-keys u
	xl dmesg | tail -20
	xenstore-ls /local/domain/0
	echo "xenconsoled is process $(pidof xenconsoled)"'
expect 'status' 0 "$status"
expect_line out '^Domain-0 +0 +768 +1 '
expect_line out 'Domain 0 \(total: [0-9]+\)'
expect_line out '^ *name = "Domain-0"'
expect_line out '^xenconsoled is process [0-9]'
expect 'complaints' '' "$(grep -v '^xen-numabench: lab: emulating' err)"
