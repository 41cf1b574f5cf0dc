package org.menura.train.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.fasterxml.jackson.databind.node.IntNode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.train.TestData;
import org.menura.train.data.Batch;
import org.menura.train.data.BatchBuilder;

class RewardScorerTest {
    private static final ModelSource SOURCE = ModelSource.open(TestData.path("golden/reward-model"));

    private static float[] scores(int padding, int[]... texts) {
        ModelSource source = SOURCE.withConfig("pad_token_id", IntNode.valueOf(padding));
        BatchBuilder batch = new BatchBuilder();
        for (int[] text : texts) {
            int[] none = new int[text.length];
            Arrays.fill(none, Batch.IGNORED);
            batch.add(text, none);
        }
        return new RewardScorer(Models.open(ModelKind.DECODER, source, new CpuBackend(1)), source.fields())
                .scores(batch.build())
                .toFloats();
    }

    /** Scores of transformers 5.24, which reads them at the last token that is no padding. */
    @Test
    void theEndOfATextMayBePadding() {
        float[] padded = scores(2, new int[] {5, 6, 7, 2, 2}, new int[] {5, 6, 7, 9}, new int[] {2, 2, 2});
        assertArrayEquals(new float[] {0.3815072f, 0.6541191f, -0.7684348f}, padded, 1e-5f);
        assertArrayEquals(new float[] {0.5535729f}, scores(0, new int[] {5, 6, 7, 2}), 1e-5f);
    }
}
