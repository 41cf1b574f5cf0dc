package org.menura.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A program that lives as long as its user wants, such as a server that is spoken to on standard input and output:
 *
 * <pre>{@code
 * try (SandboxProcess server = Sandbox.open().start(SandboxCommand.of("python3", "server.py").limits(Limits.lasting()))) {
 *     server.input().write(request);
 *     server.input().flush();
 *     …
 * }
 * }</pre>
 *
 * <p>{@link #close} ends it in any case: its input is closed, then it is asked to end, then it is killed, each after a moment. It ends
 * with the JVM too, however that ends.
 */
public final class SandboxProcess implements AutoCloseable {
    private static final Duration MOMENT = Duration.ofMillis(1500);
    private static final int MOST_ERRORS = 16 << 10;
    /** What an ended program wrote is read for so long; one that it started may hold its standard error open. */
    private static final long LAST_ERRORS_MILLIS = 100;

    private final Process process;
    private final @Nullable Workspace space;
    private final @Nullable Mechanism mechanism;
    private final Limits limits;
    private final StringBuilder errors = new StringBuilder();
    private final Set<ProcessHandle> seen = new HashSet<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<@Nullable Void> errorsRead = new CompletableFuture<>();
    private final CompletableFuture<Integer> ended;
    private volatile @Nullable Ended exceeded;

    private SandboxProcess(Process process, @Nullable Workspace space, @Nullable Mechanism mechanism, Limits limits) {
        this.process = process;
        this.space = space;
        this.mechanism = mechanism;
        this.limits = limits;
        this.ended = process.onExit()
                .thenCompose(over -> errorsRead
                        .copy()
                        .completeOnTimeout(null, LAST_ERRORS_MILLIS, TimeUnit.MILLISECONDS)
                        .thenApply(_ -> over.exitValue()));
        Thread.ofVirtual().name("menura-sandbox-errors").start(this::readErrors);
        Thread.ofVirtual().name("menura-sandbox-watch").start(this::watch);
    }

    static SandboxProcess start(Mechanism mechanism, SandboxCommand command) throws IOException, InterruptedException {
        int user = mechanism.ownUser() ? Users.lend() : -1;
        Workspace space = null;
        try {
            space = Workspace.create(command.files());
            if (user >= 0) {
                space.giveTo(user);
            }
            ProcessBuilder builder = new ProcessBuilder(mechanism.command(space, command))
                    .directory(space.work().toFile());
            builder.environment().clear();
            builder.environment().putAll(mechanism.environment(space, command));
            return new SandboxProcess(launch(builder), space, mechanism, command.limits());
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (space != null) {
                space.close();
            }
            Users.takeBack(user);
            throw e;
        }
    }

    /**
     * Starts a program outside of any sandbox, with the network, files and processes of this machine: only where its user said so.
     *
     * @param words the program and its arguments
     * @param environment variables beside those of this JVM
     * @param limits of which only the time counts
     * @throws IOException if it can't be started
     */
    public static SandboxProcess startUnconfined(List<String> words, Map<String, String> environment, Limits limits)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        String setpriv = Tools.linux() ? Tools.find("setpriv") : null;
        if (setpriv != null) {
            all.addAll(Tools.dyingWithParent(setpriv));
        }
        all.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(all);
        builder.environment().putAll(environment);
        return new SandboxProcess(launch(builder), null, null, limits);
    }

    private static Process launch(ProcessBuilder builder) throws IOException, InterruptedException {
        try {
            return Launcher.start(builder);
        } catch (IOException e) {
            throw new SandboxException("the program could not be started: " + e.getMessage(), e);
        }
    }

    /** Returns what the program reads; to be flushed by whoever writes. */
    public OutputStream input() {
        return process.getOutputStream();
    }

    /** Returns what the program writes on standard output. */
    public InputStream output() {
        return process.getInputStream();
    }

    /** Returns the last that the program wrote on standard error, at most 16 KiB. */
    public String errors() {
        synchronized (errors) {
            return errors.toString();
        }
    }

    /** Returns whether the program runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit code when the program has ended and its last errors were read. */
    public CompletableFuture<Integer> onExit() {
        return ended.copy();
    }

    /** Returns the limit that the program exceeded, for which it was killed; null if none. */
    public @Nullable Ended exceeded() {
        return exceeded;
    }

    private void readErrors() {
        byte[] buffer = new byte[4096];
        try (InputStream in = process.getErrorStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                synchronized (errors) {
                    errors.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                    errors.delete(0, Math.max(0, errors.length() - MOST_ERRORS));
                }
            }
        } catch (IOException e) {
            // The stream was closed because the program is over.
            return;
        } finally {
            errorsRead.complete(null);
        }
    }

    private void watch() {
        long start = System.nanoTime();
        try {
            while (!process.waitFor(250, TimeUnit.MILLISECONDS)) {
                exceeded = look(Duration.ofNanos(System.nanoTime() - start));
                if (exceeded != null) {
                    close();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Ended look(Duration lived) {
        if (lived.compareTo(limits.wall()) > 0) {
            return Ended.WALL_TIME;
        }
        if (mechanism == null || !Processes.visible()) {
            synchronized (seen) {
                process.descendants().forEach(seen::add);
            }
            return null;
        }
        Processes.Usage usage =
                Processes.usage(process.pid(), !mechanism.guarantees().hiddenProcesses(), limits.processes() + 8);
        synchronized (seen) {
            usage.living().forEach(p -> ProcessHandle.of(p.pid()).ifPresent(seen::add));
        }
        if (usage.memory() > limits.memory()) {
            return Ended.MEMORY;
        }
        if (usage.cpu().compareTo(limits.cpu()) > 0) {
            return Ended.CPU_TIME;
        }
        return space != null && space.exceeds(limits, 0, 0) ? Ended.FILES : null;
    }

    /** Ends the program, within five seconds, and removes its files. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            if (exceeded == null) {
                closeInput();
                if (!ends(MOMENT)) {
                    process.destroy();
                }
                if (!ends(MOMENT)) {
                    look(Duration.ZERO);
                }
            }
            process.toHandle().destroyForcibly();
            ends(MOMENT);
            if (mechanism != null && space != null) {
                mechanism.killRest(space, process.pid());
            }
            synchronized (seen) {
                seen.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            interrupted = true;
            process.toHandle().destroyForcibly();
        } catch (IOException e) {
            // What is left of it could not be killed by its group; its processes were killed one by one.
            process.toHandle().destroyForcibly();
        } finally {
            removeFiles();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void closeInput() {
        // Closing waits for a writer that fills the pipe of a program which does not read.
        Thread.startVirtualThread(() -> {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                // The program is over: it reads nothing more.
                return;
            }
        });
    }

    private boolean ends(Duration within) throws InterruptedException {
        return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void removeFiles() {
        if (space != null) {
            int user = space.user();
            try {
                space.close();
            } catch (IOException e) {
                // Something of it is still busy: the next JVM that opens a sandbox removes what this one left.
                return;
            } finally {
                Users.takeBack(user);
            }
        }
    }
}
