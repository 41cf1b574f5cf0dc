package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.eval.run.OwnTasks;
import org.menura.eval.task.TaskLibrary;
import org.menura.format.FormatException;
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
            "  menura eval tasks groups --include-path tasks",
            "  menura eval tasks --write my-tasks",
            "  menura eval tasks --media recipes/nano-omni/data"
        })
final class EvalTasksCommand implements Callable<Integer> {
    private static final Map<String, Set<TaskLibrary.Kind>> KINDS = Map.of(
            "tasks",
            EnumSet.allOf(TaskLibrary.Kind.class),
            "subtasks",
            Set.of(TaskLibrary.Kind.TASK),
            "groups",
            Set.of(TaskLibrary.Kind.GROUP),
            "tags",
            Set.of(TaskLibrary.Kind.TAG));

    @Mixin
    private Console console = new Console();

    @Mixin
    private EvalTaskOptions tasks = new EvalTaskOptions();

    @Parameters(
            arity = "0..2",
            paramLabel = "[KIND] [PATTERN]",
            hideParamSyntax = true,
            description = "tasks (all), subtasks, groups or tags; only names like this, with * and ?.")
    private List<String> words = List.of();

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
        Set<TaskLibrary.Kind> kinds = words.isEmpty() ? null : KINDS.get(words.getFirst());
        if (words.size() > 1 && kinds == null) {
            throw console.wrong("the first of two words is tasks, subtasks, groups or tags, not " + words.getFirst());
        }
        List<String> names = library.names(kinds == null ? EnumSet.allOf(TaskLibrary.Kind.class) : kinds);
        boolean all = words.isEmpty() || kinds != null && words.size() == 1;
        Glob wanted = Glob.of(all ? "*" : words.getLast());
        List<String> found = names.stream().filter(wanted::matches).toList();
        found.forEach(console::line);
        library.unreadable().forEach((file, why) -> console.note("note: %s: %s".formatted(file, why)));
        if (found.isEmpty() && !all) {
            throw new FormatException(
                    "none of the tasks is called %s; `menura eval tasks` lists all, with --include-path those of a folder too"
                            .formatted(words.getLast()));
        }
        return ExitCode.OK;
    }
}
