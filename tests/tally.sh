# SPDX-License-Identifier: Apache-2.0
# Runs programs that print TAP lines (`ok`, `not ok`) and counts the single tests.  Sourced by ./test.
#
# What counts as failed: every `not ok`, every skipped test (nothing is skipped silently), every test of the plan
# that never came, a program that ends badly without saying which test failed (crash, sanitizer, leak, time), and
# a program whose list of tests
# is empty.

# Prints "PASSED FAILED" for a TAP log and the exit code of the program that wrote it.
count_tap() {
    awk -v code="$2" '
        /^ok / || $0 == "ok" { if ($0 ~ /# *(SKIP|TODO)/) failed++; else passed++ }
        /^not ok/ { failed++ }
        /^(not )?ok|^1\.\.|^TAP version/ { tap = 1 }
        /^1\.\.[0-9]+/ { planned += substr($1, 4) }
        /^# tests [0-9]+$/ { node = 1; all = $3 }
        /^# pass [0-9]+$/ { good = $3 }
        END {
            if (node) { passed = good; failed = all - good }
            else if (planned > passed + failed) failed = planned - passed
            # A program that speaks no TAP at all is one test, told by its exit code.
            if (!tap && !node && code == 0) passed = 1
            if (code != 0 && failed == 0) failed = 1
            if (passed + failed == 0) failed = 1
            print passed + 0, failed + 0
        }' "$1"
}

# run_tap PART NAME SECONDS COMMAND...: runs one program, keeps its output in the log folder, notes the counts and
# shows the whole output when something failed.
run_tap() {
    local part=$1 name=$2 seconds=$3 log code passed failed began
    shift 3
    log=$logs/$part/$name.log
    mkdir -p "$(dirname "$log")"
    began=$(date +%s)
    timeout -k 5 "$seconds" "$@" >"$log" 2>&1 </dev/null
    code=$?
    [ "$code" = 124 ] && say "# stopped after $seconds seconds" >>"$log"
    read -r passed failed < <(count_tap "$log" "$code")
    printf '%s %s %s/%s\n' "$passed" "$failed" "$part" "$name" >>"$logs/counts"
    if [ "$failed" = 0 ]; then
        say "  $name: $passed passed ($(($(date +%s) - began)) s)"
    else
        # One write, so that two programs that run at once do not mix their output.
        say "$(say "  $name: $passed passed, $failed FAILED (exit code $code)"; sed 's/^/    /' "$log")"
    fi
}

# At most two programs at a time: call before starting one in the background.
wait_for_slot() {
    while [ "$(jobs -rp | wc -l)" -ge "${TEST_JOBS:-2}" ]; do wait -n || true; done
}
