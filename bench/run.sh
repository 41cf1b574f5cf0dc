# Sourced by the scripts beside it, which set `main`: builds Menura and this module where sources are newer, and runs a
# class of it.

bench=$(cd "$(dirname "$0")" && pwd -P)
root=$(dirname "$bench")

. "$root/.mvn/jdk.sh"
menura_find_jdk || exit 1

"$root/menura" --version >/dev/null || exit 1

built=$bench/target/bench.built
if [ ! -f "$built" ] || [ -n "$(find "$root"/menura-*/src/main "$bench/pom.xml" "$bench/src/main" -newer "$built" \
  2>/dev/null | head -n 1)" ]; then
  echo "Building the benchmarks..." >&2
  rm -rf "$bench/target/lib"
  mkdir -p "$bench/target"
  touch "$built.start"
  (cd "$root" && ./mvnw -q -Pbench -Dmaven.test.skip=true -pl bench -am package </dev/null >&2) || exit 1
  mv "$built.start" "$built"
fi

exec "$JAVA_HOME/bin/java" \
  --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
  -XX:+UseSerialGC -XX:MaxNewSize=64m -XX:MetaspaceSize=128m -XX:MaxRAMPercentage=70 \
  -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -Dmenura.home="$root" -Dmenura.onednn="$root/menura-cli/target/native" \
  -cp "$bench/target/menura-bench.jar:$bench/target/lib/*" "$main" "$@"
