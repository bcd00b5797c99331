# SPDX-License-Identifier: GPL-2.0-or-later
# doctor on real Xen: every check knows its answer, and a box without fault has no problem.
lab exec --get got -- sh -c '
	xen-numabench doctor
	echo "status $?"
	xen-numabench doctor --format json >/out/doctor.json'
expect 'status of doctor as JSON' 0 "$status"
expect_line out '^xen +ok +Xen [0-9]+\.[0-9]+'
expect_line out '^connection +ok '
expect_line out '^timing +warning +.*(emulated|virtualized)'
expect_line out '^nodes +ok +2 NUMA nodes'
expect_line out '^hap +ok '
expect_line out '^memory +ok +free: [0-9]+ MiB on node 0, [0-9]+ MiB on node 1'
expect_line out '^dom0-vcpus +ok +1 of 1 vCPUs'
expect_line out '^dom0-pcpus +warning +dom0 may run on 1 of the [0-9]+ pCPUs of node 0'
expect_line out '^dom0-memory +ok +dom0 has 76[78] MiB'
expect_line out '^idle-states +(ok|unknown) '
expect_line out '^scheduler +ok +scheduler credit2'
expect_line out '^status 0$'
expect_line got/doctor.json '"possible": true'

# A host with a fault in each of these.
lab exec --nodes 1 --dom0-vcpus 2 --xen-options 'sched=credit dom0_mem=512M watchdog spec-ctrl=no' \
	-- sh -c 'xen-numabench doctor; echo "status $?"'
expect_line out '^nodes +warning +one NUMA node'
expect_line out '^dom0-memory +warning +dom0 has 51[12] MiB and may take up to 76[78]'
expect_line out '^scheduler +ok +scheduler credit$'
expect_line out '^mitigations +warning +spec-ctrl=no '
expect_line out '^watchdog +warning '
expect_line out '^status 0$'
