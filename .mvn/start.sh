# Sourced by menura: starts Java, quickly where it can.
#
# The JVM starts from an archive of classes, loaded and linked (JEP 483, 514). It is made by running commands once
# (org.menura.cli.StartArchive): by the build, or, where there is none that this Java takes (a distribution just unpacked,
# another JDK, other jars), in the background when a command has ended. Without it, the same things happen, only later. The
# archive knows nothing of the Vector API, which is an incubator module: the JVM writes none that does, and with the API on
# the boot class path instead it boxes the vectors of some kernels.

# menura_java OPTION... CLASS ARGUMENT...: becomes Java.
menura_java() {
  # The Vector API is resolved by org.menura.tensor.cpu.simd.VectorApi (hence --add-exports): --add-modules would print a warning.
  # MENURA_CLASSPATH: jars and folders that add to Menura (docs/extend.md).
  # Without -Xms the JVM would begin with a heap of a 64th of the memory, and fill it before it collects.
  # shellcheck disable=SC2086 # MENURA_JAVA_OPTS holds several options
  exec "$JAVA_HOME/bin/java" \
    --add-exports java.base/jdk.internal.module=ALL-UNNAMED \
    --enable-native-access=ALL-UNNAMED \
    -XX:+UseSerialGC -Xms32m -XX:MaxRAMPercentage=70 \
    -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -Dmenura.home="$root" -Dmenura.onednn="$target/native" \
    ${MENURA_JAVA_OPTS-} \
    -cp "$target/menura-cli.jar${MENURA_CLASSPATH:+:$MENURA_CLASSPATH}" "$@"
}

# menura_joined PATH: the path as the name of one file.
menura_joined() (
  set -f
  IFS=/
  # shellcheck disable=SC2086 # split at each slash
  set -- $1
  IFS=_
  printf '%s' "$*"
)

# Sets $archive, where the archive is to be, and $archived, the one to start from: with the installation, or in the user's
# cache where nothing may be written there. Either is empty if there is none.
menura_find_archive() {
  menura_name=$(menura_joined "$JAVA_HOME").aot
  archive=$start/$menura_name
  if [ ! -w "$target" ]; then
    menura_cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
    archive=${menura_cache:+$menura_cache/menura/start/$(menura_joined "$root/$JAVA_HOME").aot}
  fi
  archived=$archive
  [ -f "$archived" ] || archived=$start/$menura_name
  [ -f "$archived" ] || archived=
}

# Makes the archive anew and waits for it; whatever fails, a slow start remains.
menura_archive() {
  menura_find_archive
  [ -z "$archive" ] || (
    MENURA_JAVA_OPTS=
    MENURA_CLASSPATH=
    menura_java org.menura.cli.StartArchive "$archive"
  ) </dev/null >/dev/null 2>&1 || true
}

# menura_launch CLASS ARGUMENT...: becomes Java, from the archive if possible. One that does not fit is ignored in silence.
menura_launch() {
  # What computes nothing has ended before the optimising compiler would have gained anything.
  case ${2-}:$* in
  tokenize:*" -f"* | tokenize:*" --file"*) ;;
  tokenize:* | info:* | show:* | list:* | ls:* | rm:* | help:* | --help:* | -h:* | --version:* | -V:*)
    set -- -XX:TieredStopAtLevel=1 "$@"
    ;;
  esac
  case ${MENURA_JAVA_OPTS-} in
  *AOT* | *-Xshare* | *-Xlog* | *SharedArchiveFile* | *bootclasspath*) ;;
  *)
    menura_find_archive
    if [ -n "$archived" ]; then
      set -- "-XX:AOTCache=$archived" '-Xlog:aot*=off' '-Xlog:cds*=off' -Dmenura.archived=true "$@"
    fi
    # With options or jars of the caller's, it would be no wonder if the archive did not fit.
    if [ -n "$archive" ] && [ -z "${MENURA_JAVA_OPTS-}${MENURA_CLASSPATH-}" ]; then
      set -- "-Dmenura.archive=$archive" "$@"
    fi
    ;;
  esac
  menura_java "$@"
}
