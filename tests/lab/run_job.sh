# SPDX-License-Identifier: GPL-2.0-or-later
# In dom0, for run.sh: prints "NAME: value" lines that it judges, and leaves the run
# directories under /out.
X=xen-numabench-dom0
[ -x ./$X ] && X=./$X

. ./lost.sh

step plain -e placement -s local,default --rounds 1 --seed 5 --out /out/plain
step exists -e placement -s local --out /out/plain
step large -e placement -s local --memory 64G --out /out/large
step nonode -e placement -s local --cpu-node 7 --out /out/nonode
step trap -e bandwidth -s hard --rounds 1 --test-job trap --out /out/trap
step nonsense -e latency -s hard --rounds 1 --test-job nonsense --out /out/nonsense
step hang -e latency -s hard --rounds 1 --test-job hang --watchdog 2 --out /out/hang
step vcpus -e bandwidth -s hard --rounds 1 --vcpus 2 --out /out/vcpus

# A disk that fills up.
mkdir /full
mount -t tmpfs -o size=128k full /full
step full -e placement,hypercall -s default --rounds 1 --out /full/run
cp /full/run/samples.csv /out/full.csv
umount /full

# Stopped in the middle (a shell's background job ignores SIGINT), then on to the end.
$X run -e placement,latency -s local,remote,default --rounds 4 --seed 9 \
	--out /out/resumed >/out/stopped.out 2>/out/stopped.err &
run=$!
units=0
while [ "${units:-0}" -lt 3 ]; do # the file may not be there yet
	sleep 0.1
	units=$(grep -c ',unit,a=' /out/resumed/samples.csv 2>/dev/null)
done
kill -TERM $run
wait $run
echo "stopped: $?"
cp /out/resumed/run.json /out/stopped.json
cp /out/resumed/samples.csv /out/stopped.csv

# A refused resume leaves the run as it was, torn line and all.
cp -r /out/resumed /out/refused
sed -i 's/"xen_version": "/&of yesterday, /' /out/refused/run.json
printf 'placement,torn' >>/out/refused/samples.csv
cat /out/refused/* >/out/refused.before
step refused --resume /out/refused
cat /out/refused/* >/out/refused.after

step resumed --resume /out/resumed
step again --resume /out/resumed

# Stopped among the hypercalls of a unit, which is then done again from its beginning.
$X run -e hypercall --rounds 2 --out /out/calls >/dev/null 2>&1 &
run=$!
rows=0
while [ "${rows:-0}" -lt 100 ]; do
	sleep 0.1
	rows=$(grep -c '^hypercall,' /out/calls/samples.csv 2>/dev/null)
done
kill -TERM $run
wait $run
echo "cut: $?"
cp /out/calls/samples.csv /out/cut.csv
step calls --resume /out/calls

# What dom0 needs for a domain of 1 GiB in extents: the high-water marks of both processes.
$X run -e placement -s default --rounds 1 --memory 1G --out /out/big >/dev/null 2>&1 &
run=$!
most=0
while [ -d /proc/$run ]; do
	for status in $(grep -l "^PPid:.$run\$\|^Pid:.$run\$" /proc/[0-9]*/status 2>/dev/null); do
		kib=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "$status" 2>/dev/null)
		[ "${kib:-0}" -gt $most ] && most=$kib
	done
	sleep 0.05
done
wait $run
echo "big: $?"
echo "big KiB: $most"
