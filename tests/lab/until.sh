# SPDX-License-Identifier: GPL-2.0-or-later
# When a run stops: by its intervals, by its time, and where there is nothing to wait for.
lab exec --get got --put "$DATA/../lab/until_job.sh" -- sh ./until_job.sh
expect 'status of until_job.sh' 0 "$status"
expect 'statuses' 'emulated 0,timed 0,stopped 143,mixed 5,resumed 0,again 2,' \
	"$(tr '\n' , <got/statuses)"

# Emulated timings are not waited for: the rounds of the preset are all, or fewer if asked.
expect 'rounds where timings are emulated' 2 "$(jq .plans[0].rounds got/emulated/run.json)"
expect_line got/emulated.err 'ended: all planned .*timings mean nothing here'

# Out of time: complete, and what is missing of the last round is said.
jq -e '.state == "complete" and .stop[0].reason == "time"' got/timed/run.json >out ||
	fail 'the run that was out of time is not recorded as such'
expect_line got/timed.err 'ended: the time of 3 s was over (in|after) round'
rounds=$(jq .stop[0].rounds got/timed/run.json)
missing=$(jq .stop[0].missing_units got/timed/run.json)
expect 'units of the run out of time' "$((2 * rounds - missing))" \
	"$(grep -c ',unit,a=' got/timed/samples.csv)"
[ "$rounds" -lt 100000 ] || fail 'it was never out of time'

# By its intervals; interrupted on the way, it went on with what it had.
jq -e '.state == "interrupted" and .stop[0].reason == "interrupted" and
	.stop[0].series_within == ([.stop[0].series[] | select(.within)] | length)
	' got/stopped.json >out ||
	fail 'the interrupted run is not recorded as such'
jq -e '.state == "complete" and .stop[1].reason == "precise" and
	.stop[1].series_within == (.stop[1].series | length) and
	([.stop[1].series[] | .within and .units >= 10 and .effective_values >= 30] | all)
	' got/precise/run.json >out || {
	fail 'the run did not stop by its intervals'
	jq .stop got/precise/run.json
}
head -n "$(wc -l <got/stopped.csv)" got/precise/samples.csv | cmp -s - got/stopped.csv ||
	fail 'resuming changed what was there'
expect 'each round once' "$(jq .plans[0].rounds got/precise/run.json)" \
	"$(grep ',unit,a=' got/precise/samples.csv | grep -vc ',failed$')"
expect 'samples of each step' \
	"$(grep -c '^creation,,total,.*,duration,s,[^,]*,$' got/precise/samples.csv)" \
	"$(jq '.stop[1].series[] | select(.item == "total") | .values' got/precise/run.json)"
expect_line got/mixed.err '/out/mixed: .*rows of boot 1, and run.json has 1 boots'
cmp -s got/mixed.csv got/mixed/samples.csv || fail 'a refused resume changed the run'
expect_line got/resumed.err 'ended: every interval .*7 of 7 timed series are within \+-90 %'
expect_line got/again.err '--another-boot: the run has this boot of the host already'
