package org.menura.recipes.pubmedqa;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.eval.baseline.Folds;
import org.menura.format.json.JsonLine;

/**
 * Makes the data of this recipe: {@code recipes/run PubMedQaData DATA OUT}. DATA holds the folder {@code pubmedqa}. OUT gets {@code pairs.jsonl},
 * abstracts without their conclusions, which say the answer, each with its question and its answer as the label, and five folds of them,
 * {@code train-K.jsonl} and {@code held-out-K.jsonl}. Only questions that a fold is taught are told with their conclusions as well, each in a
 * row of its own; the set's authors have their models learn from conclusions by a second target (arXiv 1909.06146).
 */
final class PubMedQaData {
    private static final int FOLDS = 5;

    /** The dealing of {@code menura eval baseline --folds 5}. */
    private static final long SEED = 1;

    private PubMedQaData() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: recipes/run PubMedQaData DATA OUT");
            System.exit(2);
        }
        Path file = Path.of(args[0]).resolve("pubmedqa/pqa_labeled.jsonl");
        Path to = Files.createDirectories(Path.of(args[1]));
        List<String> labels = new ArrayList<>();
        List<String> studied = new ArrayList<>();
        List<String> concluded = new ArrayList<>();
        JsonLine.each(file, line -> {
            JsonNode row = line.json();
            List<String> parts = new ArrayList<>();
            row.path("contexts").forEach(part -> parts.add(part.asText()));
            labels.add(row.path("final_decision").asText());
            studied.add(pair(String.join(" ", parts), row));
            concluded.add(pair(row.path("long_answer").asText(), row));
        });
        Folds folds = Folds.stratified(labels, FOLDS, SEED);
        for (int fold = 0; fold < FOLDS; fold++) {
            List<String> taught = folds.pick(studied, fold, false);
            taught.addAll(folds.pick(concluded, fold, false));
            Files.write(to.resolve("train-%d.jsonl".formatted(fold + 1)), taught);
            Files.write(to.resolve("held-out-%d.jsonl".formatted(fold + 1)), folds.pick(studied, fold, true));
        }
        Files.write(to.resolve("pairs.jsonl"), studied);
    }

    private static String pair(String text, JsonNode row) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("text", text)
                .put("second", row.path("question").asText())
                .put("label", row.path("final_decision").asText())
                .toString();
    }
}
