package org.menura.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Holds a program by the kernel's namespaces, set up with util-linux alone: the same walls as bubblewrap's, where it is missing. */
final class Namespaces implements Mechanism {
    /** Which folder of the workspace lies where in the sandbox. */
    static final Map<String, String> PLACES = new LinkedHashMap<>();

    static {
        PLACES.put("work", "/work");
        PLACES.put("home", "/home");
        PLACES.put("tmp", "/tmp");
        PLACES.put("shm", "/dev/shm");
    }

    /**
     * Builds a root on an empty memory file system, moves into it and lets go of the old one. Arguments: the folder, "links" with pairs,
     * "read" with paths, "run" with the program.
     */
    private static final String SCRIPT = """
            set -e
            space=$1; root=$1/root; shift
            mount -t tmpfs -o mode=755,nosuid,nodev,size=1m none "$root"
            cd "$root"
            mkdir proc dev work home tmp old dev/shm dev/pts
            while [ "$1" != :read ]; do mkdir -p "$(dirname ".$2")"; ln -s "$1" ".$2"; shift 2; done
            shift
            while [ "$1" != :run ]; do
                if [ -d "$1" ]; then mkdir -p ".$1"; else mkdir -p "$(dirname ".$1")"; : > ".$1"; fi
                mount --rbind "$1" ".$1"
                mount -o remount,bind,ro,nosuid,nodev ".$1" 2>/dev/null || mount -o remount,bind,ro,nosuid ".$1"
                shift
            done
            shift
            for d in null zero full random urandom; do : > dev/$d; mount --bind /dev/$d dev/$d; done
            ln -s /proc/self/fd dev/fd; ln -s fd/0 dev/stdin; ln -s fd/1 dev/stdout; ln -s fd/2 dev/stderr
            mount --bind "$space/work" work; mount --bind "$space/home" home
            mount --bind "$space/tmp" tmp; mount --bind "$space/shm" dev/shm
            mount -t proc -o nosuid,nodev,noexec none proc
            pivot_root . old
            cd /
            umount -l /old
            mount -o remount,ro / 2>/dev/null || mount -o remount,bind,ro /
            cd /work
            "$@"
            exit $?
            """;

    private final String unshare;
    private final String setpriv;
    private final boolean asRoot;
    private final boolean counted;

    Namespaces(String unshare, String setpriv, boolean asRoot, boolean counted) {
        this.unshare = unshare;
        this.setpriv = setpriv;
        this.asRoot = asRoot;
        this.counted = counted;
    }

    @Override
    public Guarantees guarantees() {
        return new Guarantees("namespaces", true, true, true, true, true, true, counted);
    }

    @Override
    public boolean ownUser() {
        return asRoot;
    }

    @Override
    public Map<String, String> environment(Workspace space, SandboxCommand command) {
        Map<String, String> out = new LinkedHashMap<>(Tools.environment(command));
        out.put("PATH", Tools.PATH + ":/usr/sbin:/sbin");
        return out;
    }

    @Override
    public List<String> command(Workspace space, SandboxCommand command) {
        List<String> out = new ArrayList<>(Tools.dyingWithParent(setpriv));
        out.add(unshare);
        if (!asRoot) {
            out.addAll(List.of("--user", "--map-root-user"));
        }
        out.addAll(List.of(
                "--mount",
                "--pid",
                "--net",
                "--ipc",
                "--uts",
                "--fork",
                "--kill-child",
                "/bin/sh",
                "-c",
                SCRIPT,
                "sh"));
        out.add(space.root.toString());
        Tools.links().forEach((name, target) -> out.addAll(List.of(target, name)));
        out.add(":read");
        out.addAll(Tools.readable(command));
        out.add(":run");
        out.addAll(dropped(setpriv, space.user()));
        out.addAll(Tools.limits(command.limits(), Kernel.otherTasks(space.user()), Workspace.LEFT));
        if (!counted) {
            // So that who watches their number comes to it, however many they have become.
            out.addAll(List.of("/usr/bin/env", "nice", "-n", "10"));
        }
        out.addAll(List.of("/usr/bin/env", "PATH=" + Tools.environment(command).get("PATH")));
        out.addAll(command.words());
        return out;
    }

    /** The words that take every privilege away, and become another user where one is given. */
    static List<String> dropped(String setpriv, int user) {
        List<String> out = new ArrayList<>(List.of(setpriv));
        if (user >= 0) {
            String id = Integer.toString(user);
            out.addAll(List.of("--reuid", id, "--regid", id, "--clear-groups"));
        } else {
            out.addAll(List.of("--securebits", "+noroot,+noroot_locked"));
        }
        out.addAll(List.of("--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all", "--no-new-privs", "--"));
        return out;
    }
}
