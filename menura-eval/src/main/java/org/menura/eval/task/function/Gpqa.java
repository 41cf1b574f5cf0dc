package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.data.Rows;
import org.menura.format.FormatException;
import org.menura.format.python.PythonRandom;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** GPQA: the right answer among three wrong ones, in an order that is drawn. */
final class Gpqa {
    private static final int CHOICES = 4;
    private static final PythonRegex BRACKETS = PythonRegex.compile("\\[.*?\\]");

    private Gpqa() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of(
                                "gpqa/cot_zeroshot/utils.py",
                                "b603828710f1fb3e1b8fe42726b188544ef8dbd12d25f4ca676e42ca4d1a251b")
                        .drawnRows("process_docs", (rows, random) -> shuffled(rows, random, true, false)),
                PythonModule.of(
                                "gpqa/zeroshot/utils.py",
                                "7c755f2c3f8f4ac20de96fb68941c43424d2ded0552d5ab81e672e15c410655c")
                        .drawnRows("process_docs", (rows, random) -> shuffled(rows, random, false, false)),
                PythonModule.of(
                                "gpqa/n_shot/utils.py",
                                "8c70526cdc0f32811cd4cd35db6983561583980b4b7552c3484dc6846b41e241")
                        .rows("process_docs", _ -> {
                            throw new FormatException(
                                    "gpqa_*_n_shot draws its choices anew between asking and scoring in"
                                            + " lm-evaluation-harness, so that no result repeats: take gpqa_*_zeroshot or"
                                            + " gpqa_*_cot_n_shot");
                        }),
                PythonModule.of(
                                "leaderboard/gpqa/utils.py",
                                "21901ae19d06c75c1490026f98be390e8b522b1d0d7cdce4f77740b344072883")
                        .drawnRows("process_docs", (rows, random) -> shuffled(rows, random, false, true)));
    }

    private static Rows shuffled(Rows rows, PythonRandom random, boolean listed, boolean withoutBrackets) {
        return rows.map(row -> {
            List<String> choices = new ArrayList<>();
            for (int i = 1; i < CHOICES; i++) {
                choices.add(clean(row.get("Incorrect Answer " + i), withoutBrackets));
            }
            String right = clean(row.get("Correct Answer"), withoutBrackets);
            choices.add(right);
            random.shuffle(choices);
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            for (int i = 0; i < CHOICES; i++) {
                fields.put("choice" + (i + 1), choices.get(i));
            }
            if (listed) {
                fields.put("choices", choices);
            }
            fields.put("answer", "(%c)".formatted('A' + choices.indexOf(right)));
            return fields;
        });
    }

    private static String clean(@Nullable Object answer, boolean withoutBrackets) {
        if (!(answer instanceof String text)) {
            return " ";
        }
        String clean = PythonText.strip(text).replace(" [title]", ". ");
        return (withoutBrackets ? BRACKETS.sub("", clean) : clean).replace("  ", " ");
    }
}
