package org.menura.eval.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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
    public record Row(
            String task,
            String variant,
            @Nullable Form cloze,
            @Nullable Form letters) {
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
        forms.forEach(
                f -> pairs.computeIfAbsent(f.task().name() + "\n" + f.task().variant(), _ -> new ArrayList<>())
                        .add(f));
        List<Row> out = new ArrayList<>();
        for (List<Form> pair : pairs.values()) {
            Form cloze =
                    pair.stream().filter(f -> !f.task().letters()).findFirst().orElse(null);
            Form letters =
                    pair.stream().filter(f -> f.task().letters()).findFirst().orElse(null);
            OlmesTask task = pair.getFirst().task();
            out.add(new Row(task.name(), task.variant(), cloze, letters));
        }
        return out;
    }

    /**
     * Subjects of one task (MMLU) as one: each form's scores are averaged over subjects, and then the better form counts.
     *
     * @return the score of the better form, by name and variant
     */
    private Map<String, Double> tasks() {
        Map<String, Map<Boolean, List<Double>>> scores = new LinkedHashMap<>();
        for (Form form : forms) {
            if (!form.bits()) {
                scores.computeIfAbsent(core(form.task()) + titled(form.task().variant()), _ -> new TreeMap<>())
                        .computeIfAbsent(form.task().letters(), _ -> new ArrayList<>())
                        .add(form.score());
            }
        }
        Map<String, Double> out = new LinkedHashMap<>();
        scores.forEach((task, byForm) -> out.put(
                task,
                byForm.values().stream()
                        .mapToDouble(s -> s.stream()
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .orElse(0))
                        .max()
                        .orElse(0)));
        return out;
    }

    private static String core(OlmesTask task) {
        return task.core().startsWith("mmlu") && !task.core().startsWith("mmlu_pro") ? "mmlu" : task.core();
    }

    private static String titled(String variant) {
        return variant.isEmpty() ? "" : " (" + variant + ")";
    }

    /**
     * Averages the better scores; subjects of one task count as one.
     *
     * @return NaN where there are none
     */
    public double average() {
        return tasks().values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    /** Returns all figures by name, for JSON. */
    public Map<String, Object> values() {
        Map<String, Object> out = new LinkedHashMap<>();
        List<Map<String, Object>> tasks = new ArrayList<>();
        for (Form form : forms) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("task", form.task().name());
            one.put("variant", form.task().variant());
            one.put("form", form.task().letters() ? "letters" : "cloze");
            one.put("questions", form.task().questions().size());
            form.accuracies().forEach((by, value) -> one.put(by.metric(), value));
            one.put("normalisation", form.normalisation().metric());
            one.put("bits_per_byte", form.bitsPerByte());
            one.put("score", form.score());
            one.put("stderr", form.error());
            tasks.add(one);
        }
        out.put("tasks", tasks);
        if (!Double.isNaN(average())) {
            out.put("average", average());
        }
        return out;
    }

    /** Writes a table. */
    public String markdown() {
        StringBuilder out = new StringBuilder();
        out.append(
                "| task | questions | cloze | letters | better | form | normalisation |\n|---|---:|---:|---:|---:|---|---|\n");
        for (Row row : rows()) {
            Form best = row.best();
            String score = best.bits()
                    ? "%.4f bits/byte".formatted(best.score())
                    : "%.4f ± %.4f".formatted(best.score(), best.error());
            out.append("| %s%s | %d | %s | %s | %s | %s | %s |%n"
                    .formatted(
                            row.task(),
                            titled(row.variant()),
                            best.task().questions().size(),
                            row.cloze() == null
                                    ? "–"
                                    : "%.4f".formatted(row.cloze().score()),
                            row.letters() == null
                                    ? "–"
                                    : "%.4f".formatted(row.letters().score()),
                            score,
                            best.task().letters() ? "letters" : "cloze",
                            best.bits() ? "–" : best.normalisation().name().toLowerCase(Locale.ROOT)));
        }
        tasks().forEach((task, score) -> {
            if (task.startsWith("mmlu")) {
                out.append("| %s, mean of subjects | | | | %.4f | | |%n".formatted(task, score));
            }
        });
        if (!Double.isNaN(average())) {
            out.append("| average of the better forms | | | | %.4f | | |%n".formatted(average()));
        }
        return out.toString();
    }
}
