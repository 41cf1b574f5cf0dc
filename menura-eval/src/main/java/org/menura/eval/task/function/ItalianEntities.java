package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;
import org.menura.format.python.PythonTuple;

/** Entities and relations that EVALITA-LLM asks for: texts with what stands for them, {@code name$type,name$type}. */
final class ItalianEntities {
    private static final String NO_ENTITY = "&&NOENT&&";
    private static final String NO_RELATION = "&&NOREL&&";
    private static final Map<String, Long> TYPES = Map.of("PER", 0L, "LOC", 1L, "ORG", 2L, "O", 3L);
    private static final long ORGANISATION = 2;
    private static final long NONE = 3;

    private ItalianEntities() {}

    /** A text with what stands for it. */
    private record Pair(String first, String second) {
        /** What stands for an empty answer: the first letters of the word that the original takes for a pair. */
        static final Pair WRONG = new Pair("W", "R");

        /** What stands in the place of one that was found. */
        static final Pair DELETED = new Pair("DELETED", "DELETED");
    }

    static PythonModule add(PythonModule module) {
        return module.text("ner_doc_to_target", document -> {
                    List<Pair> entities = entities(document);
                    return entities.isEmpty() ? NO_ENTITY : written(entities, ",");
                })
                .results("ner_process_results", ItalianEntities::entityLabels)
                .text("re_doc_to_target", document -> {
                    List<Pair> relations = relations(document);
                    return relations.isEmpty() ? NO_ENTITY : written(relations, "%");
                })
                .results("rel_process_results_v3", ItalianEntities::relationLabels);
    }

    private static String written(List<Pair> pairs, String between) {
        return String.join(
                between,
                pairs.stream().map(pair -> pair.first + "$" + pair.second).toList());
    }

    private static List<Pair> entities(Map<String, @Nullable Object> document) {
        List<Pair> out = new ArrayList<>();
        for (Object entity : Fields.list(document, "entities")) {
            if (!(entity instanceof Map<?, ?> map)) {
                throw new FormatException("an entity of a document is no object with entity_text and type");
            }
            out.add(new Pair(Fields.text(map, "entity_text"), Fields.text(map, "type")));
        }
        return out;
    }

    private static List<Pair> relations(Map<String, @Nullable Object> document) {
        List<Pair> out = new ArrayList<>();
        for (Object relation : Fields.list(document, "relations")) {
            if (!(relation instanceof List<?> list) || list.size() < 2) {
                throw new FormatException(
                        "a relation of a document is %s, not a pair".formatted(Python.repr(relation)));
            }
            out.add(new Pair(Python.str(list.get(0)), Python.str(list.get(1))));
        }
        return out;
    }

    private static Map<String, @Nullable Object> labels(List<Long> said, List<Long> gold) {
        return Metrics.of("f1", PythonTuple.of(said, gold));
    }

    private static Map<String, @Nullable Object> entityLabels(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        List<Pair> gold = entities(document);
        List<Pair> answers = saidEntities(String.valueOf(results.getFirst()));
        if (gold.isEmpty() && answers.isEmpty()) {
            return labels(List.of(NONE), List.of(NONE));
        }
        boolean isMore = answers.size() > gold.size();
        List<Long> right = new ArrayList<>();
        List<Long> said = new ArrayList<>();
        for (Pair entity : gold) {
            Long type = TYPES.get(entity.second);
            if (type == null) {
                throw new FormatException(
                        "the type %s of an entity is none of %s".formatted(entity.second, TYPES.keySet()));
            }
            right.add(type);
            // Among too many answers, what was not found counts as class 0, as in the original.
            said.add(answers.contains(entity) ? type : isMore ? 0 : NONE);
        }
        for (int i = gold.size(); i < answers.size(); i++) {
            right.add(NONE);
            said.add(ORGANISATION);
        }
        return labels(said, right);
    }

    private static List<Pair> saidEntities(String answer) {
        if (answer.contains(NO_ENTITY)) {
            return List.of();
        }
        if (answer.isEmpty()) {
            return List.of(Pair.WRONG);
        }
        List<Pair> pairs = new ArrayList<>();
        for (String part : PythonText.split(answer, ",", -1)) {
            List<String> sides = PythonText.split(PythonText.strip(part), "$", -1);
            if (!sides.getFirst().isEmpty()) {
                pairs.add(new Pair(sides.getFirst(), sides.size() < 2 ? "" : PythonCharacters.upper(sides.get(1))));
            }
        }
        return pairs;
    }

    private static Map<String, @Nullable Object> relationLabels(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        List<Pair> gold = relations(document);
        String answer = String.valueOf(results.getFirst());
        boolean isNone = answer.contains(NO_RELATION);
        if (gold.isEmpty()) {
            return labels(List.of(isNone ? 0L : 1L), List.of(0L));
        }
        List<Long> right = new ArrayList<>(Collections.nCopies(gold.size(), 1L));
        List<Long> said = new ArrayList<>(Collections.nCopies(gold.size(), 0L));
        if (isNone) {
            return labels(said, right);
        }
        List<Pair> answers = saidRelations(answer);
        for (int i = 0; i < gold.size(); i++) {
            for (int j = 0; j < answers.size(); j++) {
                if (Objects.equals(answers.get(j), gold.get(i))) {
                    said.set(i, 1L);
                    answers.set(j, Pair.DELETED);
                }
            }
        }
        int more = answers.size() - gold.size();
        for (int i = 0; i < more; i++) {
            if (!answers.get(i).equals(Pair.DELETED)) {
                said.add(1L);
                right.add(0L);
            }
        }
        return labels(said, right);
    }

    private static List<Pair> saidRelations(String answer) {
        List<Pair> pairs = new ArrayList<>();
        if (answer.isEmpty()) {
            pairs.add(Pair.WRONG);
            return pairs;
        }
        for (String part : PythonText.split(answer, "%", -1)) {
            List<String> sides = PythonText.split(part, "$", -1);
            pairs.add(new Pair(
                    PythonText.strip(sides.getFirst()), sides.size() < 2 ? "" : PythonText.strip(sides.get(1))));
        }
        return pairs;
    }
}
