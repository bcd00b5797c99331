# SPDX-License-Identifier: GPL-2.0-or-later
# In dom0, for balloon.sh: dom0 gives memory back, and takes it again during a run.
X=xen-numabench-dom0
[ -x ./$X ] && X=./$X
target=/sys/devices/system/xen_memory/xen_memory0/target_kb
now=$(cat $target)

units() {
	grep -c ',unit,a=' /out/run/samples.csv 2>/dev/null
}

# What dom0 has, the balloon excluded.
total() {
	sed -n 's/^MemTotal:[^0-9]*\([0-9]*\).*/\1/p' /proc/meminfo
}

echo $((now - 65536)) >$target
sleep 3
$X run -e placement -s local,remote,default --rounds 4 --out /out/run \
	>/out/run.out 2>/out/run.err &
run=$!
until n=$(units) && [ "${n:-0}" -ge 2 ]; do
	[ -d /proc/$run ] || break
	sleep 0.1
done
before=$n
small=$(total)
echo $now >$target
wait $run
echo "status: $?"
echo "before: $before"
echo "taken: $(($(total) - small)) KiB"
