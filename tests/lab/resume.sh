# SPDX-License-Identifier: GPL-2.0-or-later
# `lab run` interrupted in the middle brings back what there is, and goes on with it.

rows() {
	wc -l <run/samples.csv
}

"$XNB" lab run --preset quick --experiment placement --nodes 3 \
	--memory-per-node 1G --out run >out 2>err &
lab_pid=$!
tries=0
while ! grep -q '^\[' err && [ $tries -lt 1200 ]; do
	sleep 0.1
	tries=$((tries + 1))
done
kill -INT $lab_pid
wait $lab_pid
expect 'status after SIGINT' 130 $?
expect_line err 'go on with: xen-numabench lab run --resume run'
expect_line run/run.json '"state": ?"interrupted"'
! grep 'xen-numabench run --resume' err || fail 'told to go on without the lab'
before=$(rows)

lab run --preset quick --out run
expect 'status with the run directory of another run' 3 "$status"

# In another box it would not go on; that is said before one is booted.
lab run --resume run --nodes 2
expect 'status with another box' 2 "$status"
expect_line err 'begun with --nodes=3 .*leave the options of the box out'
mkdir odd
cp run/run.json odd/
for words in '"box"' 7 '"--help"'; do
	echo "{\"options\": [$words]}" >odd/lab.json
	lab run --resume odd
	case "$status" in [23]) ;; *) fail "status with a record of $words: $status" ;; esac
	expect_line err 'odd/lab\.json: '
done
lab run --resume run --xen 4.20
expect 'status with another Xen' 2 "$status"
expect_line err 'begun with .*--xen=4\.17.*leave the options of the box out'
expect_line run/run.json '"state": ?"interrupted"'

lab run --res run
expect 'status of the rest' 0 "$status"
expect 'what is printed' run "$(cat out)"
expect_line run/run.json '"state": ?"complete"'
[ "$(rows)" -gt "$before" ] || fail "no sample was added to the $before rows"
expect 'boots in the console log' 2 "$(grep -c 'Xen version' run/lab-console.log)"
# One plan, and each boot that it was measured in.
expect 'boots and plans' '2 1' "$(jq -r '"\(.boots | length) \(.plans | length)"' run/run.json)"
expect 'why each ended' 'interrupted plan' "$(jq -r '[.stop[].reason] | join(" ")' run/run.json)"
lab run --resume run
expect 'status of what is complete' 2 "$status"
expect_line err '^xen-numabench: --resume: run: the run is complete'
expect 'boots in the console log' 2 "$(grep -c 'Xen version' run/lab-console.log)"
expect 'header rows' 1 "$(grep -c '^experiment,' run/samples.csv)"

# Interrupted while it boots there is nothing to go on with: the same command works.
"$XNB" lab run --preset quick --experiment placement --rounds 1 --out boot >out 2>err &
lab_pid=$!
tries=0
while ! grep -q 'Xen version' boot/lab-console.log 2>/dev/null && [ $tries -lt 300 ]; do
	sleep 0.1
	tries=$((tries + 1))
done
kill -INT $lab_pid
wait $lab_pid
expect 'status after SIGINT while booting' 130 $?
expect_line err 'interrupted by signal 2 while (the hypervisor|dom0) booted'
! grep 'go on with' err || fail 'told to go on with nothing'
lab run --preset quick --experiment placement --rounds 1 --out boot
expect 'status of the same command' 0 "$status"
