# SPDX-License-Identifier: GPL-2.0-or-later
# Nothing is left behind by 200 domains, nor by runs that build several at once or make a
# node dirty; leaks.c says how that is told. And hosts of up to 8 nodes, where the machine
# frames of PV domains have to say what Xen itself says.
lab exec --dom0-vcpus 2 --put "$BUILD/tests/lab/dom0/leaks" -- ./leaks
expect 'status of leaks' 0 "$status"
sed 's/^/  /' out
for part in '200 domains' builds scrubbing; do
	expect_line out "^$part: node 0 "
done
expect_line out '^0 failures$'
