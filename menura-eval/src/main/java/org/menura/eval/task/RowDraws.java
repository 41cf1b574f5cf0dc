package org.menura.eval.task;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.data.Rows;
import org.menura.eval.task.function.TaskFunction;
import org.menura.format.python.NumpyRandom;
import org.menura.format.python.PythonRandom;

/**
 * What the tasks of a run draw: for their documents from the random numbers of Python's module {@code random}, for values
 * over documents from numpy's. A function of the same file draws once for the same rows, as datasets keeps what {@code map}
 * made, also where two tasks share them.
 */
public final class RowDraws {
    /** The seed of Python's random numbers where none is given. */
    public static final long DEFAULT_SEED = 0;

    /** The seed of numpy's random numbers where none is given. */
    public static final long DEFAULT_VALUE_SEED = 1234;

    private record Drawn(@Nullable Object origin, Rows rows) {}

    private final PythonRandom random;
    private final Map<Drawn, Rows> drawn = new HashMap<>();
    private final long valueSeed;

    /**
     * Seeds the random numbers of a run.
     *
     * @param seed of Python's
     * @param valueSeed of numpy's
     */
    public RowDraws(long seed, long valueSeed) {
        this.random = new PythonRandom(seed);
        this.valueSeed = valueSeed;
    }

    /** Makes a function that draws anew for each value, as metrics of the library evaluate do. */
    TaskFunction.OfValues seeded(TaskFunction.OfDrawnValues function) {
        return (List<@Nullable Object> values) -> function.apply(values, new NumpyRandom(valueSeed));
    }

    /**
     * Applies a function to rows, or returns what it has made of them before.
     *
     * @param origin where the function stands
     */
    Rows apply(TaskFunction.OfDrawnRows function, @Nullable Object origin, Rows rows) {
        return drawn.computeIfAbsent(new Drawn(origin, rows), of -> function.apply(of.rows, random));
    }
}
