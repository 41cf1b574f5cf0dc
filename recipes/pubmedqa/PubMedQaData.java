package org.menura.recipes.pubmedqa;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.eval.baseline.Folds;
import org.menura.format.json.JsonLine;

/**
 * Makes the data of this recipe: {@code recipes/run PubMedQaData DATA OUT}. DATA holds the folder {@code pubmedqa}. OUT gets {@code texts.jsonl},
 * a question and its abstract in a text and its answer as the label, and five folds of pairs, {@code train-K.jsonl} and {@code held-out-K.jsonl}.
 * The conclusions of the abstracts, which say the answer, are left out.
 */
final class PubMedQaData {
    private static final int FOLDS = 5;
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
        List<String> texts = new ArrayList<>();
        List<String> pairs = new ArrayList<>();
        JsonLine.each(file, line -> {
            JsonNode row = line.json();
            String question = row.path("question").asText();
            List<String> parts = new ArrayList<>();
            row.path("contexts").forEach(part -> parts.add(part.asText()));
            String studied = String.join(" ", parts);
            String label = row.path("final_decision").asText();
            labels.add(label);
            texts.add(row(label).put("text", question + " " + studied).toString());
            pairs.add(row(label)
                    .put("abstract", studied)
                    .put("question", question)
                    .toString());
        });
        Files.write(to.resolve("texts.jsonl"), texts);
        Folds folds = Folds.stratified(labels, FOLDS, SEED);
        for (int fold = 0; fold < FOLDS; fold++) {
            Files.write(to.resolve("train-%d.jsonl".formatted(fold + 1)), folds.pick(pairs, fold, false));
            Files.write(to.resolve("held-out-%d.jsonl".formatted(fold + 1)), folds.pick(pairs, fold, true));
        }
    }

    private static ObjectNode row(String label) {
        return JsonNodeFactory.instance.objectNode().put("label", label);
    }
}
