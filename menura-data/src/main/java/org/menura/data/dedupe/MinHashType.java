package org.menura.data.dedupe;

import org.menura.data.plan.Options;
import org.menura.data.plan.Stage;
import org.menura.data.plan.StageType;

/** The stage {@code minhash} of plans. */
public final class MinHashType implements StageType {
    @Override
    public String name() {
        return "minhash";
    }

    @Override
    public String description() {
        return "Keeps one of the rows that are near-duplicates of each other.";
    }

    @Override
    public Stage create(Options options) {
        return new MinHashStage(options);
    }
}
