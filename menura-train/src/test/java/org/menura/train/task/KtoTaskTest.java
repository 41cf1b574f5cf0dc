package org.menura.train.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.menura.train.data.Batch;
import org.menura.train.data.BatchBuilder;

/** The reference point of KTO. */
class KtoTaskTest {
    private static final int NONE = Batch.IGNORED;

    /** As trl 1.16 pairs prompts with completions for the divergence, and cuts them at max_length. */
    @Test
    void promptsGetTheAnswerBeforeTheirs() {
        Batch answers = new BatchBuilder()
                .add(new int[] {1, 2, 10}, new int[] {NONE, 10, NONE})
                .nextGroup()
                .add(new int[] {3, 20, 21}, new int[] {20, 21, NONE})
                .nextGroup()
                .add(new int[] {4, 5, 6, 30, 31}, new int[] {NONE, NONE, 30, 31, NONE})
                .build();
        Batch strangers = KtoTask.mismatched(answers, 4);
        assertArrayEquals(new int[] {1, 2, 30, 31, 3, 10, 4, 5, 6, 20}, strangers.ids());
        assertArrayEquals(new int[] {NONE, 30, 31, NONE, 10, NONE, NONE, NONE, 20, NONE}, strangers.targets());
    }
}
