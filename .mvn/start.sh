# Sourced by menura: starts Java, quickly where it can.
#
# The JVM starts from an archive of classes, loaded and linked (JEP 483, 514). It is made by running commands once
# (org.menura.cli.StartArchive): by the build, or, where there is none that this Java takes (a distribution just unpacked,
# another JDK, other jars), in the background when a command has ended. Without it, the same things happen, only later. The
# archive knows nothing of the Vector API, which is an incubator module: the JVM writes none that does, and with the API on
# the boot class path instead it boxes the vectors of some kernels.

# menura_java OPTION... CLASS ARGUMENT...: becomes Java.
menura_java() {
  # Where the standard input is closed, the first file that Java opens would take its place, and be read as a prompt.
  { true 9<&0; } 2>/dev/null || exec </dev/null
  # The Vector API is resolved by org.menura.tensor.cpu.simd.VectorApi (hence --add-exports): --add-modules would print a warning.
  # MENURA_CLASSPATH: jars and folders that add to Menura (docs/extend.md).
  # Without -Xms the JVM would begin with a heap of a 64th of the memory, and fill it before it collects. A third of a heap that
  # has grown would be its nursery, all of which is touched before it is collected. MetaspaceSize: the first full collection that
  # new classes cause would come at 21 MB of them.
  case "${MENURA_JAVA_OPTS-} ${JAVA_TOOL_OPTIONS-} ${JDK_JAVA_OPTIONS-}" in
  *-Xm* | *NewSize* | *HeapSize*) ;; # a heap of the user's, which may be smaller
  *) set -- -XX:MaxNewSize=64m "$@" ;;
  esac
  # shellcheck disable=SC2086 # MENURA_JAVA_OPTS holds several options
  exec "$JAVA_HOME/bin/java" \
    --add-exports java.base/jdk.internal.module=ALL-UNNAMED \
    --enable-native-access=ALL-UNNAMED \
    -XX:+UseSerialGC -Xms32m -XX:MetaspaceSize=128m -XX:MaxRAMPercentage=70 \
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

# menura_find_archive [SCOPE]: sets $archive, where the archive of that scope is to be (run: of runs of GGUF files; else of
# all commands), and $archived, the one to start from: with the installation, or in the user's cache where nothing may be
# written there. Either is empty if there is none.
menura_find_archive() {
  menura_scope_end=${1:+-$1}.aot
  menura_name=$(menura_joined "$JAVA_HOME")$menura_scope_end
  archive=$start/$menura_name
  if [ ! -w "$target" ]; then
    menura_cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
    archive=${menura_cache:+$menura_cache/menura/start/$(menura_joined "$root/$JAVA_HOME")$menura_scope_end}
  fi
  archived=$archive
  [ -f "$archived" ] || archived=$start/$menura_name
  [ -f "$archived" ] || archived=
}

# Makes the archives anew and waits for them; whatever fails, a slow start remains.
menura_archive() {
  for menura_scope in all run; do
    menura_find_archive "${menura_scope#all}"
    [ -z "$archive" ] || (
      MENURA_JAVA_OPTS=
      MENURA_CLASSPATH=
      menura_java org.menura.cli.StartArchive "$archive" "$menura_scope"
    ) </dev/null >/dev/null 2>&1 || true
  done
}

# menura_kernels: whether menura-x86 has machine code for this processor.
menura_kernels() {
  [ -r /proc/cpuinfo ] || return 1
  while read -r menura_field menura_value; do
    if [ "$menura_field" = flags ]; then
      case " $menura_value " in *" avx2 "*) ;; *) return 1 ;; esac
      case " $menura_value " in *" fma "*) ;; *) return 1 ;; esac
      case " $menura_value " in *" f16c "*) return 0 ;; esac
      return 1
    fi
  done </proc/cpuinfo
  return 1
}

# menura_is_written MODEL: whether MODEL is a GGUF file or a Hugging Face folder of an architecture whose passes are machine
# code from end to end (ColdStartTest tries each). A GGUF file begins with its architecture.
menura_is_written() {
  menura_begin=
  if [ -d "$1" ]; then
    [ -r "$1/config.json" ] || return 1
    while read -r menura_line || [ -n "$menura_line" ]; do
      # Parts of other kinds, and weights in forms of their own, have a section.
      case $menura_line in *_config\"*:*) return 1 ;; esac
      menura_begin=$menura_begin$menura_line
    done <"$1/config.json"
    for menura_name in Llama Mistral Mixtral Qwen2 Qwen3 Qwen3Moe Gemma Gemma2 Gemma3 Phi Phi3 Olmo Olmo2 Olmoe Starcoder2 \
      GPTNeoX Bloom Falcon Mamba Mamba2; do
      case $menura_begin in *'"architectures"'*\""$menura_name"ForCausalLM\"*) return 0 ;; esac
    done
    return 1
  fi
  case $1 in *.gguf) [ -f "$1" ] && [ -r "$1" ] && command -v head >/dev/null || return 1 ;; *) return 1 ;; esac
  { menura_begin=$(head -c 96 "$1" && echo); } 2>/dev/null # without zero bytes, of which the shell may complain
  for menura_name in llama qwen2 qwen3 qwen3moe gemma gemma2 gemma3 phi2 phi3 olmo olmo2 olmoe starcoder starcoder2 gpt2 \
    gptneox bloom falcon mamba mamba2 rwkv6 rwkv7; do
    case $menura_begin in
    GGUF*general.architecture[[:cntrl:]][[:cntrl:]]"$menura_name"[[:cntrl:]]*) return 0 ;;
    esac
  done
  return 1
}

