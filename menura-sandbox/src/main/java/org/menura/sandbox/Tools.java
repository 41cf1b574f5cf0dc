package org.menura.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the programs that set a sandbox up, and what every sandbox has in common. */
final class Tools {
    static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    /** Where the machine's programs and libraries lie. */
    private static final List<String> SYSTEM =
            List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store");

    /** What programs need of /etc: where links of alternatives lead, which libraries there are, what time it is here. */
    private static final List<String> SETTINGS =
            List.of("/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime");

    private Tools() {}

    static @Nullable String find(String name) {
        return Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin", "/run/current-system/sw/bin")
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }

    static boolean linux() {
        return System.getProperty("os.name").equals("Linux");
    }

    /** Tells whether this JVM runs as the superuser. */
    static boolean root() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer id && id == 0;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Links of the system's folders that are links (path → target), and folders that are folders (path → itself). */
    static Map<String, String> links() {
        Map<String, String> out = new LinkedHashMap<>();
        for (String name : SYSTEM) {
            Path path = Path.of(name);
            if (Files.isSymbolicLink(path)) {
                try {
                    out.put(name, Files.readSymbolicLink(path).toString());
                } catch (IOException e) {
                    // It has just been removed: the sandbox does without it too.
                    continue;
                }
            }
        }
        return out;
    }

    /** Everything that is shown read-only: the system's folders and settings, and what the command may read. */
    static List<String> readable(SandboxCommand command) {
        List<String> out = new ArrayList<>();
        Stream.concat(SYSTEM.stream(), SETTINGS.stream())
                .map(Path::of)
                .filter(p -> Files.exists(p) && !Files.isSymbolicLink(p))
                .forEach(p -> out.add(p.toString()));
        try (var java = Files.newDirectoryStream(Path.of("/etc"), "java-*")) {
            java.forEach(p -> out.add(p.toString()));
        } catch (IOException e) {
            // No /etc, no settings of packaged JDKs.
            return withGiven(out, command);
        }
        return withGiven(out, command);
    }

    private static List<String> withGiven(List<String> out, SandboxCommand command) {
        for (Path path : command.readable()) {
            String given = path.toString();
            if (out.stream().noneMatch(o -> path.startsWith(o))) {
                out.add(given);
            }
        }
        return out;
    }

    /** Variables of the program, in the sandbox's own paths. */
    static Map<String, String> environment(SandboxCommand command) {
        Map<String, String> out = new LinkedHashMap<>();
        out.put("PATH", PATH);
        out.put("HOME", "/home");
        out.put("TMPDIR", "/tmp");
        out.put("LANG", "C.UTF-8");
        out.putAll(command.environment());
        return out;
    }

    /** Returns the words before a program that is killed with the thread that starts it; see {@link Launcher}. */
    static List<String> dyingWithParent(String setpriv) {
        return List.of(setpriv, "--pdeathsig", "KILL", "--");
    }

    /** The folders above paths, outermost first. */
    static Set<String> parents(List<String> paths) {
        Set<String> out = new LinkedHashSet<>();
        for (String path : paths) {
            Path folder = Path.of(path).getParent();
            for (int i = 1; folder != null && i <= folder.getNameCount(); i++) {
                out.add("/" + folder.subpath(0, i));
            }
        }
        return out;
    }

    /**
     * Sets the kernel's limits, runs the program, and tells whether it left processes behind, by a file (a program can pretend that it
     * has; that harms itself alone). The soft limit of the time sends SIGXCPU, which tells it from other kills; the hard one
     * a second later kills.
     */
    private static final String SCRIPT = """
            ulimit -c 0; ulimit -St "$1"; ulimit -Ht "$2"; ulimit -v "$3"; ulimit -f "$4"; ulimit -n 256
            ulimit -u "$5" 2>/dev/null || ulimit -p "$5" 2>/dev/null
            mark=$6; shift 6
            [ "$mark" ] || exec "$@"
            "$@"
            code=$?
            left() {
                for p in /proc/[0-9]*; do
                    case ${p#/proc/} in 1|$$) continue;; esac
                    read -r line 2>/dev/null < "$p/stat" || continue
                    case $line in *") Z "*|*") X "*) continue;; esac
                    return 0
                done
                return 1
            }
            if left && { sleep 0.1; left; }; then : > "$mark"; fi
            exit $code
            """;

    /**
     * The words that set the kernel's limits and then run the program.
     *
     * @param otherTasks tasks that the kernel counts with those of the program
     * @param mark a file that is made if processes are left behind; empty where the program cannot see its processes alone
     */
    static List<String> limits(Limits limits, int otherTasks, String mark) {
        return List.of(
                "/bin/sh",
                "-c",
                SCRIPT,
                "sh",
                Long.toString(limits.cpuSeconds()),
                Long.toString(limits.cpuSeconds() + 1),
                Long.toString(limits.addressSpace() >> 10),
                Long.toString(Math.ceilDiv(limits.fileBytes(), 512)),
                Integer.toString(limits.processes() + otherTasks + (mark.isEmpty() ? 0 : 1)),
                mark);
    }
}
