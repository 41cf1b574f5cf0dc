package org.menura.eval.task.function;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.data.Rows;
import org.menura.format.FormatException;
import org.menura.format.Sha256;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRandom;
import org.menura.format.python.PythonText;

/** Metabench (A. Kipnis et al., 2024): few documents of six sets with their examples, as they are or with permuted choices. */
final class Metabench {
    private static final int ARC_SHOTS = 25;
    private static final int HELLASWAG_SHOTS = 10;
    private static final int SHOTS = 5;
    private static final String HASH = "original_hash";

    private Metabench() {}

    static List<PythonModule> modules() {
        return List.of(
                common(PythonModule.of(
                                "metabench/process_docs.py",
                                "6d696aeddfdc2ddf923a5847681104ac00f16291d3f69a4d6e354cd1d41be9bb"))
                        .rows("process_arc", rows -> arc(rows, null))
                        .rows("process_gsm8k", Metabench::gsm)
                        .rows("process_hellaswag", rows -> hellaswag(rows, null))
                        .rows("process_mmlu", rows -> mmlu(rows, null))
                        .rows("process_truthfulqa", rows -> rows.map(row -> hashed(row, "question")))
                        .rows("process_winogrande", rows -> winogrande(rows, false)),
                common(PythonModule.of(
                                "metabench/process_docs_permute.py",
                                "a956f52fb4febc66a36500c211ffc99142acb44c4ebfa65904779c15054f1d23"))
                        .drawnRows("process_arc", Metabench::arc)
                        .drawnRows("process_hellaswag", Metabench::hellaswag)
                        .drawnRows("process_mmlu", Metabench::mmlu)
                        .drawnRows("process_truthfulqa", Metabench::truthful)
                        .rows("process_winogrande", rows -> winogrande(rows, true)));
    }

    private static PythonModule common(PythonModule module) {
        return module.text("winogrande_doc_to_text", Completion::winoGrandeAnswer)
                .text("winogrande_doc_to_target", Completion::winoGrandeEnd)
                .text("winogrande_doc_to_choice", Completion::winoGrandeBeginnings);
    }

    private static FormatException unknown(Map<String, @Nullable Object> document, String field) {
        return new FormatException("the field \"%s\" of a document is %s, which the task does not know"
                .formatted(field, Python.repr(document.get(field))));
    }

    private static Map<String, @Nullable Object> hashed(Map<String, @Nullable Object> row, String field) {
        return Metrics.of(HASH, hash(Fields.text(row, field)));
    }

