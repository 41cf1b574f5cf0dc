package org.menura.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

class BatchTest {
    private static Tensor whole(long[] values, long... shape) {
        return Tensor.of(MemorySegment.ofArray(values), DType.I64, Shape.of(shape));
    }

    @Test
    void leavesPaddingOut() {
        Batch batch = Batch.of(whole(new long[] {5, 6, 0, 7, 8, 9}, 2, 3), whole(new long[] {1, 1, 0, 1, 1, 1}, 2, 3));
        assertArrayEquals(new int[][] {{5, 6}, {7, 8, 9}}, batch.ids());
        assertArrayEquals(new int[][] {{0, 1}, {0, 1, 2}}, batch.columns());
    }

    @Test
    void choicesOfAQuestionAreRefusedInASentence() {
        Tensor choices = whole(new long[] {5, 6, 7, 8}, 1, 2, 2);
        FormatException wrong = assertThrows(FormatException.class, () -> Batch.rows(choices));
        assertTrue(String.valueOf(wrong.getMessage()).contains("[1, 2, 2]"), wrong.getMessage());
    }
}
