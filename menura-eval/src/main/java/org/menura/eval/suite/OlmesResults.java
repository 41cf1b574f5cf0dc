package org.menura.eval.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a model got under OLMES' rules.
 *
 * @param forms what came out for each task in each form
 */
public record OlmesResults(List<Form> forms) {
    /**
     * A task in one form.
     *
     * @param accuracies by normalisation; those that could be computed
     * @param score the accuracy with the task's own normalisation, or bits per byte of texts without choices
     * @param error its standard error
     */
    public record Form(
            OlmesTask task,
            Map<Normalisation, Double> accuracies,
            Normalisation normalisation,
            double score,
            double error,
            double bitsPerByte) {
        /** Tells whether the score is bits per byte, of which less is better. */
        public boolean bits() {
            return task.gold();
        }
    }

    /**
     * A task with the better of its forms.
     *
     * @param cloze null where it was not asked so
     * @param letters null where it was not asked so
     */
    public record Row(String task, String variant, @Nullable Form cloze, @Nullable Form letters) {
        /** Returns the form with the higher score; the cloze form among equals. */
        public Form best() {
            if (cloze == null || letters != null && letters.score() > cloze.score()) {
                return Objects.requireNonNull(letters);
            }
            return cloze;
        }
    }

    /** Pairs the forms of each task and variant, in the order in which they were measured. */
    public List<Row> rows() {
        Map<String, List<Form>> pairs = new LinkedHashMap<>();
        forms.forEach(f ->
                pairs.computeIfAbsent(f.task().name() + "\n" + f.task().variant(), _ -> new ArrayList<>()).add(f));
        List<Row> out = new ArrayList<>();
        for (List<Form> pair : pairs.values()) {
            Form cloze = pair.stream().filter(f -> !f.task().letters()).findFirst().orElse(null);
            Form letters = pair.stream().filter(f -> f.task().letters()).findFirst().orElse(null);
            OlmesTask task = pair.getFirst().task();
            out.add(new Row(task.name(), task.variant(), cloze, letters));
        }
        return out;
    }

    /**
     * Averages the better scores; subjects of one task (MMLU) count as one.
     *
     * @return NaN where there are none
     */
    public double average() {
        Map<String, List<Double>> byCore = new LinkedHashMap<>();
        for (Row row : rows()) {
            if (!row.best().bits()) {
                byCore.computeIfAbsent(row.best().task().core() + "\n" + row.variant(), _ -> new ArrayList<>())
                        .add(row.best().score());
            }
        }
        return byCore.values().stream()
                .mapToDouble(s -> s.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN))
                .average()
                .orElse(Double.NaN);
    }

    /** Writes a table. */
    public String markdown() {
        StringBuilder out = new StringBuilder();
        out.append("| task | questions | cloze | letters | better | form | normalisation |\n|---|---:|---:|---:|---:|---|---|\n");
        for (Row row : rows()) {
            Form best = row.best();
            String score = best.bits()
                    ? "%.4f bits/byte".formatted(best.score())
                    : "%.4f ± %.4f".formatted(best.score(), best.error());
            out.append("| %s%s | %d | %s | %s | %s | %s | %s |%n"
                    .formatted(
                            row.task(),
                            row.variant().isEmpty() ? "" : " (" + row.variant() + ")",
                            best.task().questions().size(),
                            row.cloze() == null ? "–" : "%.4f".formatted(row.cloze().score()),
                            row.letters() == null ? "–" : "%.4f".formatted(row.letters().score()),
                            score,
                            best.task().letters() ? "letters" : "cloze",
                            best.bits() ? "–" : best.normalisation().name().toLowerCase(Locale.ROOT)));
        }
        if (!Double.isNaN(average())) {
            out.append("| average of the better forms | | | | %.4f | | |%n".formatted(average()));
        }
        return out.toString();
    }
}
