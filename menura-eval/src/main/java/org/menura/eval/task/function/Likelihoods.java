package org.menura.eval.task.function;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.PythonTuple;

/** Results of log-likelihood requests: tuples of value and whether it is greedy. */
final class Likelihoods {
    private Likelihoods() {}

    static double value(@Nullable Object result) {
        return switch (result) {
            case PythonTuple tuple when tuple.size() == 2 && tuple.get(0) instanceof Double value -> value;
            case Double value -> value;
            case null, default -> throw new FormatException("a result is no log-likelihood");
        };
    }

    static boolean greedy(@Nullable Object result) {
        if (result instanceof PythonTuple tuple && tuple.size() == 2 && tuple.get(1) instanceof Boolean greedy) {
            return greedy;
        }
        throw new FormatException("a result is no log-likelihood");
    }

    static double[] values(List<@Nullable Object> results) {
        return results.stream().mapToDouble(Likelihoods::value).toArray();
    }
}
