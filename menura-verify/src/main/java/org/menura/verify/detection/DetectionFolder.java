package org.menura.verify.detection;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.generate.LanguageModel;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import org.menura.tensor.Backend;
import org.menura.verify.Check;
import org.menura.verify.RecordFile;
import org.menura.verify.likelihood.RecordedModel;

/**
 * A folder of what detectors recorded: {@code scores.jsonl} with the statistics of the tokens of texts by a real model and
 * the scores made of them, {@code roc.jsonl} with scores of human and machine texts and the figures of scikit-learn. Either
 * may be missing.
 */
public final class DetectionFolder {
    private static final String SCORES = "scores.jsonl";
    private static final String CURVES = "roc.jsonl";
    private static final String PAIRS = "pairs.jsonl";
    private static final String DATA = "machine-text-detection";

    private DetectionFolder() {}

    /** Returns whether a folder holds such records. */
    public static boolean isIn(Path folder) {
        return hasRecords(folder.resolve(SCORES), "token_loglik") || hasRecords(folder.resolve(CURVES), "samples");
    }

    private static boolean hasRecords(Path file, String member) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (BufferedReader in = Files.newBufferedReader(file)) {
            String line = in.readLine();
            return line != null && Json.parse(line, file.toString()).has(member);
        } catch (IOException | FormatException _) {
            return false; // other kinds of folders have files of these names, too
        }
    }

    /** Verifies what follows from the records themselves: scores from tokens, figures from scores. */
    public static List<Check> verify(Path folder) {
        List<Check> checks = new ArrayList<>();
        if (hasRecords(folder.resolve(SCORES), "token_loglik")) {
            checks.addAll(ScoreRecords.recomputed(scores(folder)));
        }
        checks.addAll(curves(folder));
        return checks;
    }

    /**
     * Asks the model again, too.
     *
     * @param named the model; null for that which the records belong to, if it can be found
     * @param data the folder with {@code pairs.jsonl}, whose texts were scored; null to look for it beside the records
     * @throws FormatException if a record is malformed
     */
    public static List<Check> verify(Path folder, @Nullable Path named, @Nullable Path data, Backend ops) {
        if (!hasRecords(folder.resolve(SCORES), "token_loglik") || named == null && !RecordedModel.isFound(folder)) {
            return verify(folder);
        }
        List<ScoredText> records = scores(folder);
        List<Check> checks = new ArrayList<>(ScoreRecords.recomputed(records));
        try (RecordedModel recorded = RecordedModel.of(folder, named);
                LanguageModel model =
                        Menura.load(recorded.folder(), LoadOptions.defaults().withBackend(ops))) {
            Optional<Path> pairs = pairs(folder, data);
            if (pairs.isPresent()) {
                checks.add(ScoreRecords.encoded(records, RecordFile.read(pairs.get()), model));
            }
            checks.addAll(ScoreRecords.asked(records, model));
        }
        checks.addAll(curves(folder));
        return checks;
    }

    private static List<ScoredText> scores(Path folder) {
        Path file = folder.resolve(SCORES);
        List<JsonNode> nodes = RecordFile.read(file);
        List<ScoredText> records = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            records.add(ScoredText.of(nodes.get(i), "%s, record %d".formatted(file, i + 1)));
        }
        return records;
    }

    private static List<Check> curves(Path folder) {
        Path file = folder.resolve(CURVES);
        if (!hasRecords(file, "samples")) {
            return List.of();
        }
        List<Check> checks = new ArrayList<>();
        List<JsonNode> nodes = RecordFile.read(file);
        for (int i = 0; i < nodes.size(); i++) {
            checks.add(CurveRecord.check(nodes.get(i), "%s, record %d".formatted(file, i + 1)));
        }
        return checks;
    }

    private static Optional<Path> pairs(Path folder, @Nullable Path data) {
        if (data != null) {
            Path file = Files.isDirectory(data) ? data.resolve(PAIRS) : data;
            if (!Files.isRegularFile(file)) {
                throw new FormatException(
                        "there is no %s in %s, where the scored texts should be".formatted(PAIRS, data));
            }
            return Optional.of(file);
        }
        Path here = folder.toAbsolutePath().normalize();
        Path above = here.getParent() == null ? here : here.getParent();
        Path top = above.getParent() == null ? above : above.getParent();
        return Stream.of(
                        here,
                        above.resolve(DATA),
                        top.resolve(DATA),
                        top.resolve("data").resolve(DATA))
                .map(f -> f.resolve(PAIRS))
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
