package org.menura.train.code;

import java.util.List;
import org.menura.data.TokenIds;
import org.menura.tensor.Rng;

/**
 * Bimodal dual generation (CodeT5, arXiv 2109.00859, section 3.2): code from its description or the description of a
 * code, either as likely. Both sides begin with the tag of their language.
 */
public record DualGeneration() implements CodeObjective {
    @Override
    public boolean fits(CodeText text) {
        return !text.docstring().isEmpty() && !text.code().isEmpty();
    }

    @Override
    public CodeBatch example(CodeText text, CodeFrame frame, Rng random) {
        int[] description = tagged(frame.english(), text.docstring());
        int[] code = tagged(text.language(), text.code());
        return random.nextInt(2) == 0 ? frame.example(description, code) : frame.example(code, description);
    }

    private static int[] tagged(int[] tag, List<int[]> words) {
        return TokenIds.joined(tag, CodeFrame.joined(words));
    }
}
