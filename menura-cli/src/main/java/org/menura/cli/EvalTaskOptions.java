package org.menura.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.eval.multimodal.MediaTasks;
import org.menura.eval.run.OwnTasks;
import org.menura.eval.task.TaskLibrary;
import org.menura.eval.task.TaskSelection;
import org.menura.format.hub.HubCache;
import org.menura.generate.embed.Embedder;
import org.menura.tensor.Backend;
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

    @Option(
            names = {"--media"},
            paramLabel = "DIR",
            description =
                    "Folder with pictures and sounds for pope, mme, mmbench, seed, mmmu, captions, spoken_words, drawings:"
                            + " openmoji/, tuxpaint-stamps/, speech-samples/ or official files (default: those that nano-omni learned"
                            + " from).")
    private @Nullable Path media;

    @Option(
            names = "--clip",
            paramLabel = "MODEL",
            description = "A model of pictures and texts, such as CLIP, that judges drawings (for drawings_clip).")
    private @Nullable String clip;

    /** The judge of drawings; null for none. */
    @Nullable
    Embedder judge(Backend ops) {
        return clip == null ? null : Embedder.open(ModelOptions.find(clip), null, true, ops);
    }

    /** Whether a task is about pictures or sounds. */
    boolean isMedia() {
        return specs().stream().anyMatch(MediaTasks::isOne);
    }

    /** The folder of tasks about pictures and sounds, in which those lie; null where none is asked for. */
    @Nullable
    Path mediaFolder(Console console) {
        if (!isMedia() && media == null) {
            return null;
        }
        Path sets = media == null ? DefaultModel.mediaSets() : media;
        if (sets == null) {
            throw console.wrong("these tasks are about pictures: say with --media where sets of pictures lie");
        }
        return MediaTasks.folder(sets, HubCache.root(), specs().stream().anyMatch(MediaTasks::isOfficial));
    }

    /** The folder that relative files lie below. */
    Path base() {
        return base.toAbsolutePath();
    }

    /** All tasks that can be named. */
    TaskLibrary library(Console console) {
        List<Path> all = new ArrayList<>();
        all.add(OwnTasks.folder(HubCache.root()));
        Path pictures = mediaFolder(console);
        if (pictures != null) {
            all.add(pictures);
        }
        all.addAll(folders);
        return new TaskLibrary(all, base());
    }

    /** The tasks that are named, or else those that come with Menura. */
    TaskSelection selection(Console console) {
        List<String> specs = specs();
        if (specs.isEmpty()) {
            if (!folders.isEmpty()) {
                throw console.wrong("which tasks? --tasks NAME,…; `menura eval tasks --include-path DIR` lists them");
            }
            specs = EvalCommand.usualTasks();
        }
        return library(console).load(specs);
    }

    private List<String> specs() {
        return names.stream()
                .flatMap(n -> Arrays.stream(n.split(",")))
                .map(String::strip)
                .filter(n -> !n.isEmpty())
                .toList();
    }
}
