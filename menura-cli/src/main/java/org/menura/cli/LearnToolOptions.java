package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.eval.learn.LearnTools;
import org.menura.eval.run.OwnTasks;
import org.menura.eval.task.TaskLibrary;
import org.menura.format.hub.HubCache;
import org.menura.generate.LoadOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What learning computes with. */
final class LearnToolOptions {
    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Option(
            names = {"--include-path", "--include_path"},
            paramLabel = "DIR",
            description = "More task files, also several folders.")
    private List<Path> folders = List.of();

    /** Makes the tools. */
    LearnTools open() throws IOException {
        List<Path> all = new ArrayList<>();
        all.add(OwnTasks.folder(HubCache.root()));
        all.addAll(folders);
        return LearnTools.of(
                LoadOptions.defaults().withBackend(threads.backend(true)),
                new TaskLibrary(all, Path.of("").toAbsolutePath()),
                threads.runSettings());
    }
}
