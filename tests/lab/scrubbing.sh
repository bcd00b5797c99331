# SPDX-License-Identifier: GPL-2.0-or-later
# Freed memory while it is scrubbed: single pages come from A at once, extents of 2 MiB on
# Xen 4.17 to 4.21 from elsewhere at first, and from A again at last.

# looks ORDER: planned time and locality of each look, in order.
looks() {
	awk -F, -v order="order=$1;" '$3 == "affine" && $14 == "locality" && index($4, order) {
		sub(/.*since=/, "", $4); print $4, $16 }' got/samples.csv
}

# settled ORDER: the flag of the row that tells how long it took; "missing" without one.
settled() {
	awk -F, -v order="order=$1" '$3 == "settled" && substr($4, index($4, "order")) == order {
		found = 1; print $17 } END { if (!found) print "missing" }' got/samples.csv
}

# Only CPUs of its own node scrub a node that has some. Here A has one, on which dom0 runs,
# so that nothing is scrubbed while the filler is destroyed.
lab run --cpus-per-node 1 --out got -- --experiment scrubbing --order 0,9 --rounds 1
expect 'status of scrubbing' 0 "$status"
sed 's/^/  /' got/samples.csv
expect 'looks at single pages' '0 1' "$(looks 0)"
expect 'the last look at 2 MiB' 1 "$(looks 9 | tail -n 1 | cut -d ' ' -f 2)"
for order in 0 9; do
	expect "flag of order $order" '' "$(settled $order)"
done
# Newer ones have the fix; of an older one than 4.17 nobody knows.
if grep -Eq '"xen_version": "4\.(1[789]|2[01])\.' got/run.json; then
	[ "$(looks 9 | wc -l)" -gt 1 ] || fail 'all of 2 MiB extents came from A at once'
fi
# Each look is one domain, its extents told by their machine frames.
expect 'looks and domains' "$(grep -c ',affine,.*,locality,' got/samples.csv)" \
	"$(cut -d, -f2 got/extents.csv | tail -n +2 | sort -u | wc -l)"
expect 'extents told otherwise' 0 "$(tail -n +2 got/extents.csv | grep -vc ',frames$')"

# With one node there is nothing to be seen, and the run says so.
lab run --nodes 1 --out one -- --experiment scrubbing --rounds 1
expect 'status with one node' 3 "$status"
expect_line one/run.json '^ *"nothing of experiment scrubbing could be measured'
expect_line err 'scrubbing: it needs a second node'
expect 'samples with one node' 0 "$(grep -c ',affine,' one/samples.csv)"
