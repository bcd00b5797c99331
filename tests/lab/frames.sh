# SPDX-License-Identifier: GPL-2.0-or-later
# The machine frames of PV domains lie where bench/ says, by Xen's own account, on hosts of
# 2, 4 and 8 nodes; frames.c tells how it is compared.
for nodes in 2 4 8; do
	lab exec --nodes "$nodes" --cpus-per-node 1 --memory-per-node 1500M --dom0-vcpus 2 \
		--put "$BUILD/tests/lab/dom0/frames" -- ./frames
	expect "status of frames on $nodes nodes" 0 "$status"
	expect "domains on $nodes nodes" 10 "$(grep -c '^pass ' out)"
	expect_line out '^0 failures$'
	sed "s/^/$nodes nodes: /" out
done

# Where Xen does not use the table: told by deltas, and the run says so. A box would be
# refused; it is made to look like a host that is none.
lab exec --xen-options numa=off --get off -- sh -c '
	rm /etc/xen-numabench-lab-nodes
	xen-numabench run --experiment placement,builds --type pv --scenario local \
		--rounds 1 --memory 8M --out /out'
expect 'status without NUMA' 0 "$status"
expect_line err 'absent: nodes of machine frames: SRAT: '
expect_line err 'builds: the nodes of machine frames are not known'
expect 'extents of the PV domain told by frames' 0 "$(grep -c ',frames$' off/extents.csv)"
expect 'localities of the PV domain' 2 "$(grep -c '^placement.*type=pv.*,locality,1,1,' off/samples.csv)"
