package org.menura.verify.likelihood;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.LocalModel;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.format.json.JsonLine;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import org.menura.tensor.Backend;
import org.menura.verify.Check;

/**
 * A folder of what lm-evaluation-harness recorded of a real model: {@code TASK.samples.jsonl} with requests and answers,
 * {@code TASK.results.json} with metrics.
 */
public final class LikelihoodFolder {
    private static final String SAMPLES = ".samples.jsonl";
    private static final String RESULTS = ".results.json";

    private LikelihoodFolder() {}

    /** Returns whether a folder holds such records. */
    public static boolean isIn(Path folder) {
        return !tasks(folder).isEmpty();
    }

    private static List<Path> tasks(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().endsWith(SAMPLES))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Asks the model all that was asked.
     *
     * @param model null for that which the records belong to, as far as it can be found
     * @return checks of each task
     * @throws FormatException if the model is not here, or a record is malformed
     */
    public static List<Check> verify(Path folder, @Nullable Path model, Backend ops) {
        List<Check> checks = new ArrayList<>();
        try (RecordedModel recorded = RecordedModel.of(folder, model);
                LocalModel asked = LocalModel.of(
                        String.valueOf(recorded.folder().getFileName()),
                        Menura.load(recorded.folder(), LoadOptions.defaults().withBackend(ops)),
                        LocalModel.Options.defaults())) {
            for (Path samples : tasks(folder)) {
                String name = samples.getFileName().toString();
                String task = name.substring(0, name.length() - SAMPLES.length());
                Path results = folder.resolve(task + RESULTS);
                JsonNode metrics = Files.exists(results) ? Json.parse(results).path("results") : null;
                checks.addAll(new LikelihoodCase(task, read(samples)).run(asked, metrics));
            }
        }
        return checks;
    }

    private static List<RecordedDocument> read(Path file) {
        List<RecordedDocument> documents = new ArrayList<>();
        try {
            JsonLine.each(file, line -> documents.add(RecordedDocument.of(line.json(), line.where())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (documents.isEmpty()) {
            throw new FormatException(file + " holds no documents");
        }
        return documents;
    }
}
