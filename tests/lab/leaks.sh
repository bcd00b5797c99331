# SPDX-License-Identifier: GPL-2.0-or-later
# Nothing is left behind by 200 domains, nor by runs that build several at once or make a
# node dirty; leaks.c says how that is told. And a host of 8 nodes.
lab exec --dom0-vcpus 2 --put "$BUILD/tests/lab/dom0/leaks" -- ./leaks
expect 'status of leaks' 0 "$status"
sed 's/^/  /' out
for part in '200 domains' builds scrubbing; do
	expect_line out "^$part: node 0 "
done
expect_line out '^0 failures$'

lab run --nodes 8 --cpus-per-node 1 --memory-per-node 1200M --dom0-vcpus 8 --out got -- \
	--experiment placement,builds --scenario default,local,remote --rounds 1
expect 'status of a run on 8 nodes' 0 "$status"
expect 'localities of default, local and remote' '0 0.125 1' \
	"$(awk -F, '$3 == "populated" && $14 == "locality" { print $16 }' got/samples.csv |
		sort -n | tr '\n' ' ' | sed 's/ $//')"
# Of 2, 4 and 8 domains, two layouts, in turn and at once: each got its node wholly.
expect 'domains built' 56 "$(grep -c '^builds,.*,locality,' got/samples.csv)"
expect 'those with all their pages where they belong' 56 \
	"$(grep -c '^builds,.*,locality,1,1,' got/samples.csv)"
expect 'nodes of 8 domains at once, spread' '0 1 2 3 4 5 6 7' \
	"$(awk -F, '$3 == "at-once" && $14 == "locality" && $4 ~ /domains=8;layout=spread/ {
		print $12 }' got/samples.csv | sort -n | tr '\n' ' ' | sed 's/ $//')"
