# SPDX-License-Identifier: GPL-2.0-or-later
# The tool tells of the host what was asked of QEMU, where dom0 has a single CPU; and what
# record_sysctls prints is what the unit tests were recorded from.

lab exec --nodes 4 --cpus-per-node 2 --memory-per-node 1G \
	--distances '10,21,31,41;21,10,41,31;31,41,10,21;41,31,21,10' \
	--put "$BUILD/tests/lab/dom0/record_sysctls" --get files -- sh -c '
		xen-numabench topology --xml /out/host.xml &&
		xen-numabench topology --format json >/out/host.json &&
		./record_sysctls >/out/record.txt'
expect 'status of topology' 0 "$status"
expect_line out '^4 NUMA nodes, 8 CPUs online$'
expect_line out '^ +0 +1\.0 GiB +[0-9.]+ [GM]iB  0-1$'
expect_line out '^ +3 +1\.0 GiB +[0-9.]+ [GM]iB  6-7$'
expect_line out '^ +0 +10 +21 +31 +41$'
expect_line out '^ +2 +31 +41 +10 +21$'

expect 'CPUs of node 2' 4,5 "$(hwloc-calc -i files/host.xml --pi --po --intersect PU node:2)"
expect 'packages' 4 "$(hwloc-calc -i files/host.xml --number-of package all)"
lstopo-no-graphics -i files/host.xml --distances >distances
expect_line distances '^ +3 +41 +31 +21 +10$'
expect_line files/host.json '"xen_version": "4\.'

# CPUs, cores and sockets, which depend on the box's shape only
grep '^cpu ' files/record.txt >got
grep '^cpu ' "$DATA/topology/four-nodes.txt" >wanted
cmp -s got wanted || fail "record_sysctls: $(diff wanted got)"
expect_line files/record.txt '^distance 1 21 10 41 31$'
