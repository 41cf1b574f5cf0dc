package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.agent.run.Fork;
import org.menura.agent.run.Journal;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura agent fork}. */
@Command(
        name = "fork",
        description = {
            "Makes another run that has the same past up to an event, and goes on with another seed.",
            "Resume it to see what becomes of it."
        },
        footer = {
            "%nExample:",
            "  menura agent fork runs/clerk --at 7 --seed 9 --to runs/clerk-9",
            "  menura agent resume runs/clerk-9"
        })
final class AgentForkCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Parameters(paramLabel = "RUN", description = "Folder of the run.")
    private Path run = Path.of("");

    @Option(names = "--at", paramLabel = "N", description = "The last event that counts (default: the last there is).")
    private @Nullable Long at;

    @Option(names = "--seed", paramLabel = "S", required = true, description = "Seed of what follows.")
    private long seed;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "Folder of the fork (default: the run's with its seed behind it).")
    private @Nullable Path to;

    @Override
    public Integer call() throws IOException {
        long last = at == null ? Journal.read(run).size() : at;
        Path folder = to == null
                ? run.resolveSibling(
                        "%s-%d-%d".formatted(run.toAbsolutePath().normalize().getFileName(), last, seed))
                : to;
        var _ = Fork.of(run, last, seed, folder);
        AgentOptions.copyName(run, folder);
        console.line(folder.toString());
        return ExitCode.OK;
    }
}
