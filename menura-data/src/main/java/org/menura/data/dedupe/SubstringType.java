package org.menura.data.dedupe;

import org.menura.data.plan.Options;
import org.menura.data.plan.Stage;
import org.menura.data.plan.StageType;

/** The stage {@code substrings} of plans. */
public final class SubstringType implements StageType {
    @Override
    public String name() {
        return "substrings";
    }

    @Override
    public String description() {
        return "Finds stretches of words that stand in the corpus before, in a corpus of any size.";
    }

    @Override
    public Stage create(Options options) {
        return new SubstringStage(options);
    }
}
