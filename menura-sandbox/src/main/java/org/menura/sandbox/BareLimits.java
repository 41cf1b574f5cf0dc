package org.menura.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds a program by the kernel's limits alone, where it allows no namespaces: time, memory, files and output are limited, the
 * network, other files and other processes are not hidden. For programs that may be wrong, not for those that may be evil.
 */
final class BareLimits implements Mechanism {
    private static final String MARK = "MENURA_SANDBOX=";

    private final @Nullable String setsid;
    private final @Nullable String setpriv;
    private final boolean ownUser;

    /** @param ownUser whether the program becomes a user of its own, as it can where the JVM is the superuser */
    BareLimits(@Nullable String setsid, @Nullable String setpriv, boolean ownUser) {
        this.setsid = setsid;
        this.setpriv = setpriv;
        this.ownUser = ownUser;
    }

    @Override
    public Guarantees guarantees() {
        // A user of the run's own owns nothing outside and all its processes can be found, whatever they do.
        boolean noPrivileges = setpriv != null && (ownUser || !Tools.root());
        return new Guarantees("limits", false, false, false, false, ownUser, noPrivileges, ownUser);
    }

    @Override
    public boolean ownUser() {
        return ownUser;
    }

    @Override
    public Map<String, String> environment(Workspace space, SandboxCommand command) {
        Map<String, String> out = new LinkedHashMap<>(Tools.environment(command));
        out.put("HOME", space.root.resolve("home").toString());
        out.put("TMPDIR", space.root.resolve("tmp").toString());
        out.put("MENURA_SANDBOX", space.root.toString());
        return out;
    }

    @Override
    public List<String> command(Workspace space, SandboxCommand command) {
        List<String> out = new ArrayList<>();
        if (setsid != null) {
            out.add(setsid);
        }
        if (setpriv != null && ownUser) {
            out.addAll(Namespaces.dropped(setpriv, space.user()));
        } else if (setpriv != null) {
            out.addAll(List.of(setpriv, "--no-new-privs", "--"));
        }
        out.addAll(Tools.limits(command.limits(), ownUser ? 0 : 1 << 20, ""));
        out.addAll(command.words());
        return out;
    }

    @Override
    public void killRest(Workspace space, long root) throws IOException, InterruptedException {
        if (ownUser && setpriv != null) {
            List<String> all = new ArrayList<>(Namespaces.dropped(setpriv, space.user()));
            all.addAll(List.of("/bin/sh", "-c", "kill -KILL -1"));
            quietly(all);
            return;
        }
        if (setsid != null) {
            quietly(List.of("/bin/sh", "-c", "kill -KILL -- -" + root));
        }
        for (int i = 0; i < 20; i++) {
            List<Long> left = Processes.visible() ? Processes.marked(MARK + space.root) : List.of();
            if (left.isEmpty()) {
                return;
            }
            left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            Thread.sleep(5);
        }
    }

    @Override
    public boolean leftProcesses(Workspace space) {
        return Processes.visible()
                && (ownUser
                        ? Processes.tasksOf(space.user()) > 0
                        : !Processes.marked(MARK + space.root).isEmpty());
    }

    private static void quietly(List<String> words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(2, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
