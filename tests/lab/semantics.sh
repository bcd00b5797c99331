# SPDX-License-Identifier: GPL-2.0-or-later
# Every claim is judged on two nodes, the toolstack sees what the evidence says, and what
# cannot be told says why.
truth="$BUILD/tests/lab/dom0/semantics_truth"
job=$(dirname "$script")/semantics_job.sh

# verdict FILE CHECK WANTED: of the one row of that check.
verdict() {
	expect "$2" "$3" "$(sed -n "s/^0,0,$2,\([a-z ]*\),.*/\1/p" "$1")"
}

# Without xenstored, on one node, with another scheduler.
one_node() {
	lab exec --get one --nodes 1 -- \
		xen-numabench run --experiment semantics --rounds 1 --out /out/run
	expect 'status on one node' 0 "$status"
	for name in set-and-read-back no-online-node unknown-domain full-map-resets; do
		verdict one/run/checks.csv $name holds
	done
	for name in follows-hard pages-stay running-vcpu; do
		verdict one/run/checks.csv $name 'cannot be told'
		expect_line one/run/checks.csv "^0,0,$name,cannot be told,.*needs two nodes"
	done
	expect_line one/run/checks.csv '^0,0,libxl-set-and-read-back,cannot be told,.*xenstored'
	expect_line one/run/samples.csv '^semantics,,pages-stay,.*,verdict,1,2,$'
	expect 'claims that fail on one node' 0 "$(grep -c 'does not hold' one/run/checks.csv)"
}

another_scheduler() {
	lab exec --get credit --xen-options sched=credit -- \
		xen-numabench run --experiment semantics --rounds 1 --out /out/run
	expect 'status under credit' 0 "$status"
	verdict credit/run/checks.csv first-cpu holds
	verdict credit/run/checks.csv running-vcpu holds
}

# The ring holds 16 KiB, what debug key u says of 160 domains on 4 nodes is more.
small_ring() {
	lab exec --nodes 4 --memory-per-node 1G --xen-options conring_size=16k --put "$truth" \
		-- sh -c './semantics_truth -c 160 /dev/null pages-stay
			xen-numabench cleanup | grep -c destroyed'
	expect_line out '^END pages-stay holds: .*console ring; boot Xen with a larger conring_size'
	expect_line out '^160$'
}

others() {
	one_node
	another_scheduler
	small_ring
}
beside others others

lab exec --toolstack --timeout 250 --get got --put "$truth" --put "$job" -- sh -c '
	xen-numabench run --experiment semantics --rounds 1 --debug-keys --out /out/run
	echo "status $?"
	xl list
	./semantics_truth semantics_job.sh set-and-read-back offline-nodes-kept \
		pages-stay follows-hard follows-soft full-map-resets \
		all-online-is-explicit running-vcpu
	echo "xl destroy \$2; echo destroyed" >taken.sh
	./semantics_truth taken.sh directs-new-pages after-vcpus
	xl list | sed "s/^/at the end: /"'
expect_line out '^status 0$'
expect 'domains left behind' 1 "$(sed -n '/^Name/,/^CHECK/p' out | grep -c ' [0-9][0-9.]*$')"

"$XNB" list checks | sed -n 's/^semantics  *\([^ ]*\).*/\1/p' >names
checks=got/run/checks.csv
expect 'rows' "$(wc -l <names)" "$(($(wc -l <$checks) - 1))"
while read -r name; do
	case $name in
	# credit2 chooses anew when a vCPU is inserted; below, credit does not.
	first-cpu) verdict $checks "$name" 'does not hold' ;;
	*) verdict $checks "$name" holds ;;
	esac
	expect_line got/run/run.json "\"name\": \"$name\""
done <names
expect 'verdicts that hold, as samples' "$(($(wc -l <names) - 1))" \
	"$(grep -c '^semantics,.*,verdict,1,0,$' got/run/samples.csv)"
expect_line got/run/samples.csv '^semantics,,first-cpu,.*,verdict,1,1,$'
expect_line $checks '^0,0,pages-stay,holds,.*debug key u: pages 4096 on node 0; given back'
expect_line $checks '^0,0,unknown-domain,holds,.*No such process'
expect_line $checks '^0,0,no-online-node,holds,.*Invalid argument.*Invalid argument'

# Two words of the evidence, and the toolstack's for the same domain.
expect_line out '^set-and-read-back list: .* 1$'
expect_line out '^END set-and-read-back holds: .*it reads back as \{1\}$'
expect_line out '^offline-nodes-kept list: .* 1$'
expect_line out '^offline-nodes-kept key: *Node 1: 4096$'
expect_line out '^END offline-nodes-kept holds: .*it reads back as \{1-2\};'
expect_line out '^pages-stay list: .* 1$'
expect_line out '^pages-stay key: *Node 0: 4096$'
expect_line out '^pages-stay key: *Node 1: 0$'
expect_line out '^follows-hard list: .* 1$'
expect_line out '^follows-hard vcpu-list: .* 2-3 / all$'
expect_line out '^follows-soft list: .* 1$'
expect_line out '^follows-soft vcpu-list: .* all / 2-3$'
for node in 0 1; do
	expect_line out "^follows-hard key: *Node $node: 4096\$"
	expect_line out "^follows-soft key: *Node $node: 4096\$"
	expect_line out "^all-online-is-explicit key: *Node $node: 2048\$"
done
expect_line out '^full-map-resets list: .* 0$'
expect_line out '^full-map-resets vcpu-list: .* 0-1 / all$'
expect_line out '^full-map-resets key: *Node 0: 4096$'
expect_line out '^all-online-is-explicit list: .* all$'
expect_line out '^all-online-is-explicit vcpu-list: .* 0-1 / all$'
# Where it runs and what its affinity is at the end, by the evidence and by the toolstack.
ending=$(sed -n 's/^END running-vcpu holds: .*at the end its node affinity is node \([01]\), and it runs on node \([01]\);.*/\1 \2/p' out)
affine=${ending% *}
runs=${ending#* }
expect_line out "^running-vcpu list: .* $affine\$"
cpus='[01]'
[ "$runs" = 1 ] && cpus='[23]'
expect_line out "^running-vcpu vcpu-list: .* $cpus   r-- .*all / all\$"

# A domain that somebody destroys: its pages cannot be accounted for, and the next check
# goes on.
expect 'domains taken away' 2 "$(grep -c '^destroyed$' out)"
for name in directs-new-pages after-vcpus; do
	expect_line out "^END $name cannot be told: .*(No such process|somebody else)"
done
expect 'domains at the end' 2 "$(grep -c '^at the end: ' out)"
grep FAILED out && fail 'a question to the toolstack'
