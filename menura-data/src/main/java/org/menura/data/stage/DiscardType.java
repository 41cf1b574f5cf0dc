package org.menura.data.stage;

import java.util.List;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Stage;
import org.menura.data.plan.StageType;

/** The stage {@code discard}: takes fields off documents. */
public final class DiscardType implements StageType {
    @Override
    public String name() {
        return "discard";
    }

    @Override
    public String description() {
        return "Takes fields off documents: all but id, text and source may be named.";
    }

    @Override
    public Stage create(Options options) {
        List<String> fields = options.texts("fields");
        if (fields.isEmpty()) {
            throw options.error("fields", "names no field");
        }
        for (String needed : List.of("id", "text", "source")) {
            if (fields.contains(needed)) {
                throw options.error("fields", "names %s, which every document has".formatted(needed));
            }
        }
        return (MapStage) row -> Outcome.keep(row.with(row.document().without(fields)));
    }
}
