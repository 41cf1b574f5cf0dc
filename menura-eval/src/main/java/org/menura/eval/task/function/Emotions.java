package org.menura.eval.task.function;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonMath;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonTuple;

/** EQ-Bench: how near four numbers for emotions come to those of the reference. */
final class Emotions {
    private static final PythonRegex SCORE = PythonRegex.compile("(\\w+):\\s+(\\d+)");
    private static final int COUNT = 4;
    private static final double SMALL = 5;
    private static final double WEIGHT = 0.7477;

    private Emotions() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of("eq_bench/utils.py", "8d3813640529967421a94e39ea74be668bb0d0a97b332159ca8efcc22f8c5d72")
                        .results("calculate_score_fullscale", Emotions::score));
    }

    private static Map<String, @Nullable Object> score(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        Map<String, String> given = new LinkedHashMap<>();
        for (Object found : SCORE.found(Python.str(results.getFirst()))) {
            if (found instanceof PythonTuple pair) {
                given.put(Python.str(pair.get(0)), Python.str(pair.get(1)));
            }
        }
        if (!(Python.literalEval(Fields.text(document, "reference_answer_fullscale")) instanceof Map<?, ?> reference)) {
            throw new FormatException("the reference answer of a document is no object");
        }
        double sum = 0;
        int known = 0;
        for (Map.Entry<String, String> one : given.entrySet()) {
            boolean found = false;
            for (int i = 1; i <= COUNT && given.size() == COUNT; i++) {
                if (one.getKey().equals(Fields.get(reference, "emotion" + i))) {
                    found = true;
                    sum += scaled(Math.abs(
                            number(one.getValue()) - number(Fields.get(reference, "emotion%d_score".formatted(i)))));
                }
            }
            known += found ? 1 : 0;
        }
        if (given.size() != COUNT || known != COUNT) {
            return Metrics.of("eqbench", 0L, "percent_parseable", 0L);
        }
        return Metrics.of("eqbench", (10 - sum * WEIGHT) * 10, "percent_parseable", 100L);
    }

    private static double number(@Nullable Object value) {
        Double number =
                value instanceof Number n ? Double.valueOf(n.doubleValue()) : PythonFloats.parse(Python.str(value));
        if (number == null) {
            throw new FormatException(
                    "the score of an emotion is %s, which is no number".formatted(Python.repr(value)));
        }
        return number;
    }

    /** Small differences count less, along a curve like an S. */
    private static double scaled(double difference) {
        if (difference == 0) {
            return 0;
        }
        return difference <= SMALL ? 6.5 * (1 / (1 + PythonMath.power(Math.E, -1.2 * (difference - 4)))) : difference;
    }
}
