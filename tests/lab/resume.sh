# SPDX-License-Identifier: GPL-2.0-or-later
# `lab run` interrupted in the middle brings back what there is, and goes on with it.

rows() {
	wc -l <run/samples.csv
}

"$XNB" lab run --preset quick --experiment placement --out run >out 2>err &
lab_pid=$!
tries=0
while ! grep -q '^\[' err && [ $tries -lt 1200 ]; do
	sleep 0.1
	tries=$((tries + 1))
done
kill -INT $lab_pid
wait $lab_pid
expect 'status after SIGINT' 130 $?
expect_line err 'go on with: lab run --resume run'
expect_line run/run.json '"state": ?"interrupted"'
before=$(rows)

lab run --preset quick --out run
expect 'status with the run directory of another run' 3 "$status"

lab run --resume run
expect 'status of the rest' 0 "$status"
expect 'what is printed' run "$(cat out)"
expect_line run/run.json '"state": ?"complete"'
[ "$(rows)" -gt "$before" ] || fail "no sample was added to the $before rows"
expect 'header rows' 1 "$(grep -c '^experiment,' run/samples.csv)"
