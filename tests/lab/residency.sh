# SPDX-License-Identifier: GPL-2.0-or-later
# Where vCPUs run, by the record and by xl, under two schedulers.

# shares DIR: each vCPU's shares of an interval add up to 1, idle less than busy.
shares() {
	awk -F, -v dir="$1" '
		function param(key,  parts, pair, i, n) {
			n = split($4, parts, ";")
			for (i = 1; i <= n; i++) {
				split(parts[i], pair, "=")
				if (pair[1] == key)
					return pair[2]
			}
		}
		$14 == "residency" { sum[$6 "," $10 "," $7] += $16 }
		$14 == "cpu-share" && $17 !~ /implausible/ { cpu[param("load")] += $16; n[param("load")]++ }
		END {
			for (i in sum) {
				all++
				if (sum[i] < 0.999999 || sum[i] > 1.000001)
					print "FAILED: " dir ", domain,vcpu,interval " i ": " sum[i]
			}
			print dir ": " all + 0 " intervals"
			idle = n["idle"] ? cpu["idle"] / n["idle"] : 9
			busy = n["busy"] ? cpu["busy"] / n["busy"] : 0
			if (idle >= busy)
				print "FAILED: " dir ": idle " idle ", busy " busy " CPUs a vCPU"
		}' "$1/samples.csv" >shares
	cat shares
	grep -q FAILED shares && fail "shares of $1"
	expect_line shares ': [1-9][0-9]* intervals$'
}

# nodes_recorded DIR: the nodes of which some vCPU has a share.
nodes_recorded() {
	awk -F, '$14 == "residency" && $16 > 0 {
			match($4, /node=[0-9]+/)
			print substr($4, RSTART + 5, RLENGTH - 5)
		}' "$1/samples.csv" | sort -u | tr '\n' ' '
}

# nodes_seen FILE: the same by `xl vcpu-list'; a box has two CPUs a node.
nodes_seen() {
	awk '$4 ~ /^[0-9]+$/ && $2 > 0 && $5 ~ /r|b/ { print int($4 / 2) }' "$1" |
		sort -u | tr '\n' ' '
}

for scheduler in credit2 credit; do
	rm -rf got
	lab exec --toolstack --xen-options "sched=$scheduler" --get got \
		--put "$DATA/../lab/lost.sh" --put "$DATA/../lab/residency_job.sh" \
		-- sh ./residency_job.sh "$scheduler"
	expect "status under $scheduler" 0 "$status"
	expect "Xen's own word" "$scheduler" "$(sed -n 's/^xen_scheduler *: //p' got/info)"
	for name in pinned free; do
		expect "scheduler recorded for $name" "scheduler=$scheduler" "$(
			sed -n 's/.*,vcpu,.*;\(scheduler=[^;]*\);.*/\1/p' \
				got/$name/samples.csv | sort -u)"
		shares got/$name
		expect_line got/$name.list '^[^ ]+ +[0-9]+ +[0-9]+ +[0-9]+ +[-rb]+ '
	done

	# Pinned to node 1: there in each look, and wherever xl looks.
	expect 'other shares of pinned vCPUs' '' "$(
		awk -F, '$14 == "residency" && $4 ~ /node=1/ && $16 != 1' \
			got/pinned/samples.csv)"
	expect 'nodes of pinned vCPUs' '1 ' "$(nodes_recorded got/pinned)"
	expect 'nodes of pinned vCPUs by xl' '1 ' "$(nodes_seen got/pinned.list)"

	# Node affinity {1} and no more: as many busy vCPUs as CPUs are on both.
	expect 'memory of the free domain' '1' "$(
		awk -F, '$3 == "returned" { print $16 }' got/free/samples.csv | sort -u)"
	expect 'nodes of free vCPUs' '0 1 ' "$(nodes_recorded got/free)"
	expect 'nodes of free vCPUs by xl' '0 1 ' "$(nodes_seen got/free.list)"

	# A domain that goes meanwhile is a message, and nothing is left.
	expect_line got/gone.status '^status 5$'
	expect_line got/gone.err 'domain [0-9]+: .*(somebody else destroyed it|xl list)'
	expect_line got/gone.left '^nothing to clean up$'
	expect_line got/gone/run.json '"state": *"failed"'
done

# A Xen that does not tell its scheduler: unknown, and said so.
expect_line got/unasked.err 'does not tell which scheduler'
expect_line got/unasked/samples.csv ',vcpu,.*;scheduler=unknown;'
