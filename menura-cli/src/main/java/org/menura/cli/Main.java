package org.menura.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.work.GrownHeap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of the {@code menura} command. Exit codes: 0 success, 1 failure, 2 wrong usage. */
@Command(
        name = "menura",
        description = "Runs, trains and puts to work open language models on the JVM.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class)
public final class Main implements Runnable {
    /** Commands that end within it don't look at what the collector of the launcher leaves. */
    private static final Duration SHORT = Duration.ofSeconds(5);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of an error (as MENURA_DEBUG=1 does).")
    private boolean debug;

    private Main() {}

    public static void main(String[] args) {
        GrownHeap.watch(SHORT);
        PrintWriter out = StandardOutput.open();
        CommandLine commandLine = commandLine(args).setOut(out);
        int code;
        try {
            code = commandLine.execute(args);
            out.flush();
        } catch (StandardOutput.FailedException e) {
            code = Failures.report(e, commandLine.getErr());
        } catch (OutOfMemoryError _) {
            commandLine.getErr().println("menura: out of memory; give Java more with MENURA_JAVA_OPTS=-Xmx8g, say");
            code = ExitCode.SOFTWARE;
        }
        StartArchive.renew();
        System.exit(code);
    }

    /** Without a subcommand: the usage. */
    @Override
    public void run() {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        command.usage(command.getOut());
    }

    /** Runs what was asked for; picocli itself prints the help. */
    private static int execute(ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (StandardOutput.FailedException e) {
            return Failures.report(e, parsed.commandSpec().commandLine().getErr());
        }
    }

    /** The command with its error handling and what {@code args} call; without arguments, all commands. */
    static CommandLine commandLine(String... args) {
        Main root = new Main();
        CommandLine commandLine = new CommandLine(root);
        Commands.addTo(commandLine, args);
        Failures failures = new Failures(() -> root.debug || "1".equals(System.getenv("MENURA_DEBUG")));
        return commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(true)
                // "--include-path tasks" is a folder, although "eval tasks" is a command.
                .setAllowSubcommandsAsOptionParameters(true)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setExecutionStrategy(Main::execute);
    }
}
