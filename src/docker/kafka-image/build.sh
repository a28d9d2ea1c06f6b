#!/usr/bin/env bash
# Builds the image millrace/kafka:VERSION from nothing but this machine: Kafka's jars by Maven, a Java runtime by jlink,
# and a shell with its libraries copied from the host. Nothing is pulled. It meets the contract that Testcontainers'
# KafkaContainer has with apache/kafka: sh, bash, a sleep that takes fractions, /etc/kafka/docker/run, and the line
# "Transitioning from RECOVERY to RUNNING" on stdout.
#
#   src/docker/kafka-image/build.sh          needs Maven, a JDK with jmods, ldd, and a Docker engine that answers
#
# It does nothing when the image of these very inputs exists already; FORCE=1 builds it anyway.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../.." && pwd)
version=$(sed -n 's:.*<kafka.version>\(.*\)</kafka.version>.*:\1:p' "$project/pom.xml")
image=millrace/kafka:$version
inputs=$(cat "$here"/* "$project/src/embedded/pom.xml" "$project/pom.xml" | sha256sum | cut -c1-16)

if [ -z "${FORCE:-}" ] &&
  [ "$(docker image inspect --format '{{index .Config.Labels "io.millrace.inputs"}}' "$image" 2>/dev/null)" = "$inputs" ]; then
  echo "$image is up to date"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/rootfs
mkdir -p "$root"/{bin,usr,etc/kafka/docker,opt/kafka/libs,tmp,var/lib/kafka,proc,sys,dev}
chmod 1777 "$root/tmp" "$root/var/lib/kafka"
ln -s ../bin "$root/usr/bin"

echo "jars of kafka_2.13 $version"
mvn -q -B -ntp -f "$project/pom.xml" -pl src/embedded dependency:copy-dependencies \
  -DincludeScope=runtime -DoutputDirectory="$root/opt/kafka/libs"

echo "Java runtime"
java_home=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
"$java_home/bin/jlink" --add-modules java.se,jdk.unsupported,jdk.crypto.ec,jdk.management,jdk.zipfs \
  --strip-java-debug-attributes --no-header-files --no-man-pages --compress=1 --output "$root/opt/java"
find "$root/opt/java" -name '*.so' -path '*awt*' -delete
rm -f "$root"/opt/java/lib/lib{splashscreen,jsound}.so

echo "shell"
for tool in bash sleep mkdir cat; do
  cp -L "$(type -P "$tool")" "$root/bin/$tool"
done
cp -L "$(type -P dash || type -P bash)" "$root/bin/sh"

# Every shared library that a program or library in the root names, at the path its loader looks for it.
libraries() {
  find "$root/bin" "$root/opt/java/bin" "$root/opt/java/lib" -type f \( -perm -u+x -o -name '*.so' \) -print0 |
    xargs -0 -n1 ldd 2>/dev/null | grep -oE '/[^ :]+\.so[^ :]*' | grep -v "^$root" | sort -u
}
for library in $(libraries); do
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done

printf 'root:x:0:0:root:/:/bin/sh\nkafka:x:1000:1000:kafka:/tmp:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\nkafka:x:1000:\n' >"$root/etc/group"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
install -m 755 "$here/run" "$root/etc/kafka/docker/run"
install -m 644 "$here/logback.xml" "$root/etc/kafka/logback.xml"
cp "$here/Dockerfile" "$work/Dockerfile"

# The builder that every engine has; its successor is a plugin of the client that may be missing.
DOCKER_BUILDKIT=0 docker build -q --label "io.millrace.inputs=$inputs" -t "$image" "$work" 2>"$work/build.log" ||
  { cat "$work/build.log" >&2; exit 1; }
echo "$image built: $(docker image inspect --format '{{.Size}}' "$image" | awk '{printf "%.0f MB", $1 / 1e6}')"
