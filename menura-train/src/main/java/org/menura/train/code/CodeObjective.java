package org.menura.train.code;

import org.menura.tensor.Rng;

/** One of CodeT5's objectives (arXiv 2109.00859, section 3.2): makes examples of source code. */
public interface CodeObjective {
    /** Returns whether a text has what the objective needs. */
    boolean fits(CodeText text);

    /** Makes an example of a text that fits. */
    CodeBatch example(CodeText text, CodeFrame frame, Rng random);
}
