package org.menura.verify;

import java.util.Arrays;
import org.menura.format.Checkpoint;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;

/** What a recorded batch gives a text encoder: tokens without padding, their positions and types. */
public final class EncoderInputs {
    private EncoderInputs() {}

    /** Makes the forward pass over a batch with the positions that the reference gave its tokens. */
    public static ForwardBatch step(TextEncoder model, Config config, Checkpoint golden, Batch batch) {
        ForwardBatch step = ForwardBatch.whole(batch.ids()).withPositions(positions(model, config, golden, batch));
        return golden.has("token_type_ids") ? step.withTokenTypes(batch.at(golden.tensor("token_type_ids"))) : step;
    }

    /** BERT's positions are columns of the batch, padding included; RoBERTa's count tokens that are no padding. */
    private static int[] positions(TextEncoder model, Config config, Checkpoint golden, Batch batch) {
        if (model.position(0) == 0) {
            return Arrays.stream(batch.columns()).flatMapToInt(Arrays::stream).toArray();
        }
        int pad = config.integer("pad_token_id", 1);
        int[][] all = Batch.rows(golden.tensor("input_ids"));
        int[] out =
                new int[Arrays.stream(batch.columns()).mapToInt(c -> c.length).sum()];
        int row = 0;
        for (int s = 0; s < all.length; s++) {
            int[] columns = batch.columns()[s];
            int count = 0;
            int at = 0;
            for (int c = 0; c < all[s].length; c++) {
                int position = all[s][c] == pad ? pad : model.position(count++);
                if (at < columns.length && columns[at] == c) {
                    out[row++] = position;
                    at++;
                }
            }
        }
        return out;
    }
}
