package org.menura.eval.multimodal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.OutputFile;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.format.python.Python;

/** Writes tasks as lm-evaluation-harness reads them: a YAML file with its rows beside it, and the pictures they name. */
final class TaskFiles {
    /** Ends of answers, and how long they are, for tasks whose answers are few words. */
    static final String SHORT_ANSWERS = """
            generation_kwargs:
              until: ["\\n\\n"]
              max_gen_toks: 32
              do_sample: false
            """;

    private final Path folder;
    private final Set<String> written = new HashSet<>();

    TaskFiles(Path folder) {
        this.folder = folder;
    }

    /** A row, whose fields come in pairs of name and value. */
    static Map<String, @Nullable Object> row(@Nullable Object... fields) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            row.put(String.valueOf(fields[i]), fields[i + 1]);
        }
        return row;
    }

    /** Writes a picture and returns its mark. */
    String picture(String name, java.util.function.Supplier<Image> image) {
        String file = "pictures/" + name.replace('/', '-') + ".png";
        try {
            if (written.add(file) && !Files.exists(folder.resolve(file))) {
                Files.createDirectories(folder.resolve("pictures"));
                ImageFiles.writePng(image.get(), folder.resolve(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return MediaText.image(file);
    }

    /** Writes a sound's file as it is and returns its mark. */
    String sound(String name, SoundSets.Reader bytes) {
        String file = "sounds/" + name;
        try {
            if (written.add(file) && !Files.exists(folder.resolve(file))) {
                Files.createDirectories(folder.resolve("sounds"));
                OutputFile.write(folder.resolve(file), bytes.read());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return MediaText.audio(file);
    }

    /**
     * Writes a task.
     *
     * @param settings YAML lines below the usual ones
     */
    void task(String name, List<Map<String, @Nullable Object>> rows, String settings) {
        StringBuilder lines = new StringBuilder();
        rows.forEach(row -> lines.append(Python.jsonDumps(row, false)).append('\n'));
        write(name + ".jsonl", lines.toString());
        String path =
                folder.resolve(name + ".jsonl").toAbsolutePath().toString().replace('\\', '/');
        write(name + ".yaml", """
                task: %s
                dataset_path: json
                dataset_kwargs:
                  data_files:
                    test: %s
                test_split: test
                num_fewshot: 0
                %smetadata:
                  version: 1.0
                """.formatted(
                        name, Python.jsonDumps(path, false), settings.endsWith("\n") ? settings : settings + "\n"));
    }

    /** Writes a group of tasks; with metrics, their means over the tasks are its figures. */
    void group(String name, List<String> tasks, List<String> metrics) {
        StringBuilder yaml = new StringBuilder("group: " + name + "\ntask:\n");
        tasks.forEach(task -> yaml.append("  - ").append(task).append('\n'));
        if (!metrics.isEmpty()) {
            yaml.append("aggregate_metric_list:\n");
            metrics.forEach(metric -> yaml.append("  - metric: ")
                    .append(metric)
                    .append("\n    aggregation: mean\n    weight_by_size: false\n"));
        }
        write(name + "_group.yaml", yaml.append("metadata:\n  version: 1.0\n").toString());
    }

    void write(String name, String text) {
        try {
            Files.createDirectories(folder);
            OutputFile.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
