# SPDX-License-Identifier: GPL-2.0-or-later
# dom0 takes 64 MiB for good while a run goes on: the domains that this falls into may be
# suspect, all later ones are told exactly again.
lab exec --get got --put "$DATA/../lab/balloon_job.sh" -- sh ./balloon_job.sh
expect 'status of balloon_job.sh' 0 "$status"
sed 's/^/  /' out
expect_line out '^status: [04]$'
expect_line out '^before: [2-6]$'
expect_line out '^taken: [1-9][0-9]* KiB$'
expect 'units' 12 "$(grep -c ',unit,a=' got/run/samples.csv)"
suspects=$(grep -c ',suspect$' got/run/samples.csv)
[ "$suspects" -le 3 ] || fail "$suspects of 12 units are suspect"
expect 'domains whose nodes did not settle' 0 "$(grep -c unsettled got/run/samples.csv)"
# The last round, long after, is as if nothing had been.
expect 'suspect in the last round' 0 \
	"$(awk -F, '$8 == 3 && $17 != ""' got/run/samples.csv | wc -l)"
expect 'localities in the last round' 3 \
	"$(awk -F, '$8 == 3 && $3 == "populated" && $14 == "locality"' got/run/samples.csv |
		wc -l)"
# The status says what the rows say.
[ "$suspects" -eq 0 ] || expect_line out '^status: 4$'
[ "$suspects" -gt 0 ] || expect_line out '^status: 0$'
