# Sourced by mvnw and menura: sets JAVA_HOME to a JDK 25, whatever the default java is.

# Whether a folder holds a JDK 25, or a runtime where menura_tool=java asks for no more. Its `release` file names the
# version, so that no JVM need be started to ask; nothing but the shell is needed to read it.
menura_is_jdk() {
  [ -x "$1/bin/${menura_tool:-javac}" ] && [ -r "$1/release" ] || return 1
  while read -r menura_line || [ -n "$menura_line" ]; do
    case $menura_line in
    JAVA_VERSION=\"25[.\"]*) return 0 ;;
    esac
  done <"$1/release"
  return 1
}

menura_find_jdk() {
  if [ -n "${JAVA_HOME-}" ] && menura_is_jdk "$JAVA_HOME"; then
    export JAVA_HOME
    return 0
  fi
  menura_java=$(command -v java 2>/dev/null && :) || menura_java=
  if [ -n "$menura_java" ] && command -v readlink >/dev/null 2>&1; then
    menura_java=$(readlink -f "$menura_java" 2>/dev/null) || menura_java=
  fi
  set +f
  for menura_home in \
    "${menura_java%/bin/java}" \
    "${JAVA_HOME_25-}" "${JDK25_HOME-}" "${JAVA25_HOME-}" "${JAVA_HOME_25_X64-}" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${HOME-}"/.sdkman/candidates/java/* \
    "${HOME-}"/.jdks/* "${HOME-}"/.gradle/jdks/* "${HOME-}"/.local/share/mise/installs/java/*; do
    if [ -n "$menura_home" ] && menura_is_jdk "$menura_home"; then
      JAVA_HOME=$menura_home
      export JAVA_HOME
      return 0
    fi
  done
  echo "Menura needs a JDK 25, and none was found: install one from https://adoptium.net/temurin/releases/?version=25" \
    "(or 'sdk install java 25-tem') and, if it is still not found, set JAVA_HOME to it." >&2
  return 1
}
