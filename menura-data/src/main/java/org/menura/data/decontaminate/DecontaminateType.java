package org.menura.data.decontaminate;

import org.menura.data.plan.Options;
import org.menura.data.plan.Stage;
import org.menura.data.plan.StageType;

/** The stage {@code decontaminate} of plans. */
public final class DecontaminateType implements StageType {
    @Override
    public String name() {
        return "decontaminate";
    }

    @Override
    public String description() {
        return "Finds documents that hold texts of evaluation sets.";
    }

    @Override
    public Stage create(Options options) {
        return new DecontaminateStage(options);
    }
}