# menura_parse VALUED FLAGS ARGUMENT...: reads the arguments of a command. VALUED and FLAGS list options with and without a
# value, with blanks around each; any other is refused. Sets $menura_model, what --model says, and $menura_rest, the last
# argument that is no option.
menura_parse() {
  menura_valued=$1 menura_flags=$2 menura_model='' menura_rest=''
  shift 2
  while [ $# -gt 0 ]; do
    menura_name=${1%%=*}
    case $menura_flags:$menura_valued:$1 in
    *" $1 "*:*:-*) ;;
    *:*" $menura_name "*:-*)
      if [ "$menura_name" = "$1" ]; then
        [ $# -gt 1 ] || return 1
        shift
      fi
      case $menura_name in -m | --model) menura_model=${1#"$menura_name="} ;; esac
      ;;
    *:-*) return 1 ;;
    *) menura_rest=$1 ;;
    esac
    shift
  done
}

# menura_is_compiled COMMAND ARGUMENT...: whether these ask for nothing that gains by Java's optimising compiler: short work by
# a model whose passes are machine code already, or oneDNN's.
menura_is_compiled() {
  menura_command=${1-}
  [ $# -gt 0 ] && shift
  case ${MENURA_JAVA_OPTS-} in *Tiered* | *menura.vector*) return 1 ;; esac # the user has said so
  case $menura_command in
  run | generate)
    menura_parse " -m --model -p --prompt -f --file -n --predict -c --ctx-size -t --threads -s --seed --temp --temperature --top-k \
      --top-p --min-p --typical --typical-p --repeat-penalty --repeat-last-n --presence-penalty --frequency-penalty -r --stop \
      --reverse-prompt --chat-template " ' --greedy --raw --no-chat --no-instruct --instruct --echo --ids --ignore-eos --json ' "$@" &&
      menura_kernels && menura_is_written "${menura_model:-$menura_rest}"
    ;;
  embed)
    menura_parse ' -m --model -p --text --prompt --pooling ' ' --compare --normalize ' "$@" &&
      menura_kernels && [ -d "$target/native/org" ]
    ;;
  transcribe) # a minute, say, of 16,000 samples a second
    menura_parse ' -m --model -f --format -l --language -o --output --seed ' ' --no-timestamps --translate ' "$@" &&
      [ -f "$menura_rest" ] && [ -r "$menura_rest" ] && command -v wc >/dev/null &&
      [ "$(wc -c <"$menura_rest")" -lt 2000000 ] && menura_kernels && [ -d "$target/native/org" ]
    ;;
  *) return 1 ;;
  esac
}

# menura_launch CLASS ARGUMENT...: becomes Java, from the archive if possible. One that does not fit is ignored in silence.
menura_launch() {
  menura_scope=
  case ${2-}:$* in
  # What computes nothing has ended before the optimising compiler would have gained anything.
  tokenize:*" -f"* | tokenize:*" --file"*) ;;
  tokenize:* | info:* | show:* | list:* | ls:* | rm:* | help:* | --help:* | -h:* | --version:* | -V:*)
    set -- -XX:TieredStopAtLevel=1 "$@"
    ;;
  # What is left to Java beside machine code gains less by that compiler, and by the Vector API, than they take.
  run:* | generate:* | embed:* | transcribe:*)
    menura_class=$1
    shift
    if menura_is_compiled "$@"; then
      set -- -XX:TieredStopAtLevel=1 -Dmenura.vector=off "$menura_class" "$@"
      case $4:${menura_model:-$menura_rest} in
      run:*.gguf | generate:*.gguf)
        menura_scope=run
        set -- -XX:NewSize=2m "$@" # a small nursery: little garbage is made
        ;;
      esac
    else
      set -- "$menura_class" "$@"
    fi
    ;;
  esac
  case ${MENURA_JAVA_OPTS-} in
  *AOT* | *-Xshare* | *-Xlog* | *SharedArchiveFile* | *bootclasspath*) ;;
  *)
    menura_find_archive "$menura_scope"
    if [ -n "$archived" ]; then
      set -- "-XX:AOTCache=$archived" '-Xlog:aot*=off' '-Xlog:cds*=off' -Dmenura.archived=true "$@"
    fi
    # With options or jars of the caller's, it would be no wonder if the archive did not fit.
    if [ -n "$archive" ] && [ -z "${MENURA_JAVA_OPTS-}${MENURA_CLASSPATH-}" ]; then
      set -- "-Dmenura.archive=$archive" ${menura_scope:+"-Dmenura.rehearsal=$menura_scope"} "$@"
    fi
    ;;
  esac
  menura_java "$@"
}
