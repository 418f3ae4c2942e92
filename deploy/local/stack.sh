# Shared by deploy/up, deploy/down, deploy/demo and deploy/bench, which source it. Leaves the project as the working
# directory.

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

run=$PWD/deploy/.run
stack_env=$run/stack.env
logs=$run/logs
launcher_jar=deploy/local/target/integration-local-0.1.0-SNAPSHOT.jar
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
small_jvm=(-Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1)

say() { printf '%(%H:%M:%S)T  %s\n' -1 "$*"; }

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# The launcher gets this variable and every process of the stack inherits it, so each can be found whatever else is lost.
member=INTEGRATION_STACK_MEMBER=$run

# The process ids of this stack, the launcher's among them, one a line.
stack_processes() {
  local environment
  for environment in /proc/[0-9]*/environ; do
    if grep -qszxF -e "$member" "$environment"; then
      environment=${environment#/proc/}
      printf '%s\n' "${environment%/environ}"
    fi
  done
}

# The process id of the launcher, or nothing.
launcher_process() {
  local pid
  for pid in $(stack_processes); do
    if tr '\0' '\n' 2>/dev/null < "/proc/$pid/cmdline" | grep -qxF -e "$launcher_jar"; then
      printf '%s\n' "$pid"
    fi
  done
}

# await SECONDS CONDITION...: whether the condition becomes true in that time.
await() {
  local ticks=$(($1 * 5))
  shift
  while ! "$@"; do
    [ $((ticks -= 1)) -gt 0 ] || return 1
    sleep 0.2
  done
}

is_gone() { [ -z "$(stack_processes)" ]; }

# Whether deploy/up or its launcher runs: it holds the lock as long as it lives.
is_locked() {
  (umask 077 && mkdir -p "$run")
  ! flock --nonblock "$run/lock" true
}
