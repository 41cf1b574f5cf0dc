package org.menura.eval.card;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.Sha256;
import org.menura.train.ledger.FigureEntry;
import org.menura.train.ledger.LedgerReader;

/**
 * The model that a card is about.
 *
 * @param run folder of the training run; null for a model without one
 * @param model folder or file of the model or adapter
 * @param isAdapter whether it is an adapter over another model
 * @param weights SHA-256 of the files of weights by name
 */
public record CardSubject(@Nullable Path run, Path model, boolean isAdapter, SequencedMap<String, String> weights) {
    private static final List<String> WEIGHTS = List.of(".safetensors", ".gguf", ".bin", ".pth");

    /**
     * Finds the model in a run's folder, or takes the folder or file itself.
     *
     * @throws FormatException if there are no weights, or a run is not complete
     */
    public static CardSubject of(Path place) throws IOException {
        if (!Files.exists(place)) {
            throw new FormatException(
                    "%s is not there; name the folder of a training run, or a model".formatted(place));
        }
        if (!LedgerReader.isLedger(place)) {
            return new CardSubject(null, place, isAdapter(place), weights(place));
        }
        for (String name : List.of("model", "adapter")) {
            Path model = place.resolve(name);
            if (Files.isDirectory(model)) {
                return new CardSubject(place, model, isAdapter(model), weights(model));
            }
        }
        throw new FormatException(
                "%s holds neither model nor adapter: the run is not complete; go on with: menura train --resume %s"
                        .formatted(place, place));
    }

    private static boolean isAdapter(Path model) {
        return Files.isRegularFile(model.resolve("adapter_config.json"));
    }

    private static SequencedMap<String, String> weights(Path model) throws IOException {
        TreeMap<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(model, 2)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(f -> isWeights(f.getFileName().toString()))
                    .toList()) {
                Path shown = file.equals(model) ? model.getFileName() : model.relativize(file);
                all.put(String.valueOf(shown).replace('\\', '/'), Sha256.of(file));
            }
        }
        if (all.isEmpty()) {
            throw new FormatException("%s holds no weights (%s), so nothing says of which model a figure is"
                    .formatted(model, String.join(", ", WEIGHTS)));
        }
        return all;
    }

    private static boolean isWeights(String name) {
        return WEIGHTS.stream().anyMatch(name::endsWith);
    }

    /**
     * Checks that an entry's figures are those of this model, by the hashes of its weights.
     *
     * @throws FormatException if they are another model's, or nothing says whose
     */
    void require(FigureEntry entry, Path ledger) {
        JsonNode files = entry.facts().path(isAdapter ? "adapter_files" : "model_files");
        boolean hasAdapter = entry.facts().path("adapter_files").size() > 0;
        TreeMap<String, String> measured = new TreeMap<>();
        for (Map.Entry<String, JsonNode> file : files.properties()) {
            if (isWeights(file.getKey())) {
                measured.put(file.getKey(), file.getValue().asText());
            }
        }
        // What lies in folders below, such as a generator of pictures, is hashed by cards alone.
        boolean isSame = weights.entrySet().containsAll(measured.entrySet())
                && weights.keySet().stream().filter(w -> !w.contains("/")).allMatch(measured::containsKey);
        if (measured.isEmpty() || !isSame || hasAdapter != isAdapter) {
            throw new FormatException(
                    "%s, entry %d (%s %s): its figures are those of %s, not of %s: the SHA-256 of the weights differ; measure this model, or leave the ledger out"
                            .formatted(
                                    ledger,
                                    entry.number(),
                                    entry.kind(),
                                    entry.name(),
                                    measured.isEmpty() ? "a model whose files nobody saw" : "another model",
                                    model));
        }
    }
}
