# Sourced by menura: what lets it start quickly, where MENURA_QUICK_START is set. All of it lies in $start, is made by
# running the command once (org.menura.cli.Rehearsal), and may be missing: then the same things happen, only later.
# It is not the default: with the cache the compiler boxes the vectors of some kernels, and long texts take longer.
#
# menura.aot is a cache of loaded classes and of how their methods are used (JEP 514, 515). The JVM takes none that knows
# of incubator modules, so the classes of the Vector API go to the boot class path instead, which needs the options that
# its module would have set. Kernels need not be watched again before they are compiled, and are worth waiting for: the
# Vector API is a hundred times slower before.

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

# The same with what lies in $start.
menura_quick_java() {
  menura_java \
    "-Xbootclasspath/a:$start/vector.jar" \
    --add-exports java.base/jdk.internal=ALL-UNNAMED \
    --add-exports java.base/jdk.internal.foreign=ALL-UNNAMED \
    --add-exports java.base/jdk.internal.javac=ALL-UNNAMED \
    --add-exports java.base/jdk.internal.misc=ALL-UNNAMED \
    --add-exports java.base/jdk.internal.util=ALL-UNNAMED \
    --add-exports java.base/jdk.internal.vm.annotation=ALL-UNNAMED \
    --add-exports java.base/jdk.internal.vm.vector=ALL-UNNAMED \
    -XX:+UnlockExperimentalVMOptions \
    -XX:+EnableVectorSupport -XX:+EnableVectorReboxing -XX:+EnableVectorAggressiveReboxing \
    -XX:CompileCommand=quiet \
    '-XX:CompileCommand=CompileThresholdScaling,org.menura.tensor.cpu.*::*,0.02' \
    '-XX:CompileCommand=BackgroundCompilation,org.menura.tensor.cpu.*::*,false' \
    "$@"
}

# Makes $start; whatever fails, a slow start remains.
menura_rehearse() {
  rm -rf "$start"
  mkdir -p "$start/vector" && (
    MENURA_JAVA_OPTS=
    MENURA_CLASSPATH=
    "$JAVA_HOME/bin/jimage" extract --dir "$start/vector" --include 'regex:/jdk.incubator.vector/.*' \
      "$JAVA_HOME/lib/modules" &&
      rm "$start/vector/jdk.incubator.vector/module-info.class" &&
      "$JAVA_HOME/bin/jar" --create --no-compress --file "$start/vector.jar" -C "$start/vector/jdk.incubator.vector" . &&
      (menura_quick_java -XX:AOTMode=record "-XX:AOTConfiguration=$start/menura.aotconf" \
        org.menura.cli.Rehearsal "$start/models") &&
      (menura_quick_java -XX:AOTMode=create "-XX:AOTConfiguration=$start/menura.aotconf" \
        "-XX:AOTCache=$start/menura.aot") &&
      cp "$JAVA_HOME/release" "$start/release"
  ) >"$start/log" 2>&1 </dev/null || true
  rm -rf "$start/vector" "$start/models" "$start/menura.aotconf"
}

# Whether $start was made with this Java and suits the caller's options.
menura_is_rehearsed() {
  [ -n "${MENURA_QUICK_START-}" ] && [ -f "$start/menura.aot" ] && [ -f "$start/release" ] || return 1
  case ${MENURA_JAVA_OPTS-} in
  *AOT* | *-Xshare* | *-Xlog:* | *SharedArchiveFile* | *bootclasspath* | *incubator*) return 1 ;;
  esac
  [ "$(cat "$start/release")" = "$(cat "$JAVA_HOME/release")" ]
}

# Commands that compute nothing spend most of their time on loading classes. The JVM keeps those in an archive (JEP 310),
# which it makes at the end of the first such command, and anew for another Java or other jars; it needs the archive that
# comes with the JDK, and says so aloud where that is missing. The other commands win nothing by it.
menura_light_java() {
  if [ -w "$target" ] && [ -f "$JAVA_HOME/lib/server/classes.jsa" ]; then
    menura_java -XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=$target/classes.jsa" \
      '-Xlog:cds*=off' '-Xlog:aot*=off' "$@"
  fi
  menura_java "$@"
}

# menura_launch CLASS ARGUMENT...: becomes Java, the quick way if possible. A cache that does not fit is ignored in
# silence.
menura_launch() {
  case ${MENURA_JAVA_OPTS-}:${2-} in
  *AOT*:* | *-Xshare*:* | *-Xlog*:* | *SharedArchiveFile*:*) ;;
  *:info | *:show | *:list | *:rm | *:help | *:--help | *:-h | *:--version | *:-V)
    menura_light_java -XX:TieredStopAtLevel=1 "$@"
    ;;
  *:tokenize) menura_light_java "$@" ;;
  esac
  if menura_is_rehearsed; then
    menura_quick_java "-XX:AOTCache=$start/menura.aot" '-Xlog:aot*=off' '-Xlog:cds*=off' "$@"
  fi
  menura_java "$@"
}
