package org.menura.bench.compare;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Work that several engines do in turn.
 *
 * @param name unique; the keys of its rows begin with it and a slash
 * @param rows what is measured of it
 * @param field who takes part, to measure some of the rows: Menura first, then the engine that the goals are set against
 */
record Contest(String name, List<Row> rows, Function<List<Row>, List<Entrant>> field) {
    /** Those who take part. */
    List<Entrant> entrants() {
        return field.apply(rows);
    }

    /** The same work, as far as some rows need it. */
    Contest only(Predicate<Row> wanted) {
        return new Contest(name, rows.stream().filter(wanted).toList(), field);
    }

    /** The full key of what is called {@code metric} here. */
    String key(String metric) {
        return name + "/" + metric;
    }
}
