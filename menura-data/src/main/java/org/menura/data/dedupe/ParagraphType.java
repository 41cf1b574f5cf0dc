package org.menura.data.dedupe;

import org.menura.data.plan.Options;
import org.menura.data.plan.Stage;
import org.menura.data.plan.StageType;

/** The stage {@code paragraphs} of plans. */
public final class ParagraphType implements StageType {
    @Override
    public String name() {
        return "paragraphs";
    }

    @Override
    public String description() {
        return "Finds paragraphs that stand in the corpus before.";
    }

    @Override
    public Stage create(Options options) {
        return new ParagraphStage(options);
    }
}
