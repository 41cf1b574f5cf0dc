package org.menura.data.dedupe;

import org.menura.data.plan.Options;
import org.menura.data.plan.Stage;
import org.menura.data.plan.StageType;

/** The stage {@code bloom} of plans. */
public final class BloomType implements StageType {
    @Override
    public String name() {
        return "bloom";
    }

    @Override
    public String description() {
        return "Finds paragraphs that a Bloom filter of another corpus holds.";
    }

    @Override
    public Stage create(Options options) {
        return new BloomStage(options);
    }
}
