package org.menura.data.dedupe;

import org.menura.data.plan.Options;
import org.menura.data.plan.Stage;
import org.menura.data.plan.StageType;

/** The stage {@code suffix_array} of plans. */
public final class SuffixType implements StageType {
    @Override
    public String name() {
        return "suffix_array";
    }

    @Override
    public String description() {
        return "Finds stretches of words or bytes that stand in the corpus before, by suffix arrays in memory.";
    }

    @Override
    public Stage create(Options options) {
        return new SuffixStage(options);
    }
}
