package org.menura.data.tag;

import java.util.List;
import java.util.function.Function;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Stage;
import org.menura.data.text.TextView;

/**
 * A kind of filter that plans name as a stage.
 *
 * @param name of the stage
 * @param description what it does, as one sentence
 * @param parameters its keys in plans
 * @param factory makes a stage of its options
 */
public record FilterType(
        String name, String description, List<TaggerType.Parameter> parameters, Function<Options, Stage> factory) {
    /** Wraps a filter of texts as a stage. */
    static MapStage stage(TextFilter filter) {
        return row -> switch (filter.judge(new TextView(row.text()))) {
            case Verdict.Keep _ -> Outcome.keep(row);
            case Verdict.Change change -> Outcome.keep(row.withText(change.text()));
            case Verdict.Drop drop -> Outcome.drop(drop.reason());
        };
    }
}
