package org.menura.train.code;

import java.util.Arrays;
import org.menura.data.TokenIds;
import org.menura.tensor.Rng;
import org.menura.train.code.CodeFrame.Reading;
import org.menura.train.data.Batch;
import org.menura.train.data.BatchBuilder;

/**
 * Identifier tagging (CodeT5, arXiv 2109.00859, section 3.2): the encoder tells of each token of the code whether it
 * belongs to an identifier. Tokens of the description have no target.
 */
public record IdentifierTagging() implements CodeObjective {
    @Override
    public boolean fits(CodeText text) {
        return text.named() && !text.code().isEmpty();
    }

    @Override
    public CodeBatch example(CodeText text, CodeFrame frame, Rng random) {
        Reading reading = frame.reading(text);
        int[] ids = frame.around().before();
        int[] targets = new int[frame.length()];
        Arrays.fill(targets, Batch.IGNORED);
        for (int w = 0; w < reading.words().size(); w++) {
            if (w == reading.docstring() && w > 0) {
                ids = TokenIds.joined(ids, new int[] {frame.end()});
            }
            int[] word = reading.words().get(w);
            if (w >= reading.docstring()) {
                int target = reading.names()[w - reading.docstring()] >= 0 ? 1 : 0;
                Arrays.fill(targets, ids.length, ids.length + word.length, target);
            }
            ids = TokenIds.joined(ids, word);
        }
        ids = TokenIds.joined(ids, frame.around().behind());
        return CodeBatch.tagged(
                new BatchBuilder().add(ids, Arrays.copyOf(targets, ids.length)).build());
    }
}
