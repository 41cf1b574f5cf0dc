package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.PythonMatch;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** Questions of the Japanese leaderboard. */
final class JapaneseQuestions {
    private static final int CHOICES = 5;
    private static final PythonRegex NUMBER = PythonRegex.compile("(\\-?[0-9\\.\\,]+)");

    private JapaneseQuestions() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of(
                                "japanese_leaderboard/ja_leaderboard_jcommonsenseqa.py",
                                "29578b9295b16ad48ec59a55d49946c2e28cc3c152017b11705090bf94b9ded4")
                        .rows(
                                "process_docs",
                                rows -> rows.map(document -> {
                                    List<@Nullable Object> choices = new ArrayList<>();
                                    for (int i = 0; i < CHOICES; i++) {
                                        choices.add(Fields.get(document, "choice" + i));
                                    }
                                    return Metrics.of("choices", choices);
                                })),
                PythonModule.of(
                                "japanese_leaderboard/ja_leaderboard_xwinograd.py",
                                "cb381131bb5c1cb26fae905612c85b008682d07430cd2c0e0479255120482991")
                        .rows(
                                "process_docs",
                                rows -> rows.map(document -> Metrics.of(
                                        "label",
                                        PythonNumbers.integer(Fields.get(document, "answer")) - 1,
                                        "choices",
                                        List.of(
                                                PythonText.strip(Fields.text(document, "sentence1")),
                                                PythonText.strip(Fields.text(document, "sentence2")))))),
                PythonModule.of(
                                "japanese_leaderboard/ja_leaderboard_mgsm.py",
                                "569b1734e1e9b60f0749d0793c67e3687a30e850280c11b4dd2825be22b66970")
                        .results("process_results", JapaneseQuestions::lastNumber));
    }

    private static Map<String, @Nullable Object> lastNumber(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        List<PythonMatch> found = NUMBER.findAll(String.valueOf(results.getFirst()));
        Object gold = Fields.get(document, "answer_number");
        Double number = null;
        if (!found.isEmpty()) {
            String last = PythonText.strip(String.valueOf(found.getLast().group(0)), ".", true, true);
            number = PythonFloats.parse(last.replace(",", ""));
        }
        boolean isRight = number != null
                && !Double.isInfinite(number)
                && number == Math.rint(number)
                && gold instanceof Number right
                && number == right.doubleValue();
        return Metrics.of("acc", isRight);
    }
}
