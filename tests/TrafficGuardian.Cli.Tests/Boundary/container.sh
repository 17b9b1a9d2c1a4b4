# Runs a program as a container would, in namespaces of its own that the caller made: its root holds what is listed and nothing else.
#   container.sh FOLDER (SOURCE TARGET ro|rw)... -- [NAME=VALUE...] PROGRAM ARGUMENT...
set -e
root=$1
shift
libraries=usr/lib/$(uname -m)-linux-gnu
mount -t tmpfs -o mode=0755,size=1m tmpfs "$root"
mkdir -p "$root/proc" "$root/old"
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mkdir -p "$root$2"; else mkdir -p "$root${2%/*}"; : > "$root$2"; fi
  mount --bind "$1" "$root$2"
  mount -o "remount,bind,nosuid,$3" "$root$2"
  shift 3
done
shift
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
cd "$root"
pivot_root . old
# The last steps are done by programs of the old root, which is let go of before they run the program.
cd /old
LD_LIBRARY_PATH=./$libraries:./usr/lib64:./usr/lib:./lib64:./lib
export LD_LIBRARY_PATH
./usr/bin/mount -o remount,bind,ro /
./usr/bin/umount -l /old
exec ./usr/bin/setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all ./usr/bin/env -i -C / "$@"
