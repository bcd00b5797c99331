# SPDX-License-Identifier: GPL-2.0-or-later
# Domains that run at once: every N comes out, each domain lies where its layout says, what
# all did is no less than what the worst did N times, and one that fails takes the others
# down. Then loaded latency, in one domain and in several, and a line from CPU to CPU.
lab exec --timeout 500 --get got --put "$DATA/../lab/lost.sh" \
	--put "$DATA/../lab/together_job.sh" -- sh ./together_job.sh
for name in crowd:0 trap:5 loaded:0 cores:0; do
	expect_line out "^${name%:*}: ${name#*:}\$"
	expect_line "got/${name%:*}.left" '^nothing to clean up$'
done

# samples FILE SCENARIO ITEM METRIC: "domains vcpus domain iteration cpu_node mem_node value".
samples() {
	sed -n "s/^[a-z-]*,$2,$3,[^,]*domains=\([0-9]*\);[^,]*vcpus=\([0-9]*\),0,\([0-9]*\),\([0-9]*\),[0-9]*,[0-9]*,,\([0-9+]*\),\([0-9+]*\),[^,]*,$4,[^,]*,\([-+0-9.e]*\),.*/\1 \2 \3 \4 \5 \6 \7/p" "$1"
}

# check_work SCENARIO ITEM METRIC
check_work() {
	samples $rows "$1" "$2" "aggregate-$3" >all
	samples $rows "$1" "$2" "worst-$3" >worst
	expect "N of $2, $1" '1 2 3 4 6 8 ' "$(cut -d' ' -f1 all | sort -nu | tr '\n' ' ')"
	expect "vCPUs of one domain, $2, $1" '1 2 4 ' \
		"$(sed -n 's/^1 \([0-9]*\) .*/\1/p' all | sort -nu | tr '\n' ' ')"
	expect "$2, $1: N times the worst is more than all" '' \
		"$(paste -d' ' all worst | awk '$1 != $8 || $3 != $10 || $4 != $11 ||
			$14 * $1 > $7 * 1.000001 || $14 <= 0')"
	expect "domains of $1 with $2" 28 \
		"$(samples $rows "$1" "$2" "$3" | cut -d' ' -f3 | sort -u | wc -l)"
	samples $rows "$1" "$2" overlap >overlap
	expect "overlaps that cannot be, $2, $1" '' "$(awk '$7 < 0 || $7 > 1' overlap)"
	expect "a single domain that overlaps in part, $2, $1" '' \
		"$(awk '$1 == 1 && $7 != 1' overlap)"
}

rows=got/crowd/samples.csv
for scenario in local remote spread; do
	check_work $scenario triad bandwidth
	check_work $scenario compute flops
done

# Where they lie: by the pages as they were populated, and again as they came back.
nodes_of() {
	samples $rows "$1" triad bandwidth | cut -d' ' -f5,6 | sort -u | tr '\n' ';'
}
expect 'nodes of local' '0 0;' "$(nodes_of local)"
expect 'nodes of remote' '0 1;' "$(nodes_of remote)"
expect 'nodes of spread' '0 0;1 1;' "$(nodes_of spread)"
expect 'nodes of the four domains of spread' '2 0;2 1;' \
	"$(samples $rows spread triad bandwidth | awk '$1 == 4 {print $3, $6}' | sort -u |
		cut -d' ' -f2 | sort | uniq -c | sed 's/^ *//' | tr '\n' ';')"
for layout in local:1 spread:1 remote:0; do
	expect "pages of ${layout%:*} that came back" "28 ${layout#*:}" \
		"$(grep "^contention,${layout%:*},returned,.*,locality,1," $rows |
			cut -d, -f16 | sort | uniq -c | sed 's/^ *//')"
done

# A domain crashes in its second job: what was measured before stays, the others stop.
expect 'domains that crashed' 9 \
	"$(grep -c ',compute,.*,status,1,6,[a-z;-]*crashed' got/trap/samples.csv)"
expect 'domains that were stopped' 19 \
	"$(grep -c ',compute,.*,status,1,7,[a-z;-]*not-run' got/trap/samples.csv)"
expect_line got/trap/samples.csv ',triad,.*,aggregate-bandwidth,B/s,[0-9.e+]+,'
expect_line got/trap.err 'stopped in job [12] of 2, for another domain of its group had failed'
expect 'domains that gave their memory back after a crash' 28 \
	"$(grep -c ',returned,.*,locality,1,1,' got/trap/samples.csv)"

# Each delay has a latency, and all but the idle one a bandwidth.
delays_of() {
	grep ",$1,.*;domains=$3;.*;kernel=$4;.*,$2," got/loaded/samples.csv |
		grep -v warmup | sed 's/.*delay=\([^;]*\);.*/\1/' | sort -u | wc -l
}
for domains in 1 2; do
	for kernel in load mix-2-1; do
		expect "latencies, $domains domains, $kernel" 11 \
			"$(delays_of chase latency $domains $kernel)"
		expect "bandwidths, $domains domains, $kernel" 10 \
			"$(delays_of inject bandwidth $domains $kernel)"
	done
done

# Four CPUs have six pairs, and the vCPUs were on the nodes of their CPUs.
expect 'pairs' '0 1 0;0 2 0+1;0 3 0+1;1 2 0+1;1 3 0+1;2 3 1;' \
	"$(sed -n 's/^core-to-core,.*,transfer,from=\([0-9]*\);to=\([0-9]*\),0,0,[0-9]*,0,[0-9]*,,\([0-9+]*\),.*,latency,ns,[0-9.e+]*,$/\1 \2 \3/p' \
		got/cores/samples.csv | sort -u | tr '\n' ';')"
