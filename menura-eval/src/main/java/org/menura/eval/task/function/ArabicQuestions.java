package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.data.Rows;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonRandom;

/** Questions in Arabic and its dialects: ArabicMMLU, the Open Arabic LLM Leaderboard, EgyMMLU, DarijaMMLU, DarijaHellaSwag. */
final class ArabicQuestions {
    private static final List<String> LEVELS = List.of("Primary", "Middle", "High", "Univ", "Prof");
    private static final List<String> LEVEL_NAMES =
            List.of("primary school", "middle school", "high school", "university", "professional");
    private static final List<Object> ARABIC_LETTERS = List.of("أ", "ب", "ج", "د");
    private static final String LETTERS = "ABCDEF";

    private ArabicQuestions() {}

    static List<PythonModule> modules() {
        return List.of(
                processed(
                        "arabic_leaderboard_complete/arabic_leaderboard_avca/utils.py",
                        "fd570dcffc004b617a83a50ac2f2804709e5a31ff810ded108fd2f04ae449651",
                        document -> {
                            List<Object> choices = List.of("صح", "خطأ");
                            int gold = choices.indexOf(Objects.requireNonNullElse(Fields.get(document, "answer"), ""));
                            if (gold < 0) {
                                throw new FormatException("the answer of a document is %s, not %s"
                                        .formatted(Python.repr(document.get("answer")), Python.repr(choices)));
                            }
                            return query(
                                    "السؤال: " + Python.str(Fields.get(document, "question")) + "\nالإجابة:",
                                    choices,
                                    gold);
                        }),
                processed(
                        "arabic_leaderboard_complete/arabic_leaderboard_arabic_mmlu/utils.py",
                        "c703900f5a6f700cd19d2773c3bc8b16420848d6a502fbbb2d8bd1157dafc55d",
                        document -> {
                            StringBuilder query = new StringBuilder(about(document))
                                    .append(Python.str(Fields.get(document, "question")))
                                    .append('\n');
                            List<@Nullable Object> options = Multilingual.options(document);
                            for (int i = 0; i < options.size(); i++) {
                                query.append(ARABIC_LETTERS.get(i))
                                        .append(". ")
                                        .append(Python.str(options.get(i)))
                                        .append('\n');
                            }
                            return query(
                                    query + "الإجابة:",
                                    ARABIC_LETTERS,
                                    Multilingual.letter(document, "answer", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
                        }),
                processed(
                        "arabic_leaderboard_complete/arabic_leaderboard_arabic_exams/utils.py",
                        "e8a1612c1ae0c16bbb3183a4ba35fc820323b970e656900c6f4dd976695dc256",
                        document -> {
                            List<String> lines = new ArrayList<>();
                            List<@Nullable Object> options = Multilingual.options(document);
                            for (int i = 0; i < options.size(); i++) {
                                lines.add(" " + ARABIC_LETTERS.get(i) + ") " + Python.str(options.get(i)) + "\n");
                            }
                            return query(
                                    about(document) + "السؤال: " + Python.str(Fields.get(document, "question")) + "\n"
                                            + String.join("\n", lines) + "\nالإجابة:",
                                    ARABIC_LETTERS,
                                    Multilingual.letter(document, "answer", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
                        }),
                processed(
                        "arabic_leaderboard_complete/arabic_leaderboard_alghafa/utils.py",
                        "679f4a5a831647afec370dac707cfd065ca225079427e78232458f4bbe8d02b8",
                        ArabicQuestions::alGhafa),
                dialect(
                        "egymmlu/utils.py",
                        "2dec115fb947c8874d870a9b8335dccfaabee3f3ca932c964202645f39b1d668",
                        "egy_subject",
                        "ده سؤال متعدد الاختيار (مع إجابته) على %s\n\n%s\n%s\n الجواب:"),
                dialect(
                        "darijammlu/utils.py",
                        "0ffeb8e657558aa12e9088db09cc45163fab29897cd265fef5d2bfdd0dd2070c",
                        "subject_darija",
                        "هادا سؤال متعدد الخيارات (مع الجواب ديالو) على %s\n\n%s\n%s\nالجواب:"),
                PythonModule.of(
                                "arabic_leaderboard_complete/arabic_leaderboard_arabic_mt_sciq/utils.py",
                                "be899caba6b7cf490b75322cbcbad5530a2a117a9c494df3840dd1e3fbb1dd81")
                        .drawnRows("process_docs", ArabicQuestions::science),
                PythonModule.of(
                                "arabicmmlu/utils.py",
                                "a7ca604ad965d1e75f493f2be038f07a134bf52234268368abf1c31358f6b95d")
                        .text("doc_to_text", ArabicQuestions::arabicMmlu)
                        .text("doc_to_choice", document -> {
                            List<Object> letters = new ArrayList<>();
                            for (int i = 0; i < 5; i++) {
                                if (Python.truth(Fields.get(document, "Option " + (i + 1)))) {
                                    letters.add(LETTERS.substring(i, i + 1));
                                }
                            }
                            return letters;
                        }),
                processed(
                        "darijahellaswag/utils.py",
                        "acec6074363461c0e6dc9b7d322a7ae454c11042b40dab8cf0e14068db9d605d",
                        document -> query(
                                Fields.text(document, "activity_label") + ": " + Fields.text(document, "ctx"),
                                Fields.list(document, "endings"),
                                PythonNumbers.integer(document.get("label")))));
    }

    private static PythonModule processed(
            String file, String hash, UnaryOperator<Map<String, @Nullable Object>> function) {
        return PythonModule.of(file, hash).rows("process_docs", rows -> rows.map(function));
    }

    private static Map<String, @Nullable Object> query(String query, List<?> choices, long gold) {
        return Metrics.of("query", query, "choices", choices, "gold", gold);
    }

    private static Rows science(Rows rows, PythonRandom random) {
        return rows.map(document -> {
            Object right = Fields.get(document, "correct_answer");
            List<@Nullable Object> choices = new ArrayList<>();
            for (String name : List.of("distractor1", "distractor2", "distractor3")) {
                choices.add(Fields.get(document, name));
            }
            choices.add(right);
            random.shuffle(choices);
            String query = """
                    بناءً على السياق أدناه، اختر الإجابة الصحيحة للسؤال التالي من قائمة الاقتراحات
                        السياق:
                        %s
                        السؤال:
                        %s
                        الإجابات المحتملة:

                       \s""".formatted(
                            Python.str(Fields.get(document, "support")), Python.str(Fields.get(document, "question")));
            return query(query, choices, choices.indexOf(right));
        });
    }

    private static String about(Map<String, @Nullable Object> document) {
        return "الأسئلة التالية هي أسئلة متعددة الإختيارات مع الجواب الصحيح حول "
                + Fields.text(document, "subject").replace('_', ' ') + ". \n\n";
    }

    private static Map<String, @Nullable Object> alGhafa(Map<String, @Nullable Object> document) {
        List<@Nullable Object> choices = new ArrayList<>();
        document.forEach((name, value) -> {
            if (!List.of("query", "label", "__few_shots").contains(name)) {
                choices.add(value);
            }
        });
        StringBuilder query = new StringBuilder(
                        "الأسئلة التالية هي أسئلة متعددة الإختيارات مع الجواب الصحيح\n\nالسؤال: ")
                .append(Python.str(Fields.get(document, "query")))
                .append('\n');
        for (int i = 0; i < choices.size(); i++) {
            query.append(i).append(") ").append(Python.str(choices.get(i))).append('\n');
        }
        return query(query + "الإجابة:", choices, PythonNumbers.integer(Fields.get(document, "label")));
    }

    private static PythonModule dialect(String file, String hash, String subject, String format) {
        return PythonModule.of(file, hash)
                .text("doc_to_text", document -> {
                    Object context = Fields.get(document, "context");
                    String question = Python.str(Fields.get(document, "question"));
                    List<String> options = new ArrayList<>();
                    for (Object choice : Fields.list(document, "choices")) {
                        options.add(LETTERS.charAt(options.size()) + ". " + Python.str(choice));
                    }
                    return format.formatted(
                            Python.str(Fields.get(document, subject)),
                            "".equals(context) ? question : Python.str(context) + "\n\n" + question,
                            String.join("\n", options));
                })
                .text("doc_to_choice", document -> {
                    int count = Fields.list(document, "choices").size();
                    return Arrays.asList((Object[]) LETTERS.substring(0, count).split("", -1))
                            .subList(0, count);
                });
    }

    private static String arabicMmlu(Map<String, @Nullable Object> document) {
        StringBuilder about = new StringBuilder(Python.str(Fields.get(document, "Subject"))).append(" question");
        if (Python.truth(Fields.get(document, "Level"))) {
            int level = LEVELS.indexOf(Fields.text(document, "Level"));
            if (level < 0) {
                throw new FormatException("an ArabicMMLU document has the level %s, which is not known"
                        .formatted(Python.repr(document.get("Level"))));
            }
            about.append(" for ").append(LEVEL_NAMES.get(level));
        }
        if (Python.truth(Fields.get(document, "Country"))) {
            about.append(" in ").append(Fields.text(document, "Country"));
        }
        String question = Python.str(Fields.get(document, "Question"));
        if (Python.truth(Fields.get(document, "Context"))) {
            question = Python.str(document.get("Context")) + "\n\n" + question;
        }
        List<String> options = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Object option = Fields.get(document, "Option " + (i + 1));
            if (!Python.truth(option)) {
                break;
            }
            options.add(LETTERS.charAt(i) + ". " + Python.str(option));
        }
        return "This is a %s. Select the correct answer!\n\nQuestion: %s\n%s\n\nAnswer:"
                .formatted(about, question, String.join("\n", options));
    }
}
