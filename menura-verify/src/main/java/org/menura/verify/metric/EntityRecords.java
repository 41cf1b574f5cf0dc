package org.menura.verify.metric;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.menura.eval.metric.EntityScores;
import org.menura.format.FormatException;
import org.menura.train.measure.Entities;
import org.menura.verify.Check;

/** Tagged sentences with what seqeval makes of them. */
final class EntityRecords implements MetricRecords {
    @Override
    public boolean recognises(JsonNode first) {
        return first.path("y_true").isArray() && first.path("y_pred").isArray();
    }

    @Override
    public List<Check> check(List<JsonNode> records) {
        return records.stream().map(EntityRecords::check).toList();
    }

    private static Check check(JsonNode record) {
        String name = "entities " + record.path("group").asText("") + " "
                + record.path("style").asText("");
        Figures figures = new Figures(name.strip(), record);
        try {
            compare(figures, sentences(record.path("y_true")), sentences(record.path("y_pred")));
        } catch (FormatException e) {
            if (record.has("error")) {
                return new Check(name.strip(), 0, 0, 0, true, "refused, as recorded: " + e.getMessage());
            }
            figures.fail(String.valueOf(e.getMessage()));
        }
        return figures.check();
    }

    private static void compare(Figures figures, List<List<String>> truth, List<List<String>> predicted) {
        EntityScores scores = EntityScores.of(truth, predicted);
        if (figures.has("error")) {
            figures.fail("it is refused in the record: " + figures.get("error").asText());
            return;
        }
        entities(figures, "entities_true", truth);
        entities(figures, "entities_pred", predicted);
        score(figures, "micro", figures.get("micro"), scores.micro());
        score(figures, "macro", figures.get("macro"), scores.macro());
        score(figures, "weighted", figures.get("weighted"), scores.weighted());
        figures.number("accuracy", scores.accuracy());
        if (figures.has("per_type")) {
            List<String> types = new ArrayList<>();
            figures.get("per_type").fieldNames().forEachRemaining(types::add);
            figures.equal(
                    "types",
                    types.stream().sorted().toList(),
                    scores.types().keySet().stream().sorted().toList());
            scores.types().forEach((type, counts) -> {
                JsonNode expected = figures.get("per_type").path(type);
                score(figures, type, expected, counts.score());
                if (expected.has("support")) {
                    figures.number(type + " support", expected.get("support"), (double) counts.there());
                }
            });
        }
    }

    private static void score(Figures figures, String shown, JsonNode expected, EntityScores.Score score) {
        for (String field : List.of("precision", "recall", "f1", "f1-score")) {
            if (expected.has(field)) {
                double actual = switch (field) {
                    case "precision" -> score.precision();
                    case "recall" -> score.recall();
                    default -> score.f1();
                };
                figures.number(shown + " " + field, expected.get(field), actual);
            }
        }
    }

    /** Recorded entities end with their last word. */
    private static void entities(Figures figures, String field, List<List<String>> sentences) {
        if (!figures.has(field)) {
            return;
        }
        List<String> actual = new ArrayList<>();
        for (List<String> tags : sentences) {
            List<String> found = new ArrayList<>();
            for (Entities.Entity entity : Entities.list(tags)) {
                found.add("%s %d %d".formatted(entity.type(), entity.start(), entity.end() - 1));
            }
            actual.add(found.toString());
        }
        List<String> expected = new ArrayList<>();
        for (JsonNode sentence : figures.get(field)) {
            List<String> found = new ArrayList<>();
            sentence.forEach(e -> found.add(e.path(0).asText() + " " + e.path(1).asInt() + " "
                    + e.path(2).asInt()));
            expected.add(found.toString());
        }
        figures.equal(field, expected, actual);
    }

    private static List<List<String>> sentences(JsonNode node) {
        List<List<String>> sentences = new ArrayList<>();
        for (JsonNode sentence : node) {
            if (!sentence.isArray()) {
                throw new FormatException("A sentence is no list of tags.");
            }
            List<String> tags = new ArrayList<>();
            sentence.forEach(tag -> tags.add(tag.asText()));
            sentences.add(tags);
        }
        return sentences;
    }
}
