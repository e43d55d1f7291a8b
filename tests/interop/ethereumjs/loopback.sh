#!/bin/sh
# Runs a command in a network namespace of its own in which only the loopback interface is up.
#
#   loopback.sh COMMAND [ARGUMENT...]
#
# Whatever has to talk to each other runs inside one call (or joins by `nsenter -t PID -n`).
set -eu

if [ "$#" -eq 0 ]; then
    echo "usage: loopback.sh COMMAND [ARGUMENT...]" >&2
    exit 2
fi

# Without root, a user namespace gives the right to make the network namespace.
if [ "$(id -u)" -eq 0 ]; then
    owner=
else
    owner=--map-root-user
fi

exec unshare --net $owner -- sh -c 'ip link set lo up && exec "$@"' sh "$@"
