package org.menura.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a program in the sandbox is given, what it may do, and what comes back. */
class SandboxTest {
    private static Sandbox sandbox;

    @BeforeAll
    static void open() throws Exception {
        assumeTrue(Tools.linux(), "no sandbox but on Linux");
        sandbox = Sandbox.openAllowingWeaker();
        System.err.println("sandbox: " + sandbox.guarantees());
    }

    private static SandboxResult sh(String program) throws IOException, InterruptedException {
        return sandbox.run(SandboxCommand.of("/bin/sh", "-c", program));
    }

    @Test
    void givesFilesInputAndVariablesAndBringsFilesBack() throws Exception {
        SandboxResult result = sandbox.run(SandboxCommand.of(
                        "/bin/sh", "-c", "cat in/a.txt - > out.txt; echo \"$NAME\" $# \"$1\"; echo e >&2", "sh", "a  b")
                .file("in/a.txt", "from the file, ")
                .stdin("from the input")
                .environment("NAME", "v'a\"l ue")
                .wanted("out.txt"));
        assertTrue(result.succeeded(), result::toString);
        assertEquals(
                "from the file, from the input", new String(result.files().get("out.txt"), StandardCharsets.UTF_8));
        assertEquals("v'a\"l ue 1 a  b\n", result.outputText());
        assertEquals("e\n", result.errorText());
    }

    @Test
    void theEnvironmentIsCleanAndTheHomeEmpty() throws Exception {
        SandboxResult result = sh("env | cut -d= -f1 | sort | tr '\\n' ' '; ls -A \"$HOME\" \"$TMPDIR\" .");
        for (String name : System.getenv().keySet()) {
            if (!List.of("PATH", "HOME", "TMPDIR", "LANG", "PWD", "_", "SHLVL", "OLDPWD")
                    .contains(name)) {
                assertFalse(
                        (" " + result.outputText()).contains(" " + name + " "),
                        name + " leaked: " + result.outputText());
            }
        }
        assertTrue(result.succeeded());
    }

    @Test
    void aProgramThatIsNotThereIsTheResultNotAnException() throws Exception {
        SandboxResult result = sandbox.run(SandboxCommand.of("no-such-program"));
        assertEquals(127, result.exitCode());
        assertFalse(result.succeeded());
    }

    @Test
    void aProcessorTimeLimitIsToldFromOthers() throws Exception {
        Limits limits = Limits.standard().withCpu(Duration.ofSeconds(1));
        SandboxResult result = sandbox.run(
                SandboxCommand.of("/bin/sh", "-c", "while :; do :; done").limits(limits));
        assertEquals(Ended.CPU_TIME, result.ended());
        assertTrue(result.wall().compareTo(Duration.ofSeconds(9)) < 0, result::toString);
    }

    @Test
    void filesAreLimitedOneByOneAndTogether() throws Exception {
        Limits limits = Limits.standard().withFiles(1 << 20, 3 << 20, 50);
        SandboxResult one = sandbox.run(SandboxCommand.of("/bin/sh", "-c", "head -c 5000000 /dev/zero > a")
                .limits(limits));
        assertEquals(Ended.FILES, one.ended());
        SandboxResult many = sandbox.run(
                SandboxCommand.of("/bin/sh", "-c", "i=0; while [ $i -lt 1000 ]; do i=$((i+1)); : > f$i; done")
                        .limits(limits));
        assertEquals(Ended.FILES, many.ended());
        SandboxResult together = sandbox.run(SandboxCommand.of(
                        "/bin/sh", "-c", "for i in 1 2 3 4 5; do head -c 1000000 /dev/zero > \"$TMPDIR/f$i\"; done")
                .limits(limits));
        assertEquals(Ended.FILES, together.ended());
    }

    @Test
    void manyRunAtOnce() throws Exception {
        List<Future<SandboxResult>> results = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 12; i++) {
                int n = i;
                results.add(threads.submit(() -> sandbox.run(
                        SandboxCommand.of("/bin/sh", "-c", "cat; exit " + n % 2).stdin("n" + n))));
            }
        }
        for (int i = 0; i < results.size(); i++) {
            SandboxResult result = results.get(i).get();
            assertEquals("n" + i, result.outputText());
            assertEquals(i % 2, result.exitCode());
        }
    }

    @Test
    void whoeverWaitsCanBeInterrupted() throws Exception {
        Thread waiting =
                Thread.startVirtualThread(() -> assertThrows(InterruptedException.class, () -> sh("sleep 60")));
        Thread.sleep(150);
        waiting.interrupt();
        assertTrue(waiting.join(Duration.ofSeconds(3)));
    }

    @Test
    void deepAndLockedFoldersGoAway() throws Exception {
        SandboxResult result = sh("d=" + "d".repeat(200)
                + "; i=0; while [ $i -lt 40 ]; do mkdir $d && cd -P $d || break; i=$((i+1)); done; "
                + "mkdir \"$HOME/locked\" && : > \"$HOME/locked/f\" && chmod 000 \"$HOME/locked\"");
        assertEquals(Ended.EXITED, result.ended());
        String own = "menura-sandbox-" + ProcessHandle.current().pid() + "-";
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertEquals(
                    0,
                    files.filter(f -> f.getFileName().toString().startsWith(own))
                            .count());
        }
    }

    @Test
    void aJavaProgramRuns() throws Exception {
        Path home = Path.of(System.getProperty("java.home"));
        SandboxResult result = sandbox.run(SandboxCommand.of(
                        home.resolve("bin/java").toString(),
                        "-Xmx64m",
                        "-Xshare:auto",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-version")
                .readable(home)
                .limits(Limits.standard().withAddressSpace(8L << 30).withProcesses(64)));
        assertTrue(result.succeeded(), () -> result + result.errorText());
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertThrows(IllegalArgumentException.class, SandboxCommand::of);
        assertThrows(IllegalArgumentException.class, () -> SandboxCommand.of("a\0b"));
        assertThrows(
                IllegalArgumentException.class, () -> SandboxCommand.of("a").file("../b", ""));
        assertThrows(
                IllegalArgumentException.class, () -> SandboxCommand.of("a").file("/b", ""));
        assertThrows(
                IllegalArgumentException.class, () -> SandboxCommand.of("a").wanted("b/../../c"));
        assertThrows(
                IllegalArgumentException.class, () -> SandboxCommand.of("a").environment("a=b", "c"));
        assertThrows(
                IllegalArgumentException.class, () -> SandboxCommand.of("a").readable(Path.of("relative")));
        assertThrows(IllegalArgumentException.class, () -> Limits.standard().withProcesses(0));
    }

    @Test
    void kernelsThatCountPerNamespaceAreKnown() {
        assertTrue(Kernel.perNamespace("6.1.0-18-amd64"));
        assertTrue(Kernel.perNamespace("5.15.0-91-generic"));
        assertFalse(Kernel.perNamespace("5.10.0-28-amd64"));
        assertFalse(Kernel.perNamespace("4.18.0-513.el8.x86_64"));
        assertFalse(Kernel.perNamespace("strange"));
    }

    @Test
    void whatIsMissingIsSaid() {
        Guarantees weak = new BareLimits(null, null, false).guarantees();
        assertFalse(weak.strong());
        assertTrue(weak.toString().contains("the network is open"), weak::toString);
        assertEquals(
                "bubblewrap: all holds",
                new Bubblewrap("bwrap", null, false, true, true).guarantees().toString());
    }
}
