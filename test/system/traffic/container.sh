# As a container runtime does it: a root folder of its own with /proc, /sys and the app, its own users, and the
# capabilities that docs/containers.md gives. Runs in a mount namespace of its own. ROOT APP COMMAND...
set -e
root=$1 app=$2
shift 2
mount -t tmpfs none "$root"
cd "$root"
mkdir -p usr etc proc sys dev tmp opt app
for folder in bin sbin lib lib64; do
  if [ -L /$folder ]; then cp -a /$folder .; elif [ -d /$folder ]; then mkdir -p $folder && mount --bind /$folder $folder; fi
done
mount --bind /usr usr
mount --rbind /sys sys
mount --rbind /dev dev
mount -t proc proc proc
mount --bind "$app" app
cp /etc/ld.so.cache etc/
echo 'inside:x:0:0::/:/bin/sh' >etc/passwd
cp /bin/bash opt/splunkd
exec chroot . setpriv --bounding-set -all,+bpf,+perfmon,+dac_read_search "$@"
