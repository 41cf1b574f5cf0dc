package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Command(name = "fail")
    private record Fail(Exception failure) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            throw failure;
        }
    }

    @Command(name = "count")
    private static final class Count implements Runnable {
        @Option(names = "-n")
        void number(int n) {}

        @Override
        public void run() {}
    }

    private CommandLine menura() {
        return Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    }

    private int failing(Exception failure, String... args) {
        CommandLine menura = menura();
        menura.addSubcommand("fail", new Fail(failure));
        menura.getSubcommands().get("fail").setErr(new PrintWriter(err));
        Failures failures = new Failures(() -> args.length > 1);
        return menura.setExecutionExceptionHandler(failures).execute(args);
    }

    @Test
    void aBadFileIsOneSentenceAndExitCode1() {
        assertEquals(1, failing(new FormatException("a.gguf ends in the middle of its header"), "fail"));
        assertEquals(
                "menura: a.gguf ends in the middle of its header",
                err.toString().strip());
    }

    @Test
    void aMissingFileIsNamed() {
        assertEquals(1, failing(new UncheckedIOException(new NoSuchFileException("x.gguf")), "fail"));
        assertEquals("menura: no such file or folder: x.gguf", err.toString().strip());
    }

    @Test
    void anUnforeseenFailureSaysHowToSeeMore() {
        assertEquals(1, failing(new IllegalStateException("odd"), "fail"));
        assertTrue(err.toString().contains("odd") && err.toString().contains("--debug"), err.toString());
        assertEquals(1, err.toString().lines().count());
    }

    @Test
    void debugPrintsTheStackTrace() {
        assertEquals(1, failing(new IOException("disk full"), "fail", "--debug"));
        assertTrue(err.toString().startsWith("menura: disk full"), err.toString());
        assertTrue(err.toString().contains("\tat org.menura"), err.toString());
    }

    @Test
    void wrongUsageIsExitCode2() {
        assertEquals(2, menura().execute("--no-such-option"));
        assertTrue(err.toString().startsWith("menura: Unknown option: '--no-such-option'"), err.toString());
        assertTrue(err.toString().contains("--help"), err.toString());
    }

    @Test
    void aWrongValueNamesTheSubcommandsHelp() {
        CommandLine menura = menura();
        menura.addSubcommand("count", new Count());
        menura.setParameterExceptionHandler(new Failures(() -> false));
        menura.getSubcommands().get("count").setErr(new PrintWriter(err));
        assertEquals(2, menura.execute("count", "-n", "many"));
        assertTrue(err.toString().contains("Try 'menura count --help'."), err.toString());
    }

    @Test
    void versionNamesTheBuild() {
        assertEquals(0, menura().execute("--version"));
        assertTrue(out.toString().startsWith("menura "), out.toString());
        assertFalse(out.toString().contains("${"), out.toString());
    }
}
