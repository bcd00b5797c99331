# SPDX-License-Identifier: GPL-2.0-or-later
# In dom0, for until.sh. Timings of this box mean nothing, and nothing is waited for where they
# do not: so it says here that they do. What is tested is when a run stops, not what it says.
word=$(cat /etc/xen-numabench-lab)

# start NAME OPTION...: `run' in the background
start() {
	name=$1
	shift
	xen-numabench-dom0 run "$@" >/out/"$name".out 2>/out/"$name".err &
	pid=$!
}

# done_with NAME: waits for it
done_with() {
	wait $pid
	echo "$1 $?" >>/out/statuses
}

start emulated -e placement -s local --rounds 2 --until 2% --out /out/emulated
done_with emulated

start timed -e placement -s local,default --rounds 100000 --max-time 3s --out /out/timed
done_with timed

echo virtualized >/etc/xen-numabench-lab
start precise -m 16M -e creation --until 90% --max-time 200s --out /out/precise
until [ "$(grep -c ',unit,a=' /out/precise/samples.csv)" -ge 2 ] || ! kill -0 $pid; do
	sleep 0.1
done 2>/dev/null
kill -TERM $pid
done_with stopped
cp /out/precise/run.json /out/stopped.json
cp /out/precise/samples.csv /out/stopped.csv

# A row of a boot that run.json does not know.
cp -R /out/precise /out/mixed
sed -i '$s/^\(\([^,]*,\)\{4\}\)0,/\11,/' /out/mixed/samples.csv
cp /out/mixed/samples.csv /out/mixed.csv
start mixed --resume /out/mixed
done_with mixed

start resumed --resume /out/precise
done_with resumed

# This boot has the run already.
start again --resume /out/precise --another-boot
done_with again
echo "$word" >/etc/xen-numabench-lab
