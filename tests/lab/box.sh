# SPDX-License-Identifier: GPL-2.0-or-later
# What goes into a box and what comes back: output as it is written, exit status, files.

# 20 MiB that no compressor or text translation would leave alone.
head -c 20971520 /dev/urandom >random
printf '#!/bin/sh\necho "put: $1"\n' >tool
chmod +x tool
lab exec --put tool --put random --get files -- sh -c '
	./tool argument
	echo "to stderr" >&2
	cat /etc/xen-numabench-lab
	mkdir /out/sub
	cp random /out/sub/
	ln -s sub/random /out/link
	exit 7'
expect 'status of exit 7' 7 "$status"
expect_line out '^put: argument$'
expect_line out '^(emulated|virtualized)$'
expect_line err '^to stderr$'
cmp random files/sub/random || fail 'the file that came back differs'
expect 'a link that came back' sub/random "$(readlink files/link)"
expect_line files/lab-console.log 'Xen version'

# A command that a signal ends, with the output that it had written by then.
lab exec -- sh -c 'echo before; kill -9 $$; echo after'
expect 'status of signal 9' 137 "$status"
expect 'output before the signal' before "$(cat out)"

# Standard output that is large and fast arrives whole and in order.
lab exec -- sh -c 'seq 1 200000'
expect 'status of seq' 0 "$status"
seq 1 200000 | cmp - out || fail 'the output differs'

lab exec -- no-such-command
expect 'status of a command that is not there' 127 "$status"
