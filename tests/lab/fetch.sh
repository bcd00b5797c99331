# SPDX-License-Identifier: GPL-2.0-or-later
# Filling the cache, with the network: interrupted in the middle it leaves nothing that
# looks whole, and two at once fill it once.

"$XNB" lab fetch --cache cache >out 2>err &
lab_pid=$!
tries=0
while [ ! -e cache/files.new/debs ] && [ $tries -lt 600 ]; do
	sleep 0.1
	tries=$((tries + 1))
done
sleep 0.5
kill -TERM $lab_pid
wait $lab_pid
expect 'status after SIGTERM' 143 $?
[ ! -e cache/files ] || fail 'interrupted, it left a cache'

"$XNB" lab fetch --cache cache >first 2>first.err &
first=$!
status=0
"$XNB" lab fetch --cache cache >second 2>second.err || status=$?
expect 'status of the second' 0 "$status"
wait $first
expect 'status of the first' 0 $?
# What every box has, and the Xen.
expect 'downloads' 2 "$(cat first.err second.err | grep -c downloading)"
expect_line second.err 'waiting for another'
expect 'what is in the cache' 'files lock xen' "$(ls cache | tr '\n' ' ' | sed 's/ $//')"
expect 'what is there of the Xen' files "$(ls cache/xen/*)"
lab fetch --cache cache
expect_line out 'has everything already'
lab exec --cache cache --toolstack -- xl info
expect 'status of a box from it' 0 "$status"
