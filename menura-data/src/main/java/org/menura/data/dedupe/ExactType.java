package org.menura.data.dedupe;

import org.menura.data.plan.Options;
import org.menura.data.plan.Stage;
import org.menura.data.plan.StageType;

/** The stage {@code exact} of plans. */
public final class ExactType implements StageType {
    @Override
    public String name() {
        return "exact";
    }

    @Override
    public String description() {
        return "Keeps one of the rows whose texts, addresses or other fields are equal.";
    }

    @Override
    public Stage create(Options options) {
        return new ExactStage(options);
    }
}
