package org.menura.world.claims;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.menura.format.FormatException;
import org.menura.world.suite.Suite;
import org.menura.world.suite.SuiteTask;

/**
 * WiCE (Kamoi et al., 2023): claims of Wikipedia with the article that they cite. Asked is whether the article supports the claim, and then,
 * where a part of it does, which sentence. The metric {@code sentence} is how often one of the supporting sentences was found.
 */
public final class WiceSuite implements Suite {
    private static final Set<String> FIELDS = Set.of("claim", "sentences", "supporting", "label");
    private static final List<String> LABELS = List.of("supported", "partially_supported", "not_supported");

    @Override
    public String name() {
        return "wice";
    }

    @Override
    public String description() {
        return "WiCE: how far an article supports a claim of Wikipedia, and by which sentence";
    }

    @Override
    public boolean reads(Path folder) {
        return Rows.hold(folder, FIELDS);
    }

    @Override
    public String files() {
        return Rows.needed(FIELDS);
    }

    @Override
    public List<? extends SuiteTask> tasks(Path folder) throws IOException {
        return Rows.read(folder, FIELDS, WiceSuite::task);
    }

    private static SuiteTask task(Rows.Row row) {
        String claim = row.text("claim");
        List<String> sentences = row.texts("sentences");
        String label = row.text("label");
        if (!LABELS.contains(label)) {
            throw new FormatException("%s: the label must be one of %s, not %s".formatted(row.where(), LABELS, label));
        }
        Set<Integer> supporting = supporting(row, sentences.size());
        StringBuilder article = new StringBuilder("Article:\n");
        for (int i = 0; i < sentences.size(); i++) {
            article.append(i + 1).append(". ").append(sentences.get(i).strip()).append('\n');
        }
        List<ChoiceTask.Step> steps = new ArrayList<>();
        steps.add(new ChoiceTask.Step(
                "%s\nClaim: %s\nIs the claim supported, partially_supported or not_supported by the article?"
                        .formatted(article, claim),
                LABELS,
                List.of(label)));
        if (!supporting.isEmpty()) {
            steps.add(new ChoiceTask.Step(
                    "%s\nClaim: %s\nWhich sentence supports the claim best? Answer with its number."
                            .formatted(article, claim),
                    IntStream.rangeClosed(1, sentences.size())
                            .mapToObj(Integer::toString)
                            .toList(),
                    supporting.stream().map(i -> Integer.toString(i + 1)).toList()));
        }
        return new ChoiceTask(row.id(), label, _ -> steps, answers -> {
            Map<String, Double> metrics = new HashMap<>();
            if (steps.size() > 1) {
                metrics.put("sentence", answers.size() > 1 && answers.get(1) ? 1.0 : 0.0);
            }
            return metrics;
        });
    }

    private static Set<Integer> supporting(Rows.Row row, int sentences) {
        JsonNode sets = row.json().path("supporting");
        boolean isRight = sets.isArray();
        Set<Integer> all = new TreeSet<>();
        for (JsonNode set : sets) {
            isRight &= set.isArray();
            for (JsonNode index : set) {
                isRight &= index.isIntegralNumber()
                        && index.canConvertToInt()
                        && index.intValue() >= 0
                        && index.intValue() < sentences;
                all.add(index.intValue());
            }
        }
        if (!isRight) {
            throw new FormatException(
                    "%s: \"supporting\" must be a list of lists of the numbers of sentences, from 0 to %d; it is empty where none supports the claim"
                            .formatted(row.where(), sentences - 1));
        }
        return all;
    }
}
