package org.menura.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds a program by bubblewrap: namespaces of processes, network, mounts, users; a root of its own without anything of the machine
 * but its programs.
 */
final class Bubblewrap implements Mechanism {
    private final String bwrap;
    private final @Nullable String setpriv;
    private final boolean asRoot;
    private final boolean locked;
    private final boolean counted;

    /**
     * @param asRoot whether the JVM is the superuser: then the sandbox is set up as such and the program runs as a user of its own
     * @param counted whether the kernel counts the program's processes: it does for every user but the superuser
     * @param locked whether the program is kept from making user namespaces of its own
     */
    Bubblewrap(String bwrap, @Nullable String setpriv, boolean asRoot, boolean locked, boolean counted) {
        this.bwrap = bwrap;
        this.setpriv = setpriv;
        this.asRoot = asRoot;
        this.locked = locked;
        this.counted = counted;
    }

    @Override
    public Guarantees guarantees() {
        return new Guarantees("bubblewrap", true, true, true, true, true, true, counted);
    }

    @Override
    public boolean ownUser() {
        return asRoot;
    }

    @Override
    public List<String> command(Workspace space, SandboxCommand command) {
        List<String> out = new ArrayList<>(List.of(
                bwrap,
                "--die-with-parent",
                "--new-session",
                "--unshare-pid",
                "--unshare-net",
                "--unshare-ipc",
                "--unshare-uts",
                "--unshare-cgroup-try"));
        if (asRoot) {
            out.addAll(List.of("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP"));
        } else {
            out.add("--unshare-user");
            if (locked) {
                out.add("--disable-userns");
            }
        }
        Tools.links().forEach((name, target) -> out.addAll(List.of("--symlink", target, name)));
        for (String folder : Tools.parents(Tools.readable(command))) {
            // Said by name, since what bubblewrap makes on the way only its own user may enter.
            out.addAll(List.of("--dir", folder));
        }
        for (String path : Tools.readable(command)) {
            out.addAll(List.of("--ro-bind", path, path));
        }
        out.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
        for (Map.Entry<String, String> place : Namespaces.PLACES.entrySet()) {
            out.addAll(List.of("--bind", space.root.resolve(place.getKey()).toString(), place.getValue()));
        }
        out.addAll(List.of("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/work", "--clearenv"));
        Tools.environment(command).forEach((name, value) -> out.addAll(List.of("--setenv", name, value)));
        out.add("--");
        if (asRoot && setpriv != null) {
            out.addAll(Namespaces.dropped(setpriv, space.user()));
        }
        out.addAll(Tools.limits(command.limits(), Kernel.otherTasks(space.user()), Workspace.LEFT));
        out.addAll(command.words());
        return out;
    }
}
