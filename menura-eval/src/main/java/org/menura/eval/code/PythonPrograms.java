package org.menura.eval.code;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import org.menura.format.FormatException;
import org.menura.sandbox.Ended;
import org.menura.sandbox.Guarantees;
import org.menura.sandbox.Limits;
import org.menura.sandbox.Sandbox;
import org.menura.sandbox.SandboxCommand;
import org.menura.sandbox.SandboxException;
import org.menura.sandbox.SandboxResult;

/**
 * Runs Python programs with their tests, each in a sandbox of its own. A program has passed if its last line was reached without an
 * exception: ending early, by whatever call, is a failure.
 */
public final class PythonPrograms {
    /** How long a program may take where nothing is said, as Hugging Face's {@code code_eval}. */
    public static final Duration TIMEOUT = Duration.ofSeconds(3);

    /**
     * Runs the program as {@code code_eval} does: with empty globals, without output, every exception a failure (also SystemExit). A word
     * that the program has not seen is written at the end.
     */
    private static final String DRIVER = """
            import io, os, sys
            word = sys.stdin.readline().encode()
            out = os.dup(1)
            null = os.open(os.devnull, os.O_RDWR)
            os.dup2(null, 0)
            class Sink(io.StringIO):
                def write(self, text): return len(text)
            sys.stdout = sys.stderr = Sink()
            sys.argv = [""]
            with open("program.py", encoding="utf-8", newline="") as f: source = f.read()
            try:
                exec(source, {})
            except BaseException as e:
                text = "failed: " + (str(e) or type(e).__name__)
                os.write(out, text[:500].encode("utf-8", "replace"))
                os._exit(1)
            os.write(out, word)
            os._exit(0)
            """;

    private static final HexFormat HEX = HexFormat.of();

    private final Sandbox sandbox;
    private final Limits limits;
    private final SecureRandom random = new SecureRandom();

    private PythonPrograms(Sandbox sandbox, Limits limits) {
        this.sandbox = sandbox;
        this.limits = limits;
    }

    /**
     * Opens a sandbox for Python programs.
     *
     * @param timeout what a program may take
     * @param allowWeaker whether a sandbox will do that only limits what a program uses
     * @throws FormatException if this machine has no sandbox, or no python3 in it
     */
    public static PythonPrograms open(Duration timeout, boolean allowWeaker) {
        try {
            Sandbox sandbox = allowWeaker ? Sandbox.openAllowingWeaker() : Sandbox.open();
            // A program's first second may be lost in a kernel's rounding; Python itself takes 64 MiB and a file or
            // two.
            Limits limits = Limits.standard()
                    .within(timeout)
                    .withCpu(timeout.plusSeconds(1))
                    .withMemory(1L << 30);
            SandboxResult version = sandbox.run(SandboxCommand.of("python3", "-I", "-c", "import io")
                    .limits(limits.within(Duration.ofSeconds(30))));
            if (!version.succeeded()) {
                throw new FormatException(
                        "programs in Python can't be run: there is no python3 in /usr/local/bin, /usr/bin or /bin that works in the"
                                + " sandbox (" + said(version) + "); install one (Debian: apt install python3)");
            }
            return new PythonPrograms(sandbox, limits);
        } catch (SandboxException e) {
            throw new FormatException("programs that a model wrote can't be run: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new FormatException("programs that a model wrote can't be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FormatException("interrupted while the sandbox was tried", e);
        }
    }

    /** Says what holds for the programs. */
    public Guarantees guarantees() {
        return sandbox.guarantees();
    }

    /** Runs a program to the end. */
    public Verdict run(String program) throws IOException, InterruptedException {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        String word = HEX.formatHex(bytes);
        SandboxResult result = sandbox.run(SandboxCommand.of("python3", "-I", "-B", "driver.py")
                .file("driver.py", DRIVER)
                .file("program.py", program)
                .stdin(word + "\n")
                .environment("OMP_NUM_THREADS", "1")
                .environment("PYTHONHASHSEED", "0")
                .limits(limits));
        boolean passed = result.succeeded() && result.outputText().strip().equals(word);
        if (passed) {
            return new Verdict(true, "passed", result.ended());
        }
        boolean late = result.ended() == Ended.WALL_TIME || result.ended() == Ended.CPU_TIME;
        return new Verdict(false, late ? "timed out" : said(result), result.ended());
    }

    private static String said(SandboxResult result) {
        if (result.ended() != Ended.EXITED && result.ended() != Ended.SIGNAL) {
            return "failed: " + result.ended().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        String text = (result.outputText() + result.errorText()).strip();
        if (text.startsWith("failed: ")) {
            return text;
        }
        return "failed: "
                + (text.isEmpty()
                        ? "exit code " + result.exitCode()
                        : text.lines().reduce("", (a, b) -> b));
    }
}
