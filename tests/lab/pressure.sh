# SPDX-License-Identifier: GPL-2.0-or-later
# Memory pressure on a node is exact, spares the reserve and is taken away again;
# pressure.c tells how it is tested.
lab exec --nodes 2 --memory-per-node 1200M --put "$BUILD/tests/lab/dom0/pressure" -- ./pressure
expect 'status of pressure' 0 "$status"
expect 'checks that passed' 10 "$(grep -c '^pass ' out)"
grep FAILED out && fail 'pressure is not what it is said to be'
cat out
