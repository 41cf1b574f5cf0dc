package org.menura.train.recipe;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Options;

/**
 * The specification of one of several tasks that are learned one after the other.
 *
 * @param name in the report
 * @param data sources of its examples; at least one
 * @param evaluation held-out files, laid out as the first source
 * @param steps number of steps; this or epochs is given
 * @param epochs number of epochs over its data
 */
public record TaskSpec(
        String name, List<DataSource> data, List<Path> evaluation, OptionalLong steps, OptionalDouble epochs) {
    static TaskSpec of(Options o) {
        return new TaskSpec(
                o.text("name"),
                o.parts("data").stream().map(DataSource::of).toList(),
                o.paths("evaluation"),
                o.has("steps") ? OptionalLong.of(o.whole("steps")) : OptionalLong.empty(),
                o.has("epochs") ? OptionalDouble.of(o.number("epochs")) : OptionalDouble.empty());
    }
}
