# SPDX-License-Identifier: GPL-2.0-or-later
# The life cycle of domains on real Xen; xen_domains.c says what is tested.
lab exec --put "$BUILD/tests/lab/dom0/xen_domains" -- ./xen_domains
expect 'status of xen_domains' 0 "$status"
for name in open host run hole memory-comes-back orders vcpu-affinity errors list killed \
	fail affinity; do
	expect_line out "^pass $name\$"
done
