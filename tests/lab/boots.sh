# SPDX-License-Identifier: GPL-2.0-or-later
# One run of two boots. The second box dies before it is done: what the first one gave stays,
# and the run goes on with another box.

member() {
	jq -r "$1" run/run.json
}

"$XNB" lab run --boots 2 --experiment placement --scenario default,local --rounds 1 --seed 7 \
	--out run >out 2>err &
lab_pid=$!
tries=0
while [ "$(grep -c 'Xen version' run/lab-console.log 2>/dev/null)" != 2 ] &&
	[ $tries -lt 1200 ]; do
	sleep 0.1
	tries=$((tries + 1))
done
cp run/samples.csv first.csv
qemu=$(ps -o pid= -o comm= --ppid $lab_pid | awk '$2 ~ /^qemu/ { print $1 }')
kill -KILL "$qemu"
wait $lab_pid
expect 'status when the second box dies' 3 $?
sed 's/^/  /' err
expect_line err '^xen-numabench: boot 2 of 2$'
expect_line err 'boot 2 of 2 did not end well; run keeps what came back'
expect_line err 'go on with: xen-numabench lab run --resume run --boots 2$'
expect 'printed when the second box died' '' "$(cat out)"
expect 'state after the first boot' complete "$(member .state)"
expect 'boots after the first one' 1 "$(member '.boots | length')"
cmp -s first.csv run/samples.csv || fail 'the box that died changed the samples'

lab run --resume run --boots 2
expect 'status of the second boot' 0 "$status"
expect 'what is printed' run "$(cat out)"
expect 'state' complete "$(member .state)"
expect 'different boots' 2 "$(member '[.boots[].id] | unique | length')"
expect 'boots in the repetitions' 2 "$(member .repetitions.boots)"
expect 'plans' '7 0 1' "$(member '.plans[0] | "\(.seed) \(.first_block) \(.rounds)"')"
expect 'first round of the second plan' 1 "$(member '.plans[1].first_block')"
[ "$(member '.plans[1].seed')" != 7 ] || fail 'both boots have one order'
expect 'why each boot ended' 'plan plan' "$(member '[.stop[].reason] | join(" ")')"
expect 'boots of the reasons' '0 1' "$(member '[.stop[].boot | tostring] | join(" ")')"

# The rows of the first boot stay as they were; those of the second follow.
head -n "$(wc -l <first.csv)" run/samples.csv | cmp -s - first.csv ||
	fail 'the second boot changed the samples of the first'
expect 'units of each boot and round' '2 0 0 2 1 1 ' "$(grep ',unit,a=' run/samples.csv |
	cut -d, -f5,8 | tr , ' ' | sort | uniq -c | tr -s ' \n' ' ' | sed 's/^ //')"
expect 'domains with extents' '0,0 0,1 1,0 1,1 ' \
	"$(sed 1d run/extents.csv | cut -d, -f1,2 | sort -u | tr '\n' ' ')"
expect 'sequence numbers' "$(grep -c , run/samples.csv)" \
	"$(($(tail -n 1 run/samples.csv | cut -d, -f9) + 2))"

"$XNB" report run --out page >out 2>err || fail "report: $(cat err)"
expect_line page/report.html '2 boots'

# What has the boots that it was asked for has nothing to go on with.
lab run --resume run --boots 2
expect 'status of what is complete' 2 "$status"
expect_line err 'run is complete \(boots: 2\), .*--boots 3 adds one'
