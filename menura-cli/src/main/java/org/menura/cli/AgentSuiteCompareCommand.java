package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.menura.world.report.SuiteComparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura agent suite compare}: sets two runs of a suite beside each other. */
@Command(
        name = "compare",
        description =
                "Sets two runs of a suite beside each other, task by task: differences of the scores with 95 %% intervals"
                        + " (McNemar's exact test, or the paired bootstrap), and tasks that only one of the agents passes.",
        footer = {"%nExamples:", "  menura agent suite compare results/free results/forced"})
final class AgentSuiteCompareCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Parameters(
            index = "0",
            paramLabel = "A",
            description = "A folder that -o wrote, or a file trials_DATE.jsonl of it.")
    private Path first = Path.of("");

    @Parameters(index = "1", paramLabel = "B", description = "Another one.")
    private Path second = Path.of("");

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "2",
            description = "Tasks of each group that are shown for each agent, at most (default: ${DEFAULT-VALUE}).")
    private int examples = 2;

    @Override
    public Integer call() throws IOException {
        console.stream(SuiteComparison.of(first, second).markdown(examples));
        return ExitCode.OK;
    }
}
