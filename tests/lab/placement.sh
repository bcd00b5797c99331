# SPDX-License-Identifier: GPL-2.0-or-later
# Every scenario puts a domain's memory where docs/design.md expects it, by Xen's own
# account of the domain's pages; placement_truth.c tells how it is compared, and what the
# box's release of Xen does instead.
scenarios='default hard soft local remote all-nodes floating set-late set-midway spill
	exact exact-full unscrubbed'

# truth NODES ORDER:TYPE...: all shapes in one box, one after the other.
truth() {
	nodes=$1
	shift
	lab exec --nodes "$nodes" --memory-per-node 1500M \
		--put "$BUILD/tests/lab/dom0/placement_truth" -- sh -c '
		for shape in "$@"; do
			echo "shape $shape"
			./placement_truth "${shape%:*}" "${shape#*:}" || exit
		done' sh "$@"
	expect "status of placement_truth $* on $nodes nodes" 0 "$status"
	mv out all
	for shape in "$@"; do
		sed -n "/^shape $shape\$/,/^shape /p" all >out
		for scenario in $scenarios; do
			expect_line out "^pass $scenario "
		done
		expect_line out '^pass no domain left'
		grep FAILED out && fail "a scenario is not where it should be"
		sed "s/^/$nodes nodes, $shape: /" out
	done
}

others() {
	truth 4 9:pvh
	truth 2 0:pvh
	# What is full or dirty decides by the order alone: both halves, to the page.
	expect_line out "^pass spill ours 8192 8192 xen's 8192 8192 "
	expect_line out "^pass exact-full ours 8192 0 xen's 8192 0 .* refused 16 "
	expect_line out "^pass unscrubbed ours 16384 0 xen's 16384 0 "
}

beside others others
truth 2 9:pvh 9:pv
