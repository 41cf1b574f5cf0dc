package org.menura.eval.trust;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.EvalTask;
import org.menura.eval.task.TaskConfig;
import org.menura.eval.task.data.Rows;
import org.menura.eval.trust.perturb.Perturbation;
import org.menura.format.python.PythonRandom;

/**
 * Perturbs what a task asks: the columns of its documents that its prompt is made of. Columns that its answers or its target are made of
 * change only with perturbations that change answers as well.
 */
final class PerturbedDocuments {
    /** What columns of answers are called; where a function makes something of documents, nothing else tells them. */
    private static final Pattern ANSWERS = Pattern.compile(
            "(?i).*(answer|label|gold|target|choice|option|ending|sol\\d|solution|distractor|correct).*");

    private final Set<String> asked = new LinkedHashSet<>();
    private final Set<String> answered = new LinkedHashSet<>();

    PerturbedDocuments(EvalTask task) {
        TaskConfig config = task.config();
        List<String> columns = task.documents().columns();
        for (String column : columns) {
            if (uses(config.get("doc_to_text"), column, true)) {
                asked.add(column);
            }
            // Choices that a prompt lists by letters are answers too, although the task's choices are the letters.
            if (isLabel(task.documents(), column)) {
                asked.remove(column);
                continue;
            }
            boolean listed = asked.contains(column) && ANSWERS.matcher(column).matches();
            if (listed
                    || uses(config.get("doc_to_choice"), column, false)
                    || uses(config.get("doc_to_target"), column, false)) {
                answered.add(column);
            }
        }
    }

    /** Tells whether a column holds one of a few words, such as COPA's "cause" and "effect": those are no texts that people write. */
    private static boolean isLabel(Rows rows, String column) {
        Set<String> values = new HashSet<>();
        for (Map<String, @Nullable Object> row : rows.rows()) {
            if (!(row.get(column) instanceof String text) || text.chars().anyMatch(Character::isWhitespace)) {
                return false;
            }
            values.add(text);
        }
        return values.size() * 2 <= rows.size();
    }

    /** Tells whether a field of the task uses a column: it names it, its template does, or it is a function that may. */
    private static boolean uses(@Nullable Object field, String column, boolean question) {
        return switch (field) {
            case null -> false;
            case String text ->
                text.equals(column)
                        || Pattern.compile("\\b" + Pattern.quote(column) + "\\b")
                                .matcher(text)
                                .find();
            case List<?> list -> list.stream().anyMatch(item -> uses(item, column, question));
            case Map<?, ?> map -> map.values().stream().anyMatch(item -> uses(item, column, question));
            case Number _, Boolean _ -> false;
            default -> question != ANSWERS.matcher(column).matches();
        };
    }

    /** Returns the columns that a perturbation changes. */
    Set<String> columns(Perturbation perturbation) {
        Set<String> out = new LinkedHashSet<>(asked);
        out.addAll(answered);
        if (!perturbation.changesAnswers()) {
            out.removeAll(answered);
        }
        return out;
    }

    /** Changes rows; each has draws of its own, by its number. */
    Rows apply(Rows rows, Perturbation perturbation) {
        Set<String> changing = columns(perturbation);
        List<Map<String, @Nullable Object>> out = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            // HELM seeds by the instance's name, "id" and its number.
            PythonRandom random = new PythonRandom("id" + i);
            Map<String, String> done = new HashMap<>();
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            rows.rows()
                    .get(i)
                    .forEach((column, value) -> row.put(
                            column, changing.contains(column) ? changed(value, perturbation, random, done) : value));
            out.add(row);
        }
        return new Rows(rows.columns(), out);
    }

    /** Changes texts, also inside lists; the same text of a document changes the same way everywhere. */
    private static @Nullable Object changed(
            @Nullable Object value, Perturbation perturbation, PythonRandom random, Map<String, String> done) {
        return switch (value) {
            case String text -> {
                String known = done.get(text);
                if (known == null) {
                    known = perturbation.apply(text, random);
                    done.put(text, known);
                }
                yield known;
            }
            case List<?> list -> {
                List<@Nullable Object> out = new ArrayList<>();
                list.forEach(item -> out.add(changed(item, perturbation, random, done)));
                yield out;
            }
            case Map<?, ?> map -> {
                Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
                map.forEach((key, item) -> out.put(key, changed(item, perturbation, random, done)));
                yield out;
            }
            case null, default -> value;
        };
    }
}
