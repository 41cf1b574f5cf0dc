package org.menura.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import org.menura.eval.multimodal.MediaTasks;
import org.menura.eval.remote.ServerAddress;
import org.menura.eval.run.ArgumentText;
import org.menura.eval.run.OwnTasks;
import org.menura.eval.task.TaskLibrary;
import org.menura.eval.task.TaskSelection;
import org.menura.format.FormatException;
import org.menura.format.hub.HubCache;
import org.menura.generate.embed.Embedder;
import org.menura.tensor.Backend;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which tasks, and where their files are. */
final class EvalTaskOptions {
    @Option(
            names = "--tasks",
            paramLabel = "NAME,…",
            parameterConsumer = Words.class,
            description =
                    "Tasks, groups, tags, files or folders of files, with commas or blanks between them; * and ? stand"
                            + " for any letters.")
    private List<String> names = new ArrayList<>();

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

    @Option(
            names = "--metadata",
            paramLabel = "KEY=VALUE,…",
            parameterConsumer = EvalSettingsOptions.Arguments.class,
            description = "Metadata that win over the tasks' own, such as version=2; or JSON.")
    private List<String> metadata = new ArrayList<>();

    /** Takes all words up to the next option, as lm-evaluation-harness does. */
    static final class Words implements IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
            List<String> taken = new ArrayList<>(option.getValue());
            if (words.isEmpty() || words.peek().startsWith("-")) {
                throw new ParameterException(command.commandLine(), "--tasks wants the names of tasks behind it");
            }
            do {
                taken.add(words.pop());
            } while (!words.isEmpty() && !words.peek().startsWith("-"));
            option.setValue(taken);
        }
    }

    /**
     * Takes the last of several words behind {@code --tasks} from the tasks, if it names none of them.
     *
     * @return the word; null where all are tasks
     */
    @Nullable
    String takeOther(Console console) {
        if (names.size() < 2 || isMedia() && MediaTasks.isOne(names.getLast())) {
            return null;
        }
        String last = names.getLast();
        if (last.contains(",") || last.endsWith(".yaml") || library(console).has(last) || !isModel(last)) {
            return null;
        }
        names = new ArrayList<>(names.subList(0, names.size() - 1));
        return last;
    }

    private static boolean isModel(String word) {
        if (word.equals("hash") || ServerAddress.isAddress(word)) {
            return true;
        }
        try {
            return Files.exists(HubCache.locate(word));
        } catch (FormatException e) {
            return false;
        }
    }

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
        return new TaskLibrary(all, base(), metadata(console));
    }

    private Map<String, @Nullable Object> metadata(Console console) {
        try {
            return ArgumentText.read(metadata);
        } catch (FormatException e) {
            throw console.wrong("--metadata: " + e.getMessage());
        }
    }

    /** The tasks of each word that is named, one by one; what is wrong with those that can't be loaded, by word. */
    List<TaskSelection> selections(Console console, Map<String, String> wrong) {
        if (specs().isEmpty()) {
            return List.of(selection(console));
        }
        TaskLibrary library = library(console);
        List<TaskSelection> all = new ArrayList<>();
        for (String spec : specs()) {
            try {
                all.add(library.load(List.of(spec)));
            } catch (FormatException e) {
                wrong.put(spec, String.valueOf(e.getMessage()));
            }
        }
        return all;
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
