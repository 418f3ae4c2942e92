# Ends the children of a JVM that is gone: however it went, the pipe on standard input then ends.
# Lines read: "watch PID SIGNAL", "forget PID", "remove - DIRECTORY". The positional parameters collect the directories.
trap '' INT TERM HUP
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
  for child in $children; do kill -0 "${child%%:*}" && alive=yes; done
  [ -n "$alive" ] || break
  sleep 0.1
  ticks=$((ticks + 1))
done
for child in $children; do kill -KILL "${child%%:*}"; done
for directory in "$@"; do rm -rf -- "$directory"; done
