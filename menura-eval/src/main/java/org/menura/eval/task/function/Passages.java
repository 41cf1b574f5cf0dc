package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.data.Rows;
import org.menura.format.FormatException;
import org.menura.format.python.Numpy;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;

/** Tasks on passages and sentences: RACE, MuTual, MNLI, arithmetic, WebQuestions, WSC273. */
final class Passages {
    private static final String GAP = "  _  .";
    private static final List<String> POSSESSIVE = List.of("my", "his", "her", "our", "their");
    private static final List<String> CAPITAL =
            List.of("A", "An", "The", "She", "He", "It", "They", "My", "His", "Her", "Their");

    /** What MuTual's tokenised texts lose, in this order. */
    private static final String[][] TOKENS = {
        {" '", "'"},
        {" \n", "\n"},
        {"\n ", "\n"},
        {" n't", "n't"},
        {"`` ", "\""},
        {"''", "\""},
        {" :", ":"},
        {" ;", ";"},
        {" !", "!"},
        {" ?", "?"},
        {" ,", ","},
        {" .", "."}
    };

    private Passages() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of(
                                "race/preprocess_race.py",
                                "15778ab69ca3b96c3d82618500ad59702ff7ea9dbf09e90e4505abc16ac53ad0")
                        .text("doc_to_text", Passages::race)
                        .text(
                                "doc_to_choice",
                                document ->
                                        options(problems(document).getLast()).subList(0, 4))
                        .text("doc_to_target", document ->
                                (long) answer(problems(document).getLast())),
                PythonModule.of("mutual/utils.py", "2a442548e8596fec193b3d8686978eb4aaf4e7990f324056e7cf2f7294a1807d")
                        .rows(
                                "process_docs",
                                rows -> rows.map(document -> Metrics.of(
                                        "article",
                                        joined(Fields.text(document, "article")),
                                        "options",
                                        new ArrayList<Object>(Fields.texts(document, "options").stream()
                                                .map(Passages::joined)
                                                .toList()))))
                        .results("process_results", Passages::ranks),
                PythonModule.of(
                                "glue/mnli/utils.py",
                                "db3099bba72b47a29018221bbca9a9d44f043b5bf4fbc9df93b8081687ba895e")
                        .text("doc_to_text", document -> {
                            String hypothesis = PythonText.strip(Fields.text(document, "hypothesis"));
                            return Fields.text(document, "premise") + "\nQuestion: " + hypothesis
                                    + (hypothesis.endsWith(".") ? "" : ".") + " True, False or Neither?\nAnswer:";
                        }),
                PythonModule.of(
                                "arithmetic/utils.py",
                                "55c93da7005300ce496a18bce8251febab8acd36b8c4d8875679ff432c2031f9")
                        .rows(
                                "process_docs",
                                rows -> rows.map(document -> Metrics.of(
                                        "context",
                                        PythonText.strip(Fields.text(document, "context"))
                                                .replace("\n\n", "\n")
                                                .replace("Q:", "Question:")
                                                .replace("A:", "Answer:"),
                                        "completion",
                                        Fields.get(document, "completion")))),
                PythonModule.of("webqs/utils.py", "b34d53926d40410fc18c9b5455acb0d5f27906cc5a1a3b424eb9099c5fdfcbf8")
                        .text("doc_to_choice", Passages::answers)
                        .text("doc_to_target", document -> {
                            List<Object> indices = new ArrayList<>();
                            for (long i = 0; i < answers(document).size(); i++) {
                                indices.add(i);
                            }
                            return indices;
                        }),
                PythonModule.of("wsc273/utils.py", "2c295d37e8d75f58a5ce948839d20cb9971d1c0d7627878291bebd4584c63507")
                        .rows("process_doc", Passages::winograd),
                PythonModule.of(
                                "paloma/paloma_utils.py",
                                "975344e671c75aa5fe79948a68c04eb6eed4f261cf3d4d6eed55789c3870e1ec")
                        .text("doc_to_target", document -> Python.str(Fields.get(document, "text"))));
    }

    private static List<Map<?, ?>> problems(Map<String, @Nullable Object> document) {
        List<Map<?, ?>> problems = new ArrayList<>();
        if (Python.literalEval(Fields.text(document, "problems")) instanceof List<?> list) {
            for (Object problem : list) {
                if (problem instanceof Map<?, ?> map) {
                    problems.add(map);
                }
            }
        }
        if (problems.isEmpty()) {
            throw new FormatException("a RACE document has no problems");
        }
        return problems;
    }

    private static List<@Nullable Object> options(Map<?, ?> problem) {
        List<@Nullable Object> options = Fields.list(problem, "options");
        if (options.size() < 4) {
            throw new FormatException("a RACE problem has %d options instead of 4".formatted(options.size()));
        }
        return options;
    }

    private static int answer(Map<?, ?> problem) {
        String letter = Fields.text(problem, "answer");
        int index = letter.length() == 1 ? "ABCD".indexOf(letter) : -1;
        if (index < 0) {
            throw new FormatException("the answer of a RACE problem is %s".formatted(letter));
        }
        return index;
    }

    /** The article, its solved problems, and the question of the last one. */
    private static String race(Map<String, @Nullable Object> document) {
        StringBuilder text = new StringBuilder("Article: " + Fields.text(document, "article") + "\n\n");
        List<Map<?, ?>> problems = problems(document);
        for (Map<?, ?> problem : problems.subList(0, problems.size() - 1)) {
            String question = Fields.text(problem, "question");
            String answer = Python.str(options(problem).get(answer(problem)));
            if (question.endsWith(GAP)) {
                text.append(question, 0, question.length() - 5).append(answer).append('\n');
            } else {
                text.append("Question: ").append(question).append("\nAnswer: ");
                text.append(answer).append('\n');
            }
        }
        return text.append(Fields.text(problems.getLast(), "question")).toString();
    }

    private static String joined(String text) {
        String out = text;
        for (String[] pair : TOKENS) {
            out = out.replace(pair[0], pair[1]);
        }
        return out;
    }

    /**
     * Recall among the first one and two, and the reciprocal rank. As in the original, the best is sought among the
     * log-likelihoods and their marks together, so that it is a mark where all log-likelihoods are below 0.
     */
    private static Map<String, @Nullable Object> ranks(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        String letter = Fields.text(document, "answers");
        int gold = letter.length() == 1 ? "ABCD".indexOf(letter) : -1;
        if (gold < 0 || gold >= results.size()) {
            throw new FormatException("the answer of a MuTual document is %s".formatted(letter));
        }
        double[] flat = new double[2 * results.size()];
        for (int i = 0; i < results.size(); i++) {
            flat[2 * i] = Likelihoods.value(results.get(i));
            flat[2 * i + 1] = Likelihoods.greedy(results.get(i)) ? 1 : 0;
        }
        boolean first = Numpy.argmax(flat) == gold;
        int rank = 0;
        for (int i = 0; i < results.size(); i++) {
            int compared = Double.compare(flat[2 * i], flat[2 * gold]);
            boolean above = compared > 0 || compared == 0 && flat[2 * i + 1] > flat[2 * gold + 1];
            rank += above ? 1 : 0;
        }
        return Metrics.of("r@1", first, "r@2", rank == 1 || first, "mrr", 1.0 / (rank + 1));
    }

    /** The accepted answers without those that begin with another one; sorts the document's own list, as the original. */
    private static List<Object> answers(Map<String, @Nullable Object> document) {
        List<String> sorted = new ArrayList<>(Fields.texts(document, "answers"));
        sorted.sort(Comparator.comparing((String s) -> s, PythonText::compare));
        if (sorted.isEmpty()) {
            throw new FormatException("a document has no answers");
        }
        List<Object> all = new ArrayList<>(sorted);
        document.put("answers", all);
        List<Object> kept = new ArrayList<>();
        for (String answer : sorted) {
            if (kept.isEmpty() || !answer.startsWith(String.valueOf(kept.getLast()))) {
                kept.add(answer);
            }
        }
        return kept;
    }

    private static Rows winograd(Rows rows) {
        return rows.map(document -> {
            String text = Fields.text(document, "text").replace("  ", " ");
            List<@Nullable Object> options = Fields.list(document, "options");
            for (int i = 0; i < 2; i++) {
                options.set(i, option(document, text, String.valueOf(options.get(i))));
            }
            return Metrics.of("text", text, "options", options);
        });
    }

    private static String option(Map<String, @Nullable Object> document, String text, String option) {
        String full =
                POSSESSIVE.contains(PythonCharacters.lower(Fields.text(document, "pronoun"))) ? option + "'s" : option;
        String first = PythonText.split(full).getFirst();
        int length = Python.len(text);
        int place = (int) Fields.integer(document, "pronoun_loc") - 2;
        place += place < 0 ? length : 0;
        boolean begins = place >= 0
                && place < length
                && PythonText.slice(text, place, place + 1).equals(".");
        return !begins && CAPITAL.contains(first) ? full.replace(first, PythonCharacters.lower(first)) : full;
    }
}
