package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** Questions about passages in many languages: XQuAD, which compares as SQuAD does, MLQA and TyDi QA, by each language's rules. */
final class MultilingualSquad {
    private static final Map<String, PythonRegex> ARTICLES = Map.of(
            "en", PythonRegex.compile("\\b(a|an|the)\\b"),
            "es", PythonRegex.compile("\\b(un|una|unos|unas|el|la|los|las)\\b"),
            "vi", PythonRegex.compile("\\b(của|là|cái|chiếc|những)\\b"),
            "de", PythonRegex.compile("\\b(ein|eine|einen|einem|eines|einer|der|die|das|den|dem|des)\\b"),
            "ar", PythonRegex.compile("(?:^|\\s)ال"));

    private static final Map<String, String> TYDI = Map.of(
            "ar", "arabic",
            "bn", "bengali",
            "en", "english",
            "fi", "finnish",
            "id", "indonesian",
            "ko", "korean",
            "ru", "russian",
            "sw", "swahili",
            "te", "telugu");

    private MultilingualSquad() {}

    static List<PythonModule> modules() {
        PythonModule mlqa = PythonModule.of(
                        "mlqa/utils.py", "597f08c0302ce42c158d17a609591e558897292bc3749015d67b55fe763d4c43")
                .rows(
                        "process_docs",
                        rows -> rows.map(document -> Metrics.of(
                                "context",
                                Fields.get(document, "context"),
                                "question",
                                Fields.get(document, "question"),
                                "answers",
                                Fields.get(Fields.map(document, "answers"), "text"))));
        for (String language : List.of("en", "es", "hi", "vi", "de", "ar", "zh")) {
            mlqa.results("process_results_" + language, (document, results) -> scores(document, results, language));
        }
        PythonModule tydi =
                PythonModule.of("tydiqa/utils.py", "2bcd703cf3c41cf750bc421032802f2e43a200118ef9874daf814f35207a68a5");
        TYDI.forEach((language, name) -> tydi.rows(
                        "process_docs_" + language,
                        rows -> rows.filter(row -> Fields.text(row, "id").startsWith(name + "-"))
                                .map(document ->
                                        Metrics.of("answers", Fields.get(Fields.map(document, "answers"), "text"))))
                .results("process_results_" + language, (document, results) -> scores(document, results, language)));
        return List.of(
                mlqa,
                tydi,
                PythonModule.of("xquad/utils.py", "b6f164533e6f05a76831a279ef89d392c2459bad77b43c9e2fe14318e4a79ab2")
                        .results("process_results_qa", (document, results) -> {
                            String gold = String.valueOf(first(Fields.texts(Fields.map(document, "answers"), "text")));
                            String predicted = String.valueOf(results.getFirst());
                            return Metrics.of(
                                    "f1", Squad.f1(gold, predicted), "exact_match", Squad.exact(gold, predicted));
                        }));
    }

    private static String first(List<String> answers) {
        if (answers.isEmpty()) {
            throw new FormatException("a document has no answers");
        }
        return answers.getFirst();
    }

    private static Map<String, @Nullable Object> scores(
            Map<String, @Nullable Object> document, List<@Nullable Object> results, String language) {
        List<String> predicted = words(PythonText.strip(String.valueOf(results.getFirst())), language);
        List<String> answers = Fields.texts(document, "answers");
        first(answers);
        boolean exact = false;
        Number best = null;
        for (String answer : answers) {
            List<String> gold = words(answer, language);
            exact |= gold.equals(predicted);
            Number score = Squad.f1(gold, predicted);
            best = best == null ? score : Squad.max(best, score);
        }
        return Metrics.of("exact_match", exact, "f1", best);
    }

    private static List<String> words(String text, String language) {
        String plain = Squad.without(
                PythonCharacters.withoutPunctuation(PythonCharacters.lower(text)),
                c -> Squad.PUNCTUATION.indexOf(c) >= 0);
        PythonRegex articles = ARTICLES.get(language);
        String bare = articles == null ? plain : articles.sub(" ", plain);
        return language.equals("zh") ? segments(bare) : PythonText.split(bare);
    }

    /** Makes a word of each Chinese character, and of what stands between white space beside them. */
    private static List<String> segments(String text) {
        List<String> segments = new ArrayList<>();
        StringBuilder other = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c >= 0x4e00 && c <= 0x9fa5) {
                segments.addAll(PythonText.split(other.toString()));
                other.setLength(0);
                segments.add(Character.toString(c));
            } else {
                other.appendCodePoint(c);
            }
        });
        segments.addAll(PythonText.split(other.toString()));
        return segments;
    }
}
