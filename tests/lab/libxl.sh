# SPDX-License-Identifier: GPL-2.0-or-later
# libxl's domains: what xl and Xen say of their placement, that nothing is left of them
# whoever is killed, and what is said where there is no toolstack.
lab exec --toolstack --get got --put "$BUILD/tests/lab/dom0/libxl" \
	--put "$BUILD/tests/lab/dom0/failing" --put "$DATA/../lab/libxl_job.sh" \
	--timeout 900 -- sh ./libxl_job.sh
expect 'status of libxl_job.sh' 0 "$status"
while read -r name wanted; do
	expect_line out "^$name: $wanted\$"
done <<'TABLE'
open 0
place 0
refuse 0
die 137
cleanup 0
abandon 137
cleanup2 0
both 0
failing 0
creation 0
silent 3
cleanup3 5
noconsole 3
absent 0
nostore 3
TABLE
expect 'workers killed' 6 "$(grep -c '^worker killed: 137$' out)"
grep -H FAILED got/open got/place got/refuse && fail 'see above'
for name in open place refuse cleanup cleanup2 worker both failing creation; do
	expect "left after $name" '' "$(cat "got/$name.left")"
done
# The test would see what is left: a domain, its entries, its file.
expect_line got/die.left '^xen-numabench-0000000000000007 '
expect_line got/die.left '^/vm/786e756d-6162-656e-0000-000000000007 '
expect_line got/die.left '^/libxl/[0-9]+ '
expect_line got/abandon.left '^userdata-d\.[0-9]+\.786e756d'
expect_line got/cleanup '^destroyed domain '

# Where its memory lies: Xen's account of its pages is ours, node by node.
domain=$(sed -n 's/^ours domain //p' got/place)
xens() {
	sed -n "/Domain $domain (total/,/Domain/s/.*Node $1: \([0-9]*\).*/\1/p" got/place |
		head -n 1
}
ours() {
	sed -n "s/^ours $1 node $2: //p" got/place
}
for node in 0 1; do
	expect "pages on node $node" "$(xens $node)" \
		"$(($(ours memory $node) + $(ours beside $node)))"
done
expect 'pages of its memory' 16384 "$(($(ours memory 0) + $(ours memory 1)))"
expect_line got/place '^ours memory unknown: 0$'
expect_line got/place '^ours returned as placed$'
expect_line got/place '^ours destroyed, 0 more files$'
expect_line got/open '^ours open, 0 more files$'
expect_line got/refuse '^ours ended after 5 extents: as the test wants$'

# Automatic placement chose a node, through soft affinity: as xl tells it.
soft=$(sed -n 's/^ours soft cpu: //p' got/place | tr '\n' ' ')
first=${soft%% *}
last=$(echo "$soft" | sed 's/.* \([0-9]*\) $/\1/')
expect_line got/place "^xen-numabench-0000000000000007 .* all / $first-$last\$"
node=$((first / 2))
expect 'nodes of the soft affinity' "$((1 << node))" \
	"$(sed -n 's/^ours soft nodes: //p' got/place)"
expect_line got/place "^xen-numabench-0000000000000007 .* $node\$"
expect 'pages on the chosen node' 16384 "$(ours memory $node)"
# What libxl sets, xl shows.
sed -n '/^after-set/,$p' got/place >after
expect_line after '^xen-numabench-0000000000000007 .* 0$'

# One creation by each way, step by step: the steps of a domain make its total.
for way in bare libxl; do
	for step in create affinity populate load start total destroy; do
		expect_line got/creation.run/samples.csv \
			"^creation,,$step,memory=[0-9]+;type=pvh;vcpus=1;way=$way,.*,duration,s,"
	done
done
for step in libxl placement xenstore wait; do
	expect_line got/creation.run/samples.csv "^creation,,$step,.*way=libxl,"
done
expect 'domains whose steps do not make the total' '' "$(awk -F, '
	$1 != "creation" || $3 == "unit" || $3 == "destroy" { next }
	$3 == "total" { total[$6] = $15; next }
	{ sum[$6] += $15 }
	END {
		for (d in total)
			if (sum[d] - total[d] > 1e-6 || total[d] - sum[d] > 1e-6)
				print d
	}' got/creation.run/samples.csv)"

expect_line got/failing '^creation: [1-9][0-9]+ calls made to fail'
expect_line got/failing '^0 failures$'

# The domain is gone though xenstored did not answer; what it kept is told of.
expect_line got/silent 'xenstored: does not answer'
expect_line got/cleanup3 '^destroyed domain '
expect_line got/cleanup3 'cannot be removed from xenstore'
grep '^xen-numabench' got/silent.left && fail 'a domain is left'

# Where something is missing, that is said, and the rest is measured.
expect_line got/noconsole 'xenconsoled: is not running.*start it'
expect_line got/nostore 'xenstored: does not answer.*start it'
expect_line got/absent.run/samples.csv '^creation,,total,.*way=bare,'
grep -q 'way=libxl' got/absent.run/samples.csv && fail 'libxl without xenconsoled'
tr -d '\n' <got/absent.run/run.json >flat
expect_line flat '"what": *"the creation of domains by libxl", *"why": *"xenconsoled: '

# The whole program stays small.
stat -c 'xen-numabench-dom0 has %s bytes' "$BUILD/cli/xen-numabench-dom0"
