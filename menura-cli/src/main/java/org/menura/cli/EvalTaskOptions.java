package org.menura.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.eval.run.OwnTasks;
import org.menura.eval.task.TaskLibrary;
import org.menura.eval.task.TaskSelection;
import org.menura.format.hub.HubCache;
import picocli.CommandLine.Option;

/** Which tasks, and where their files are. */
final class EvalTaskOptions {
    @Option(
            names = "--tasks",
            split = ",",
            paramLabel = "NAME",
            description = "Tasks, groups, tags, or files, with commas between them; * and ? stand for any letters.")
    private List<String> names = List.of();

    @Option(
            names = {"--include-path", "--include_path"},
            paramLabel = "DIR",
            description = "Folder of task files, also several; later ones win where names are the same.")
    private List<Path> folders = List.of();

    @Option(
            names = "--base",
            paramLabel = "DIR",
            description = "Folder that the tasks' relative files of rows lie below (default: the current one).")
    private Path base = Path.of("");

    /** The folder that relative files lie below. */
    Path base() {
        return base.toAbsolutePath();
    }

    /** All tasks that can be named. */
    TaskLibrary library() {
        List<Path> all = new ArrayList<>();
        all.add(OwnTasks.folder(HubCache.root()));
        all.addAll(folders);
        return new TaskLibrary(all, base());
    }

    /** The tasks that are named, or else those that come with Menura. */
    TaskSelection selection(Console console) {
        List<String> specs = names.stream()
                .flatMap(n -> Arrays.stream(n.split(",")))
                .map(String::strip)
                .filter(n -> !n.isEmpty())
                .toList();
        if (specs.isEmpty()) {
            if (!folders.isEmpty()) {
                throw console.wrong("which tasks? --tasks NAME,…; `menura eval tasks --include-path DIR` lists them");
            }
            specs = EvalCommand.usualTasks();
        }
        return library().load(specs);
    }
}
