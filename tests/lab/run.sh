# SPDX-License-Identifier: GPL-2.0-or-later
# `run' in the box: what it leaves behind, how it ends, and how it goes on.
lab exec --get got --put "$DATA/../lab/lost.sh" --put "$DATA/../lab/run_job.sh" \
	-- sh ./run_job.sh
expect 'status of run_job.sh' 0 "$status"

# Exit statuses, and no domain of ours after any of them.
while read -r name wanted; do
	expect_line out "^$name: $wanted\$"
done <<'TABLE'
plain 0
exists 3
large 3
nonode 2
trap 5
nonsense 5
hang 5
vcpus 0
full 5
stopped 143
refused 3
resumed 0
again 2
cut 143
calls 0
big 0
TABLE
for name in plain exists large nonode trap nonsense hang vcpus full resumed; do
	expect_line "got/$name.left" '^nothing to clean up$'
done

# Messages name the thing and the remedy.
expect_line got/exists.err '/out/plain.*(--out|--resume)'
expect_line got/large.err 'node 0: [0-9]+ MiB.* needs 65552 MiB.*--memory'
expect_line got/nonode.err 'node 7'
expect_line got/trap.err 'vCPU 0 raised exception 6 '
expect_line got/hang.err 'no progress for 2 s[ ,].*--watchdog'
expect_line got/full.err '/full/run/[a-z.]+csv: .*No space left on device.*free some'
expect 'the last row of a full disk' '' "$(tail -c 1 got/full.csv | tr -d '\n')"
[ ! -e got/large ] || fail 'a domain that does not fit left a directory'

# What went wrong is a sample; what went well before it is one, too.
expect_line got/trap/samples.csv ',test-job,.*,status,1,6,crashed$'
expect_line got/trap/samples.csv ',triad,.*,bandwidth,B/s,[0-9.e+]+,$'
expect_line got/nonsense/samples.csv ',test-job,.*,status,1,2,implausible$'
expect_line got/hang/samples.csv ',test-job,.*,status,1,5,hung$'
expect_line got/hang/samples.csv ',chase,.*,latency,ns,[0-9.e+]+,$'
for name in trap nonsense hang; do
	expect_line "got/$name/samples.csv" ',unit,.*,duration,s,[0-9.e-]+,failed$'
	expect_line "got/$name/samples.csv" ',returned,.*,locality,1,1,$'
	expect_line "got/$name/run.json" '"state": *"failed"'
done

# 64 MiB as `local' are 32 extents on node 0, in one run-length coded row.
expect_line got/plain/samples.csv '^placement,local,populated,memory=67108864;order=9;type=pvh,.*,locality,1,1,$'
expect_line got/plain/samples.csv '^placement,default,populated,memory=67108864;order=9;type=pvh,.*,locality,1,0.5,$'
expect_line got/plain/extents.csv '^0,[01],0,9,32,0,delta$'
expect_line got/plain/run.json '"timing": *"emulated"'
expect_line got/plain/run.json '"seed": *5'

# Interrupted, it says so; resumed, it has each unit once and nothing is lost.
expect_line got/stopped.json '"state": *"interrupted"'
expect_line got/stopped.err 'run --resume /out/resumed'
expect_line got/resumed/run.json '"state": *"complete"'
# 4 rounds: 3 scenarios placed; 3 and local (1,1), remote (1,0) chased.
expect 'units of the resumed run' 32 "$(grep -c ",unit,a=" got/resumed/samples.csv)"
expect 'different units' 32 "$(grep ',unit,a=' got/resumed/samples.csv |
	cut -d, -f1,2,4,8 | sort -u | wc -l)"
head -n "$(wc -l <got/stopped.csv)" got/resumed/samples.csv | cmp -s - got/stopped.csv ||
	fail 'resuming changed what was there'
expect 'sequence numbers' "$(grep -c , got/resumed/samples.csv)" \
	"$(($(tail -n 1 got/resumed/samples.csv | cut -d, -f9) + 2))"

expect_line got/refused.err 'another Xen: .*of yesterday, 4'
cmp -s got/refused.before got/refused.after || fail 'a refused resume changed the run'

# An attempt that was cut off keeps its samples; no two samples share a key.
expect 'units closed before the cut' 0 "$(grep -c ',unit,a=' got/cut.csv)"
expect 'units closed' 2 "$(grep -c ',unit,a=' got/calls/samples.csv)"
for name in calls resumed; do
	expect "keys that occur twice in $name" '' \
		"$(cut -d, -f1-8,10,14 "got/$name/samples.csv" | sort | uniq -d | head -n 3)"
done

# The tool's own memory in dom0.
kib=$(sed -n 's/^big KiB: //p' out)
[ "${kib:-0}" -gt 500 ] || fail "no resident memory seen: '$kib' KiB"
[ "${kib:-0}" -lt 65536 ] || fail "$kib KiB resident for a domain of 1 GiB"
sed -n 's/^big KiB/resident KiB for a domain of 1 GiB/p' out
