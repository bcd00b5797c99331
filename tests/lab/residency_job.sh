# SPDX-License-Identifier: GPL-2.0-or-later
# residency_job.sh SCHEDULER: in dom0, for residency.sh.
X=xen-numabench-dom0
[ -x ./$X ] && X=./$X
xl info >/out/info
. ./lost.sh

# watched NAME ARGUMENT...: a run, and what `xl vcpu-list' sees of it.
watched() {
	insist "/out/$1" "/out/$1.err" watch_run "$@" || cat "/out/$1.err"
}

watch_run() {
	name=$1
	shift
	rm -f "/out/$name.list"
	$X run -e residency --rounds 1 --cpu-node 1 --out "/out/$name" "$@" \
		2>"/out/$name.err" &
	run=$!
	while kill -0 $run 2>/dev/null; do
		xl vcpu-list >>"/out/$name.list" 2>/dev/null
		sleep 0.2
	done
	wait $run
}
watched pinned -s hard
watched free -s floating

# A domain with a vCPU that runs, or has for a while, is taken away.
$X run -e residency --rounds 1 --samples 40 -s floating --out /out/gone 2>/out/gone.err &
run=$!
while kill -0 $run 2>/dev/null; do
	id=$(xl vcpu-list 2>/dev/null |
		awk '$2 ~ /^[1-9]/ && $5 ~ /r|b/ && $6 > 0 { print $2; exit }')
	[ -n "$id" ] && xl destroy "$id" 2>/dev/null && break
done
wait $run
echo "status $?" >/out/gone.status

unasked() {
	$X run -e residency --rounds 1 -s hard --fail-call "$1" --out /out/unasked \
		2>/out/unasked.err
}

# Each call of the beginning fails in turn, until it is the question for the scheduler; for
# one of them, as the answer does not matter.
for n in $([ "$1" = credit ] && seq 1 40); do
	rm -rf /out/unasked
	insist /out/unasked /out/unasked.err unasked "$n"
	grep -q 'does not tell which scheduler' /out/unasked.err && break
done
$X cleanup >/out/gone.left 2>&1
