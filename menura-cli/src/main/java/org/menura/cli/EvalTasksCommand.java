package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.eval.run.OwnTasks;
import org.menura.eval.task.TaskLibrary;
import org.menura.format.Glob;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura eval tasks}: lists what can be measured. */
@Command(
        name = "tasks",
        aliases = "ls",
        description = "Lists tasks, groups and tags by name; says which files of a folder are none and why.",
        footer = {
            "%nExamples:",
            "  menura eval tasks",
            "  menura eval tasks --include-path tasks 'mmlu*'",
            "  menura eval tasks --write my-tasks",
            "  menura eval tasks --media recipes/nano-omni/data"
        })
final class EvalTasksCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private EvalTaskOptions tasks = new EvalTaskOptions();

    @Parameters(arity = "0..1", paramLabel = "PATTERN", description = "Only names like this, with * and ?.")
    private @Nullable String pattern;

    @Option(
            names = "--write",
            paramLabel = "DIR",
            description =
                    "Write the files of the tasks that come with Menura into this folder, to begin your own with.")
    private @Nullable Path write;

    @Override
    public Integer call() throws IOException {
        if (write != null) {
            OwnTasks.write(write);
            console.line("wrote " + write);
            return ExitCode.OK;
        }
        TaskLibrary library = tasks.library(console);
        Glob wanted = Glob.of(pattern == null ? "*" : pattern);
        library.names().stream().filter(wanted::matches).forEach(console::line);
        library.unreadable().forEach((file, why) -> console.note("note: %s: %s".formatted(file, why)));
        return ExitCode.OK;
    }
}
