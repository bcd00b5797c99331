# SPDX-License-Identifier: GPL-2.0-or-later
# The hypervisor itself says that it has the nodes, CPUs, memory and distances asked for.

four() {
	lab exec --toolstack --nodes 4 --cpus-per-node 2 --memory-per-node 1G \
		--distances '10,21,31,41;21,10,41,31;31,41,10,21;41,31,21,10' -- xl info -n
	expect 'status of 4 nodes' 0 "$status"
	expect_line out '^nr_nodes +: 4$'
	expect_line out '^nr_cpus +: 8$'
	expect_line out '^ +1: .* 21,10,41,31$'
	expect_line out '^ +3: +[0-9]+ +[0-9]+ +41,31,21,10$'
}

eight() {
	lab exec --toolstack --nodes 8 --cpus-per-node 1 --memory-per-node 512M \
		--dom0-vcpus 2 -- sh -c 'xl info -n; xl vcpu-list'
	expect 'status of 8 nodes' 0 "$status"
	expect_line out '^nr_nodes +: 8$'
	expect_line out '^ +7: +[0-9]+ +[0-9]+ +21,21,21,21,21,21,21,10$'
	expect_line out '^Domain-0 +0 +1 +1 '
}

beside four four
eight
