package org.menura.eval.task.function;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** Answers of FrenchBench, compared without French articles. */
final class FrenchQuestions {
    private static final PythonRegex ARTICLES = PythonRegex.compile("\\b(un|une|des|le|la|les)\\b");

    private FrenchQuestions() {}

    static List<PythonModule> modules() {
        return List.of(Summaries.add(
                        PythonModule.of(
                                "french_bench/utils.py",
                                "4d682f4da2616ccbd30d90b1e0faff9ca06d051a31e88288d1bf6e7dd5f7a441"),
                        "rouge1")
                .rows("process_docs", Completion::hellaSwag)
                .answer("exact", (gold, predicted, _) -> normal(gold).equals(normal(predicted)) ? 1L : 0L)
                .answer("f1", (gold, predicted, _) -> {
                    List<String> goldWords = PythonText.split(normal(gold));
                    List<String> words = PythonText.split(normal(predicted));
                    return goldWords.isEmpty() || words.isEmpty()
                            ? (Long) (goldWords.equals(words) ? 1L : 0L)
                            : Squad.f1(goldWords, words);
                })
                .answer("is_included", (gold, predicted, _) -> text(predicted).contains(text(gold))));
    }

    private static String text(@Nullable Object answer) {
        if (answer instanceof String text) {
            return text;
        }
        throw new FormatException("an answer is %s, not a text".formatted(Python.repr(answer)));
    }

    private static String normal(@Nullable Object answer) {
        String plain = Squad.without(PythonCharacters.lower(text(answer)), c -> Squad.PUNCTUATION.indexOf(c) >= 0);
        return String.join(" ", PythonText.split(ARTICLES.sub(" ", plain)));
    }
}
