# SPDX-License-Identifier: GPL-2.0-or-later
# Every scenario puts a domain's memory where docs/design.md expects it, by Xen's own
# account of the domain's pages; placement_truth.c tells how it is compared.
for nodes in 2 4; do
	lab exec --nodes "$nodes" --memory-per-node 1500M \
		--put "$BUILD/tests/lab/dom0/placement_truth" -- ./placement_truth
	expect "status of placement_truth on $nodes nodes" 0 "$status"
	for scenario in default hard soft local remote all-nodes floating set-late \
		set-midway; do
		expect_line out "^pass $scenario "
	done
	grep FAILED out && fail "a scenario is not where it should be"
	sed "s/^/$nodes nodes: /" out
done
