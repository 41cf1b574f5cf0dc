package org.menura.bench.compare;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How one engine does the work of a contest.
 *
 * @param engine its name; {@link #MENURA} for ours
 * @param job what is run
 * @param most how often at the most: engines that are far behind and slow need no more than one run
 * @param read the measurements in what is left of the process, by the last parts of the rows' keys
 */
record Entrant(String engine, Job job, int most, Function<Finished, Map<String, List<Double>>> read) {
    static final String MENURA = "Menura";

    /** One that runs as often as all. */
    static Entrant of(String engine, Job job, Function<Finished, Map<String, List<Double>>> read) {
        return new Entrant(engine, job, Integer.MAX_VALUE, read);
    }
}
