# SPDX-License-Identifier: GPL-2.0-or-later
# semantics_job.sh CHECK DOMID: what the toolstack says of a domain, in lines that begin
# with the name of the check.
say() {
	sed "s/^(XEN) *//; s/^/$1 $2: /"
}

xl list -n | grep -E "^[^ ]+ +$2 " | say "$1" list
xl vcpu-list | grep -E "^[^ ]+ +$2 " | say "$1" vcpu-list
# The last pressing in the ring is this one.
xl debug-keys u
xl dmesg | awk -v wanted="Domain $2 (total:" '
	/pressed -> dumping numa info/ { text = ""; inside = 0 }
	/\(total: [0-9]+\):$/ { inside = index($0, wanted) }
	inside { text = text $0 "\n" }
	END { printf "%s", text }' | say "$1" key
