package org.menura.eval.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.EvalTask;
import org.menura.eval.task.TaskSelection;
import org.menura.format.Sha256;

/** The SHA-256 of the files that tasks read their rows from. */
final class DataHashes {
    private DataHashes() {}

    /** Returns a hash for each task whose files are here; of several, over their hashes in the order of their names. */
    static SequencedMap<String, String> of(TaskSelection tasks, Path base) {
        SequencedMap<String, String> out = new LinkedHashMap<>();
        for (EvalTask task : tasks.tasks().values()) {
            TreeMap<String, String> hashes = new TreeMap<>();
            if (task.config().get("dataset_kwargs") instanceof Map<?, ?> settings) {
                add(settings.get("data_files"), base, hashes);
            }
            if (!hashes.isEmpty()) {
                out.put(task.name(), hashes.size() == 1 ? hashes.firstEntry().getValue() : Sha256.of(hashes));
            }
        }
        return out;
    }

    private static void add(@Nullable Object files, Path base, TreeMap<String, String> to) {
        switch (files) {
            case Map<?, ?> map -> map.values().forEach(f -> add(f, base, to));
            case List<?> list -> list.forEach(f -> add(f, base, to));
            case String text
            when !text.contains("*") && !text.contains("://") -> {
                Path file = base.resolve(text);
                if (Files.isRegularFile(file)) {
                    try {
                        to.put(file.getFileName().toString(), Sha256.of(file));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
            case null, default -> {}
        }
    }
}
