package org.menura.data.stage;

import org.menura.data.plan.MapStage;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Stage;
import org.menura.data.plan.StageType;

/** The stage {@code sample}: keeps a share of all documents, drawn by seed and identity. */
public final class SampleType implements StageType {
    @Override
    public String name() {
        return "sample";
    }

    @Override
    public String description() {
        return "Keeps a share (0 to 1) of the documents, drawn by seed and identity.";
    }

    @Override
    public Stage create(Options options) {
        double share = options.real("share", 1, 0, 1);
        long seed = options.whole("seed", 0, Long.MIN_VALUE, Long.MAX_VALUE);
        return (MapStage)
                row -> Draw.share(seed, row.id()) < share ? Outcome.keep(row) : Outcome.drop("not in the sample");
    }
}
