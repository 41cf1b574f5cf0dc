package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.eval.metric.BleuTokenizer;
import org.menura.eval.metric.CodeXGlueBleu;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;
import org.menura.format.python.PythonTuple;

/** Summaries and translations that are compared with one reference over all documents: XL-Sum, NoticIA, WMT 2016. */
final class Summaries {
    private Summaries() {}

    static List<PythonModule> modules() {
        return List.of(
                add(
                        PythonModule.of(
                                "afrobench/xlsum/prompt_1/utils.py",
                                "160a95e68f4d37927ccc46e1b5277162422e1b50b1ea7b93af0c44bc25269714"),
                        "rougeL"),
                PythonModule.of("noticia/utils.py", "bc65d79fd08a0c535216bb9add4ef213709ad739c6a4feda4e7dd675e765a0fe")
                        .answer("rouge1", (reference, prediction, _) -> pair(reference, prediction))
                        .answer("average_len", (reference, prediction, _) -> pair(reference, prediction))
                        .drawnValues(
                                "rouge1_agg",
                                (values, random) -> DrawnRouge.of("rouge1", plain(values, 0), plain(values, 1), random))
                        .values("average_len_agg", values -> {
                            List<String> answers = plain(values, 1);
                            long words = answers.stream()
                                    .mapToLong(
                                            answer -> PythonText.split(answer).size())
                                    .sum();
                            return (double) words / answers.size();
                        }),
                PythonModule.of(
                                "wmt2016/metrics.py",
                                "57adbd9e8bbd50ca0f96e5a38237f60fd2256d78b4603d875b2ee6b294194261")
                        .answer("bleu", (reference, prediction, _) -> PythonTuple.of(prediction, reference))
                        .values("agg_bleu", Summaries::bleu));
    }

    /** Adds ROUGE of a kind over all documents to a file. */
    static PythonModule add(PythonModule module, String kind) {
        return module.answer(kind, (reference, prediction, _) -> pair(reference, prediction))
                .drawnValues(
                        kind + "_agg",
                        (values, random) -> DrawnRouge.of(
                                kind, Multilingual.column(values, 0), Multilingual.column(values, 1), random));
    }

    private static List<@Nullable Object> pair(@Nullable Object first, @Nullable Object second) {
        List<@Nullable Object> pair = new ArrayList<>();
        pair.add(first);
        pair.add(second);
        return pair;
    }

    private static List<String> plain(List<@Nullable Object> values, int column) {
        return Multilingual.column(values, column).stream()
                .map(Summaries::text)
                .map(text -> {
                    String words = Squad.without(text, c -> Squad.PUNCTUATION.indexOf(c) >= 0);
                    return PythonCharacters.lower(String.join(" ", PythonText.split(words)));
                })
                .toList();
    }

    private static String text(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new FormatException("an answer is %s, not a text".formatted(Python.repr(value)));
    }

    private static double bleu(List<@Nullable Object> values) {
        List<String> answers = new ArrayList<>();
        List<List<String>> references = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            answers.add(words(Multilingual.column(values, 0).get(i)));
            references.add(List.of(words(Multilingual.column(values, 1).get(i))));
        }
        if (answers.stream().allMatch(String::isEmpty)) {
            throw new FormatException("BLEU of answers that are all empty has no value");
        }
        return CodeXGlueBleu.of(answers, references, false).bleu();
    }

    private static String words(@Nullable Object text) {
        // Before the tokenizer drops the end of the line that this joins.
        String joined = text(text).replace("<skipped>", "").replace("-\n", "");
        return String.join(" ", BleuTokenizer.MTEVAL_13A.tokens(joined));
    }
}
