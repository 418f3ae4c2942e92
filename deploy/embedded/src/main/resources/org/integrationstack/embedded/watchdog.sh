# Ends the children of a JVM that is gone: however it went, the pipe on standard input then ends.
# Lines read: "watch PID SIGNAL", "forget PID", "remove - DIRECTORY". The positional parameters collect the directories.
trap '' INT TERM HUP
runs() {
  kill -0 "$1" || return 1
  # One that has ended is still listed until somebody asks for its exit code.
  read -r stat <"/proc/$1/stat" && case ${stat##*)} in " Z"*) return 1 ;; esac
  return 0
}
children=
while read -r verb first second; do
  case $verb in
    watch) children="$children $first:$second" ;;
    forget)
      others=
      for child in $children; do [ "${child%%:*}" = "$first" ] || others="$others $child"; done
      children=$others
      ;;
    remove) set -- "$@" "$second" ;;
  esac
done
for child in $children; do
  kill -"${child#*:}" "${child%%:*}"
  kill -CONT "${child%%:*}"
done
ticks=0
while [ "$ticks" -lt 50 ]; do
  alive=
  for child in $children; do runs "${child%%:*}" && alive=yes; done
  [ -n "$alive" ] || break
  sleep 0.1
  ticks=$((ticks + 1))
done
for child in $children; do kill -KILL "${child%%:*}"; done
for directory in "$@"; do rm -rf -- "$directory"; done
