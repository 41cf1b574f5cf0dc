package org.menura.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Is one run: starts the program, watches what it uses, kills it where it exceeds its limits, takes its results, cleans up. */
final class SandboxRun {
    private static final int SIGNAL = 128;
    private static final int SIGKILL = 9;
    private static final int SIGXCPU = 24;
    private static final int SIGXFSZ = 25;

    private final Mechanism mechanism;
    private final SandboxCommand command;
    private final Limits limits;
    private final Set<ProcessHandle> seen = new HashSet<>();
    private Duration cpu = Duration.ZERO;
    private long peak;

    SandboxRun(Mechanism mechanism, SandboxCommand command) {
        this.mechanism = mechanism;
        this.command = command;
        limits = command.limits();
    }

    SandboxResult run() throws IOException, InterruptedException {
        int user = mechanism.ownUser() ? Users.lend() : -1;
        try (Workspace space = Workspace.create(command.files())) {
            if (user >= 0) {
                space.giveTo(user);
            }
            return run(space);
        } finally {
            Users.takeBack(user);
        }
    }

    private SandboxResult run(Workspace space) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(mechanism.command(space, command))
                .directory(space.work().toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(mechanism.environment(space, command));
        long start = System.nanoTime();
        Process process = start(builder);
        CappedOutput output;
        Ended stopped;
        boolean left;
        try {
            give(process);
            output = new CappedOutput(process, limits.outputBytes());
            stopped = watch(process, output, space, start);
            left = stopped == null && mechanism.leftProcesses(space);
        } finally {
            kill(process, space);
        }
        Duration wall = Duration.ofNanos(System.nanoTime() - start);
        output.finish();
        int code = process.exitValue();
        Ended ended = stopped == null ? ended(code, left, space, output) : stopped;
        return new SandboxResult(
                ended,
                code,
                output.output(),
                output.errors(),
                space.read(command.wanted(), limits.fileBytes()),
                wall,
                cpu,
                peak,
                mechanism.guarantees());
    }

    private Process start(ProcessBuilder builder) throws IOException, InterruptedException {
        try {
            return Launcher.start(builder);
        } catch (IOException e) {
            throw new SandboxException("the sandbox could not be started: " + e.getMessage(), e);
        }
    }

    private void give(Process process) {
        Thread.startVirtualThread(() -> {
            try (OutputStream in = process.getOutputStream()) {
                in.write(command.stdin());
            } catch (IOException e) {
                // The program has closed its input, or ended, without reading all of it: as it likes.
                return;
            }
        });
    }

    /** Waits for the end; says which limit was exceeded, or null if the program ended before. */
    private @Nullable Ended watch(Process process, CappedOutput output, Workspace space, long start)
            throws InterruptedException {
        CompletableFuture<Object> event = CompletableFuture.anyOf(process.onExit(), output.exceeded);
        long givenBytes =
                command.files().values().stream().mapToLong(f -> f.length).sum();
        long pause = TimeUnit.MILLISECONDS.toNanos(20);
        while (true) {
            long left = limits.wall().toNanos() - (System.nanoTime() - start);
            if (left <= 0) {
                return Ended.WALL_TIME;
            }
            if (happened(event, Math.min(left, pause))) {
                return output.exceeded.isDone() ? Ended.OUTPUT : null;
            }
            long before = System.nanoTime();
            Ended exceeded = look(process, space, givenBytes);
            if (exceeded != null && process.isAlive()) {
                return exceeded;
            }
            // Looking takes at most a tenth of the time, unless there is very much to look at.
            long costly = Math.min(10 * (System.nanoTime() - before), TimeUnit.MILLISECONDS.toNanos(200));
            pause = Math.max(Math.min(pause * 3 / 2, TimeUnit.MILLISECONDS.toNanos(100)), costly);
        }
    }

    private static boolean happened(CompletableFuture<Object> event, long nanos) throws InterruptedException {
        try {
            event.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private @Nullable Ended look(Process process, Workspace space, long givenBytes) {
        if (Processes.visible()) {
            Processes.Usage usage =
                    Processes.usage(process.pid(), !mechanism.guarantees().hiddenProcesses(), limits.processes() + 8);
            see(usage);
            peak = Math.max(peak, usage.memory());
            cpu = usage.cpu().compareTo(cpu) > 0 ? usage.cpu() : cpu;
            if (usage.memory() > limits.memory()) {
                return Ended.MEMORY;
            }
            if (cpu.compareTo(limits.cpu()) > 0) {
                return Ended.CPU_TIME;
            }
            // The kernel counts the program's processes alone; the watch sees the sandbox's own as well.
            if (usage.count() > limits.processes() + 4) {
                return Ended.PROCESSES;
            }
        } else {
            process.descendants().forEach(seen::add);
        }
        return space.exceeds(limits, command.files().size(), givenBytes) ? Ended.FILES : null;
    }

    private Ended ended(int code, boolean left, Workspace space, CappedOutput output) {
        if (output.exceeded.isDone()) {
            return Ended.OUTPUT;
        }
        long givenBytes =
                command.files().values().stream().mapToLong(f -> f.length).sum();
        if (space.exceeds(limits, command.files().size(), givenBytes)) {
            return Ended.FILES;
        }
        return switch (code - SIGNAL) {
            case SIGXCPU -> Ended.CPU_TIME;
            case SIGXFSZ -> Ended.FILES;
            case SIGKILL -> cpu.plusMillis(500).compareTo(limits.cpu()) >= 0 ? Ended.CPU_TIME : Ended.SIGNAL;
            default -> left ? Ended.LEFT_PROCESSES : code > SIGNAL && code <= SIGNAL + 64 ? Ended.SIGNAL : Ended.EXITED;
        };
    }

    /** Kills everything that the run has started, and waits until it is gone. */
    private void kill(Process process, Workspace space) throws IOException, InterruptedException {
        if (Processes.visible() && process.isAlive()) {
            see(Processes.usage(process.pid(), true, Integer.MAX_VALUE - 1));
        }
        long pid = process.pid();
        boolean interrupted = Thread.interrupted();
        // By its handle: destroying a Process closes its streams, with what was not read yet.
        process.toHandle().destroyForcibly();
        process.waitFor();
        mechanism.killRest(space, pid);
        if (!mechanism.guarantees().surelyKilled()) {
            seen.forEach(ProcessHandle::destroyForcibly);
        }
        for (int i = 0; i < 400 && Processes.visible() && seen.stream().anyMatch(SandboxRun::alive); i++) {
            Thread.sleep(5);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void see(Processes.Usage usage) {
        usage.living().forEach(p -> ProcessHandle.of(p.pid()).ifPresent(seen::add));
    }

    /** Tells whether a process is there and no zombie; the handle knows another process with the same number from it. */
    private static boolean alive(ProcessHandle handle) {
        Processes.Seen process = handle.isAlive() ? Processes.see(handle.pid()) : null;
        return process != null && process.alive();
    }
}
