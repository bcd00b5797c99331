#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Run by libxl.sh in dom0 of a box with a toolstack: what each step leaves behind goes to
# /out/NAME.left, its output to /out/NAME.
uuid=786e756d-6162-656e

# What there is of domains but dom0, in Xen and outside of it.
left() {
	{
		xl list | sed 1,2d
		xenstore-ls -f | grep -E "$uuid|^/(libxl|vm)/.|^/local/domain/[1-9]|backend"
		ls /var/lib/xen | grep "$uuid"
	} >"/out/$1.left"
}

# step NAME COMMAND...
step() {
	name=$1
	shift
	"$@" >"/out/$name" 2>&1
	echo "$name: $?"
	left "$name"
}

# Waits until libxl is in the midst of a creation.
wait_for_libxl() {
	i=0
	while [ $i -lt 400 ]; do
		xenstore-ls /vm | grep -q "$uuid" && return
		i=$((i + 1))
		usleep 20000
	done
	echo "no domain by libxl seen"
}

children_of() {
	cat "/proc/$1/task/$1/children"
}

run_for_long() {
	rm -rf /tmp/run
	xen-numabench run --out /tmp/run --experiment creation --rounds 100 >/tmp/log 2>&1 &
	run=$!
	wait_for_libxl
	worker=$(children_of $run)
}

step open ./libxl open
step place ./libxl place
step refuse ./libxl refuse

# Killed in the middle of populating, with nobody to reap: `cleanup' does.
step die ./libxl die
step cleanup xen-numabench cleanup
step abandon ./libxl abandon
step cleanup2 xen-numabench cleanup

# The worker is killed: the supervisor reaps. At several moments, for xenconsoled writes
# to xenstore while the domain is being taken away.
for ms in 0 20 40 60 80 100; do
	run_for_long
	usleep "${ms}000"
	kill -9 $worker
	wait $run
	echo "worker killed: $?"
done
left worker

# Both are killed at once; whether there is a domain at that moment is chance.
run_for_long
kill -STOP $run
kill -9 $worker $run
wait $run
step both xen-numabench cleanup

# Each call that a creation makes fails once, the toolstack's as well.
step failing ./failing creation

step creation xen-numabench run --out /out/creation.run --experiment creation --rounds 1

# xenstored is there, and does not answer: nobody waits for it for ever, and the domain
# goes. Without step meanwhile: xl would wait.
./libxl die >/out/die2 2>&1
kill -STOP "$(pidof xenstored)"
./libxl open >/out/silent 2>&1
echo "silent: $?"
xen-numabench cleanup >/out/cleanup3 2>&1
echo "cleanup3: $?"
kill -CONT "$(pidof xenstored)"
left silent

kill -9 "$(pidof xenconsoled)"
usleep 100000
step noconsole ./libxl open
step absent xen-numabench run --out /out/absent.run --experiment creation --rounds 1
kill -9 "$(pidof xenstored)"
usleep 100000
# Without step: where xenstored has died, xl waits for it for ever.
./libxl open >/out/nostore 2>&1
echo "nostore: $?"