    private static String hash(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Joins what a function makes of each example of a row. */
    private static String examples(int shots, UnaryOperator<String> example) {
        StringBuilder all = new StringBuilder();
        for (int shot = 1; shot <= shots; shot++) {
            all.append(example.apply("_shot_" + shot)).append("\n\n");
        }
        return all.toString();
    }

    /** Drops the columns of examples, and others. */
    private static Rows without(Rows rows, int shots, List<String> examples, String... others) {
        Set<String> dropped = new HashSet<>(List.of(others));
        for (int shot = 1; shot <= shots; shot++) {
            for (String column : examples) {
                dropped.add(column + "_shot_" + shot);
            }
        }
        return rows.without(dropped);
    }

    /** Shuffles choices until the right one has left its place, which is returned. */
    private static int permute(List<?> choices, int right, PythonRandom random) {
        Object text = choices.get(right);
        if (choices.indexOf(text) == right && choices.stream().distinct().count() == 1) {
            throw new FormatException("a document has no other choice than %s".formatted(Python.repr(text)));
        }
        int place = right;
        while (place == right) {
            random.shuffle(choices);
            place = choices.indexOf(text);
        }
        return place;
    }

    private static Rows arc(Rows rows, @Nullable PythonRandom random) {
        Rows made = rows.map(row -> {
            Map<String, @Nullable Object> out = Metrics.of(
                    "twentyfive_shot_preprompt",
                    examples(ARC_SHOTS, shot -> {
                        Map<?, ?> choices = Fields.map(row, "arc_choices" + shot);
                        int right = index(choices, Fields.text(row, "arc_answerKey" + shot));
                        return "Question: %s\nAnswer: %s"
                                .formatted(
                                        Python.str(Fields.get(row, "arc_question" + shot)),
                                        Python.str(Fields.list(choices, "text").get(right)));
                    }),
                    HASH,
                    hash(Fields.text(row, "question")));
            if (random != null) {
                Map<?, ?> choices = Fields.map(row, "choices");
                List<?> texts = Fields.list(choices, "text");
                int place = permute(texts, index(choices, Fields.text(row, "answerKey")), random);
                out.put("choices", replaced(choices, "text", texts));
                out.put("answerKey", Fields.list(choices, "label").get(place));
            }
            return out;
        });
        return without(
                made,
                ARC_SHOTS,
                List.of("arc_question", "arc_answerKey", "arc_choices", "arc_idx"),
                "alltwentyfiveshot_longprompt");
    }

    private static Map<String, @Nullable Object> replaced(Map<?, ?> map, String field, @Nullable Object value) {
        Map<String, @Nullable Object> out = Metrics.of();
        map.forEach((name, item) -> out.put(String.valueOf(name), item));
        out.put(field, value);
        return out;
    }

    private static int index(Map<?, ?> choices, String label) {
        int index = Fields.list(choices, "label").indexOf(label);
        if (index < 0) {
            throw new FormatException("the answer of a document is %s, which none of its choices is".formatted(label));
        }
        return index;
    }

    private static Rows gsm(Rows rows) {
        Rows made = rows.map(row -> Metrics.of(
                HASH,
                hash(Fields.text(row, "question")),
                "five_shot_preprompt",
                examples(
                        SHOTS,
                        shot -> "Question: %s\nAnswer: %s"
                                .formatted(
                                        Python.str(Fields.get(row, "gsm8k_prompt" + shot)),
                                        Python.str(Fields.get(row, "gsm8k_answer" + shot))))));
        return without(made, SHOTS, List.of("gsm8k_prompt", "gsm8k_answer", "gsm8k_idx"), "allfiveshot_longprompt");
    }

    private static Rows hellaswag(Rows rows, @Nullable PythonRandom random) {
        Rows made = rows.map(row -> {
            Map<String, @Nullable Object> out = Metrics.of();
            List<String> endings = new ArrayList<>(Fields.texts(row, "endings"));
            long gold = PythonNumbers.integer(Fields.get(row, "label"));
            if (random != null) {
                gold = permute(endings, (int) gold, random);
                out.put("label", String.valueOf(gold));
            }
            String query =
                    Completion.wikiHow(Fields.text(row, "activity_label") + ": " + context(row, "ctx_a", "ctx_b"));
            out.put("query", query);
            out.put("choices", endings.stream().map(Completion::wikiHow).toList());
            out.put("gold", gold);
            out.put(HASH, hash(query));
            out.put("ten_shot_preprompt", examples(HELLASWAG_SHOTS, shot -> {
                String label = Fields.text(row, "hellaswag_activity_labels" + shot);
                int right = (int) PythonNumbers.integer(Fields.get(row, "hellaswag_label" + shot));
                String question = label + ": " + context(row, "hellaswag_ctx_a" + shot, "hellaswag_ctx_b" + shot);
                return Completion.wikiHow(question) + " "
                        + Completion.wikiHow(
                                Fields.texts(row, "hellaswag_endings" + shot).get(right));
            }));
            return out;
        });
        return without(
                made,
                HELLASWAG_SHOTS,
                List.of(
                        "hellaswag_ctx_a",
                        "hellaswag_ctx_b",
                        "hellaswag_ctx",
                        "hellaswag_activity_labels",
                        "hellaswag_endings",
                        "hellaswag_label",
                        "hellaswag_ind",
                        "hellaswag_source_id",
                        "hellaswag_split",
                        "hellaswag_split_type"),
                "ctx_a",
                "ctx_b",
                "ctx",
                "activity_label",
                "endings",
                "alltenshot_longprompt");
    }

    private static String context(Map<?, ?> row, String first, String second) {
        return Fields.text(row, first) + " " + PythonCharacters.capitalize(Fields.text(row, second));
    }

    private static Rows mmlu(Rows rows, @Nullable PythonRandom random) {
        Rows made = rows.map(row -> {
            Map<String, @Nullable Object> out = Metrics.of(
                    HASH,
                    hash(Fields.text(row, "question")),
                    "five_shot_preprompt",
                    "The following are multiple choice questions (with answers) about %s.\n\n"
                                    .formatted(Fields.text(row, "subject").replace('_', ' '))
                            + examples(SHOTS, shot -> {
                                List<@Nullable Object> choices = Fields.list(row, "mmlu_choices" + shot);
                                int right = (int) PythonNumbers.integer(Fields.get(row, "mmlu_answers" + shot));
                                StringBuilder text =
                                        new StringBuilder(PythonText.strip(Fields.text(row, "mmlu_question" + shot)));
                                for (int i = 0; i < 4; i++) {
                                    text.append("\n%c. ".formatted('A' + i)).append(Python.str(choices.get(i)));
                                }
                                return text + "\nAnswer: %c".formatted('A' + right);
                            }));
            if (random != null) {
                List<@Nullable Object> choices = Fields.list(row, "choices");
                long place = permute(choices, (int) PythonNumbers.integer(Fields.get(row, "answer")), random);
                out.put("choices", choices);
                out.put("answer", place);
            }
            return out;
        });
        return without(
                made,
                SHOTS,
                List.of("mmlu_question", "mmlu_choices", "mmlu_answers", "mmlu_ind"),
                "allfiveshot_longprompt");
    }

    private static Rows truthful(Rows rows, PythonRandom random) {
        return rows.map(row -> {
            Map<?, ?> targets = Fields.map(row, "mc1_targets");
            List<@Nullable Object> choices = Fields.list(targets, "choices");
            int place = permute(choices, 0, random);
            List<@Nullable Object> labels = new ArrayList<>();
            for (int i = 0; i < Fields.list(targets, "labels").size(); i++) {
                labels.add(i == place ? 1L : 0L);
            }
            return Metrics.of(
                    HASH,
                    hash(Fields.text(row, "question")),
                    "mc1_targets",
                    replaced(replaced(targets, "choices", choices), "labels", labels),
                    "answer",
                    (long) place);
        });
    }

    private static Rows winogrande(Rows rows, boolean isSwapped) {
        BiFunction<Map<String, @Nullable Object>, String, String> answered =
                (row, shot) -> switch (Fields.text(row, "winogrande_answer" + shot)) {
                    case "1" -> Fields.text(row, "winogrande_option1" + shot);
                    case "2" -> Fields.text(row, "winogrande_option2" + shot);
                    default -> throw unknown(row, "winogrande_answer" + shot);
                };
        Rows made = rows.map(row -> {
            String sentence = Fields.text(row, "sentence");
            Map<String, @Nullable Object> out = Metrics.of(
                    HASH,
                    hash(sentence),
                    "sentence",
                    examples(
                                    SHOTS,
                                    shot -> Fields.text(row, "winogrande_prompt" + shot)
                                            .replace("_", answered.apply(row, shot)))
                            + sentence);
            if (isSwapped) {
                String answer = Fields.text(row, "answer");
                out.put("option1", Fields.get(row, "option2"));
                out.put("option2", Fields.get(row, "option1"));
                out.put("answer", answer.equals("1") ? "2" : answer.equals("2") ? "1" : answer);
            }
            return out;
        });
        return without(
                made,
                SHOTS,
                List.of(
                        "winogrande_prompt",
                        "winogrande_answer",
                        "winogrande_idx",
                        "winogrande_option1",
                        "winogrande_option2"),
                "allfiveshot_longprompt");
    }
}
