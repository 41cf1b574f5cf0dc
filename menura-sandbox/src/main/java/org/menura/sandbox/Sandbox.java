package org.menura.sandbox;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs that are not trusted, each in a process of its own, with limits, without a network, in an empty folder that goes
 * away with it.
 *
 * <pre>{@code
 * SandboxResult result = Sandbox.open().run(SandboxCommand.of("python3", "main.py")
 *         .file("main.py", code)
 *         .limits(Limits.standard().within(Duration.ofSeconds(3))));
 * boolean passed = result.succeeded();
 * }</pre>
 *
 * <p>The walls are bubblewrap's where that is installed, else the kernel's namespaces by util-linux. Where neither works {@link #open}
 * refuses in a sentence; {@link #openAllowingWeaker} then runs with limits alone, and {@link #guarantees} says what is missing.
 */
public final class Sandbox {
    private static final List<String> REASONS = new ArrayList<>();
    private static volatile boolean probed;
    private static volatile @Nullable Sandbox strong;

    private final Mechanism mechanism;

    Sandbox(Mechanism mechanism) {
        this.mechanism = mechanism;
    }

    /**
     * Opens a sandbox whose walls all stand.
     *
     * @throws SandboxException if this machine has none; the sentence says what to install
     */
    public static Sandbox open() throws SandboxException, InterruptedException {
        Sandbox found = find();
        if (found != null) {
            return found;
        }
        throw new SandboxException("code that is not trusted is not run here: no sandbox works on this machine ("
                + (REASONS.isEmpty() ? "it is no Linux" : String.join("; ", REASONS))
                + "); install bubblewrap (Debian: apt install bubblewrap), or allow a weaker one by name");
    }

    /**
     * Opens the best sandbox that this machine has, be it one of limits alone.
     *
     * @throws SandboxException if there are not even limits (no POSIX shell)
     */
    public static Sandbox openAllowingWeaker() throws SandboxException, InterruptedException {
        Sandbox found = find();
        return found != null ? found : weak();
    }

    /** Says what holds in this sandbox. */
    public Guarantees guarantees() {
        return mechanism.guarantees();
    }

    /**
     * Runs a program to its end or to its limits. When this returns, none of its processes and none of its files are left.
     *
     * @throws SandboxException if the sandbox could not be set up; what the program does wrong is in the result
     */
    public SandboxResult run(SandboxCommand command) throws IOException, InterruptedException {
        return new SandboxRun(mechanism, command).run();
    }

    /**
     * Starts a program that lives until it is closed, and is spoken to meanwhile.
     *
     * @throws SandboxException if the sandbox could not be set up
     */
    public SandboxProcess start(SandboxCommand command) throws IOException, InterruptedException {
        return SandboxProcess.start(mechanism, command);
    }

    /** The sandboxes to try, best first. */
    static List<Mechanism> candidates() {
        List<Mechanism> out = new ArrayList<>();
        String bwrap = Tools.find("bwrap");
        String setpriv = Tools.find("setpriv");
        String unshare = Tools.find("unshare");
        boolean root = Tools.root();
        if (bwrap != null && root && setpriv != null) {
            out.add(new Bubblewrap(bwrap, setpriv, true, false, true));
        }
        if (bwrap != null) {
            out.add(new Bubblewrap(bwrap, setpriv, false, true, !root));
            out.add(new Bubblewrap(bwrap, setpriv, false, false, !root));
        }
        if (unshare != null && setpriv != null && root) {
            out.add(new Namespaces(unshare, setpriv, true, true));
        }
        if (unshare != null && setpriv != null) {
            out.add(new Namespaces(unshare, setpriv, false, !root));
        }
        return out;
    }

    static Sandbox weak() throws SandboxException, InterruptedException {
        String setpriv = Tools.linux() ? Tools.find("setpriv") : null;
        List<Mechanism> all = new ArrayList<>();
        if (Tools.root() && setpriv != null) {
            all.add(new BareLimits(Tools.find("setsid"), setpriv, true));
        }
        all.add(new BareLimits(Tools.find("setsid"), setpriv, false));
        all.add(new BareLimits(Tools.find("setsid"), null, false));
        for (Mechanism mechanism : all) {
            if (fault(mechanism) == null) {
                return new Sandbox(mechanism);
            }
        }
        throw new SandboxException(
                "no program can be run with limits on this machine: there is no POSIX shell at /bin/sh");
    }

    private static synchronized @Nullable Sandbox find() throws InterruptedException {
        if (!probed) {
            REASONS.clear();
            if (Tools.linux()) {
                Workspace.removeStale();
                strong = firstThatWorks();
            }
            probed = true;
        }
        return strong;
    }

    private static @Nullable Sandbox firstThatWorks() throws InterruptedException {
        List<Mechanism> candidates = candidates();
        if (candidates.stream().noneMatch(Bubblewrap.class::isInstance)) {
            REASONS.add("bubblewrap is not installed");
        }
        for (Mechanism mechanism : candidates) {
            String fault = fault(mechanism);
            if (fault == null) {
                return new Sandbox(mechanism);
            }
            REASONS.add(mechanism.guarantees().mechanism() + ": " + fault);
        }
        return null;
    }

    /** Tries a sandbox on a program that tests its walls; null if they stand, else what went wrong. */
    static @Nullable String fault(Mechanism mechanism) throws InterruptedException {
        String test = mechanism.guarantees().readOnlyRoot()
                ? "for f in / /usr/ /dev/; do if (: > ${f}menura-probe) 2>/dev/null; then echo $f can be written; exit 1; fi; done; : > made"
                : ": > made";
        try {
            SandboxResult result = new Sandbox(mechanism)
                    .run(SandboxCommand.of("/bin/sh", "-c", test)
                            .wanted("made")
                            .limits(Limits.standard().within(Duration.ofSeconds(20))));
            if (result.succeeded() && result.files().containsKey("made")) {
                return null;
            }
            String said = (result.errorText() + result.outputText()).strip();
            return said.isEmpty()
                    ? result.ended() + " " + result.exitCode()
                    : said.lines().findFirst().orElse("");
        } catch (IOException | UnsupportedOperationException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
