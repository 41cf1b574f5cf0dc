package org.menura.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Twelve programs that mean harm: none succeeds, each is over within its limit and two seconds, and nothing is left. */
abstract class EvilPrograms {
    /** For programs that do not end by themselves. */
    private static final Duration SHORT = Duration.ofMillis(900);

    /** For programs that do, so that a busy machine ends none before it has done its evil. */
    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir
    Path outside;

    /** A sandbox with its name in reports; the last of each list holds none, so that no list is empty. */
    record Named(@Nullable Sandbox sandbox) {
        Named(Mechanism mechanism) {
            this(new Sandbox(mechanism));
        }

        Sandbox get() {
            assumeTrue(sandbox != null, "the end of the list of sandboxes that work here");
            return Objects.requireNonNull(sandbox);
        }

        @Override
        public String toString() {
            return sandbox == null ? "end of list" : sandbox.guarantees().toString();
        }
    }

    private SandboxResult failed(Sandbox sandbox, String token, String program)
            throws IOException, InterruptedException {
        return failed(sandbox, token, SandboxCommand.of("/bin/sh", "-c", program, token));
    }

    private SandboxResult failed(Sandbox sandbox, String token, SandboxCommand command)
            throws IOException, InterruptedException {
        return failed(sandbox, token, command, LONG);
    }

    /** Names a program so that tests in another process, which run the same ones, are not taken for it. */
    private static String token(String name) {
        return name + "-of-" + ProcessHandle.current().pid();
    }

    private SandboxResult endless(Sandbox sandbox, String token, String program)
            throws IOException, InterruptedException {
        return failed(sandbox, token, SandboxCommand.of("/bin/sh", "-c", program, token), SHORT);
    }

    private SandboxResult failed(Sandbox sandbox, String token, SandboxCommand command, Duration wall)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        SandboxResult result = sandbox.run(command.limits(Limits.standard().within(wall)));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertFalse(result.succeeded(), () -> result + "\n" + result.outputText() + result.errorText());
        assertTrue(took.compareTo(wall.plusSeconds(2)) < 0, () -> "took " + took + ": " + result);
        assertNothingLeft(token);
        return result;
    }

    private static void assertNothingLeft(String token) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            List<Path> left = processes
                    .filter(p -> p.getFileName().toString().matches("[0-9]+"))
                    .filter(p -> contains(p.resolve("cmdline"), token))
                    .toList();
            assertEquals(List.of(), left, "processes left");
        }
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            String own = "menura-sandbox-" + ProcessHandle.current().pid() + "-";
            assertEquals(
                    List.of(),
                    files.filter(f -> f.getFileName().toString().startsWith(own))
                            .toList(),
                    "files left");
        }
    }

    private static boolean contains(Path file, String token) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).contains(token);
        } catch (IOException e) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void aForkBomb(Named on) throws Exception {
        endless(on.get(), token("evil-fork"), "while :; do sh -c 'while :; do sleep 0.01; done' $0 & done");
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void tenGigabytesOfMemory(Named on) throws Exception {
        SandboxResult result = failed(on.get(), token("evil-memory"), "head -c 10G /dev/zero | tail -n 1 > /dev/null");
        assertTrue(result.peakMemory() < 1L << 30, () -> result.peakMemory() + " bytes");
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void aGigabyteOfOutput(Named on) throws Exception {
        SandboxResult result = failed(on.get(), token("evil-output"), "head -c 1000000000 /dev/zero");
        assertEquals(Ended.OUTPUT, result.ended());
        assertEquals(Limits.standard().outputBytes(), result.output().length);
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void itsHomeRemoved(Named on) throws Exception {
        Path home = Path.of(System.getProperty("user.home"));
        boolean there = Files.isDirectory(home);
        failed(on.get(), token("evil-home"), "rm -rf \"$HOME\" && exit 1; rm -rf \"" + outside + "\"; exit 1");
        assertEquals(there, Files.isDirectory(home));
        if (on.get().guarantees().readOnlyRoot()) {
            assertTrue(Files.isDirectory(outside));
        }
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void aSocket(Named on) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash to open a socket with");
        assumeTrue(on.get().guarantees().noNetwork(), "this sandbox says that the network is open");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String open = "exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort();
            failed(on.get(), token("evil-socket"), SandboxCommand.of("/bin/bash", "-c", open, token("evil-socket")));
        }
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void aSleepPastTheLimit(Named on) throws Exception {
        assertEquals(
                Ended.WALL_TIME,
                endless(on.get(), token("evil-sleep"), "sleep 3600; : $0").ended());
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void aGrandchildThatOutlives(Named on) throws Exception {
        SandboxResult result = failed(
                on.get(),
                token("evil-grandchild"),
                "(setsid sh -c 'trap \"\" HUP TERM; while :; do sleep 1; done' $0 > /dev/null 2>&1 &); sleep 0.2; exit 0");
        assertEquals(Ended.LEFT_PROCESSES, result.ended());
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void aLinkOutOfTheFolder(Named on) throws Exception {
        Path secret = Files.writeString(outside.resolve("secret"), "secret");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        String program = "ln -s " + secret + " link; ln -s " + outside + " folder; mkfifo pipe; echo fine > fine; "
                + "echo changed > link; echo made > folder/made; exit 1";
        SandboxResult result = failed(
                on.get(),
                token("evil-link"),
                SandboxCommand.of("/bin/sh", "-c", program, token("evil-link"))
                        .wanted("link")
                        .wanted("folder/secret")
                        .wanted("pipe")
                        .wanted("fine"));
        assertEquals(List.of("fine"), List.copyOf(result.files().keySet()));
        if (on.get().guarantees().readOnlyRoot()) {
            assertEquals("secret", Files.readString(secret));
            assertFalse(Files.exists(outside.resolve("made")));
        }
        assertTrue(Files.exists(secret), "removed through a link");
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void aSignalIgnored(Named on) throws Exception {
        assertEquals(
                Ended.WALL_TIME,
                endless(on.get(), token("evil-term"), "trap '' TERM INT HUP QUIT; while :; do sleep 0.05; done")
                        .ended());
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void theEnvironmentOfOthers(Named on) throws Exception {
        SandboxResult result = failed(
                on.get(),
                token("evil-environment"),
                "cat /proc/" + ProcessHandle.current().pid()
                        + "/environ /proc/[0-9]*/environ | tr '\\0' '\\n'; exit 1");
        if (on.get().guarantees().hiddenProcesses()) {
            System.getenv()
                    .forEach((name, value) -> assertFalse(
                            value.length() > 12
                                    && result.outputText().contains(name + "=" + value)
                                    && !value.startsWith("/usr/local/bin"),
                            name));
        }
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void writesOutside(Named on) throws Exception {
        Path target = outside.resolve("written");
        String program = "echo x > " + target
                + " || echo x > /usr/evil || echo x > /etc/evil || echo x > /dev/evil || echo x > /evil";
        if (on.get().guarantees().readOnlyRoot()) {
            failed(on.get(), token("evil-write"), program);
            assertFalse(Files.exists(target));
        }
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void waitingForInput(Named on) throws Exception {
        failed(on.get(), token("evil-input"), "read line && exit 0; exit 1");
    }
}
