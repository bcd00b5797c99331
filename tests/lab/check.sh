# SPDX-License-Identifier: GPL-2.0-or-later
# The gate on the default Xen: against itself it is clean, two at once on one cache say the
# same, a path that got longer by one instruction is a regression, what does not boot is
# named, and Ctrl-C leaves nothing.
version=$(pkg-config --modversion xencontrol | cut -d. -f1,2)
kept=${XDG_CACHE_HOME:-$HOME/.cache}/xen-numabench/xen/$version/check
mkdir tmp
export TMPDIR="$WORK/tmp"

# check NAME STATUS OPTION...: its streams in NAME.out and NAME.err.
check() {
	name=$1
	wanted=$2
	shift 2
	"$XNB" check "$@" >"$name.out" 2>"$name.err"
	expect "status of $name" "$wanted" $?
	sed "s/^/  $name: /" "$name.err"
	expect "what $name left" '' "$(ls tmp)"
}

# Two at once, and no run of the base is there yet: one makes them, the other waits.
rm -rf "$kept"
"$XNB" check --base "$version" --out runs >first.out 2>first.err &
first=$!
check second 0 --base "$version"
wait $first
expect 'status of first' 0 $?
sed 's/^/  first: /' first.err
cmp first.out second.out || {
	fail 'two checks of one Xen differ:'
	diff first.out second.out
}
sed 's/^/  /' first.out
expect 'runs of the base that were made' 3 "$(cat first.err second.err | grep -c 'the base: begun')"
expect 'checks that waited for them' 1 "$(cat first.err second.err | grep -c 'waiting for another one that makes')"
expect 'what is kept of the base' 'lock nodes-2 nodes-4 paths ' "$(ls "$kept" | cut -d- -f1,2 |
	sed 's/^paths-.*/paths/' | tr '\n' ' ')"
for scenario in default local remote set-midway spill exact-full; do
	expect "boxes with $scenario" 2 "$(grep -c "^  $scenario  *1 holds" first.out)"
done
expect_line first.out 'KNOWN first-cpu'
expect_line first.out '^  ([0-9]+) of \1 as long as in BASE'
expect 'what --out keeps' 'check.json check.txt check.xml nodes-2 nodes-2.log nodes-4 nodes-4.log paths paths.log ' \
	"$(ls runs | tr '\n' ' ')"
expect 'boxes without their console' '' "$(for box in nodes-2 nodes-4 paths; do
	[ -s runs/$box/lab-console.log ] || echo $box
done)"

# Planted: in the base one path was shorter by one instruction.
mkdir planted
cp -R runs/paths planted/
awk -F, -v OFS=, '$14 ~ /^path/ && $14 != "path-share" && $3 == "version" &&
	$4 == "path=raw" { $16-- } { print }' runs/paths/samples.csv >planted/paths/samples.csv
check longer 1 --base planted --only paths --format junit
xmllint --noout longer.out || fail 'the JUnit file is no XML'
expect 'failures in the JUnit file' 1 "$(grep -c '<failure' longer.out)"

# A hypervisor that does not boot: a PVH dom0 needs an IOMMU, which the box does not have.
check panic 3 --base runs --only placement --nodes 4 --xen-options dom0=pvh
expect_line panic.out 'the hypervisor panicked: .*iommu must be enabled'
expect_line panic.err '^  .*Panic on CPU 0'
check late 125 --base runs --only placement --nodes 4 --timeout 2 --bisect
expect_line late.out 'was not done within 2 s'

# Ctrl-C while boxes run, of which some are for the base.
rm -rf "$kept"
"$XNB" check --base "$version" --nodes 4 >gone.out 2>gone.err &
gate=$!
qemus() {
	for child in $(pgrep -P $gate); do
		pgrep -P "$child" qemu-system
	done
}
tries=0
while [ "$(qemus | wc -l)" -lt 2 ] && [ $tries -lt 600 ]; do
	sleep 0.1
	tries=$((tries + 1))
done
running=$(qemus)
sleep 1
kill -INT $gate
wait $gate
expect 'status after SIGINT' 130 $?
[ "$(echo $running | wc -w)" -eq 2 ] || fail "not two QEMUs: $running"
for pid in $running; do
	! grep -q '^State:[[:space:]]*[^Z]' "/proc/$pid/status" 2>/dev/null ||
		fail "QEMU $pid is still there"
done
expect 'what SIGINT left' '' "$(ls tmp)"
expect 'what SIGINT left of the base' lock "$(ls -A "$kept")"
expect 'what is said after SIGINT' '' "$(cat gone.out)"
expect_line gone.err '^xen-numabench: check: interrupted: nothing was judged$'
