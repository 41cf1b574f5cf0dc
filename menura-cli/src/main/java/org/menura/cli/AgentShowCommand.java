package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.menura.agent.run.RunInfo;
import org.menura.agent.run.Timeline;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code menura agent show}. */
@Command(
        name = "show",
        description = {
            "Prints what happened in a run, an event a line, and writes it as a page into the run's folder.",
            "The page is one file without scripts from elsewhere."
        },
        footer = {"%nExample:", "  menura agent show runs/clerk"})
final class AgentShowCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Parameters(paramLabel = "RUN", description = "Folder of the run.")
    private Path run = Path.of("");

    @Override
    public Integer call() throws IOException {
        RunInfo.read(run);
        Timeline.lines(run).forEach(console::line);
        console.note("timeline  " + Timeline.write(run));
        return ExitCode.OK;
    }
}
