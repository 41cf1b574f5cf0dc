package org.menura.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.tensor.Tensor;

class ForwardBatchTest {
    @Test
    void withMakesAnotherPass() {
        ForwardBatch plain = ForwardBatch.whole(new int[] {1, 2, 3});
        InputEmbeds embeds = new InputEmbeds(new int[] {1}, Tensor.zeros(1, 4));
        ForwardBatch other = plain.withOutputs(2)
                .withPositions(4, 5, 6)
                .withTokenTypes(1, 1, 1)
                .withEmbeds(List.of(embeds))
                .withPrefixes(2)
                .withObserver((_, _) -> {})
                .withHidden();
        assertNull(plain.outputs());
        assertArrayEquals(new int[] {0, 1, 2}, plain.positions());
        assertArrayEquals(new int[3], plain.tokenTypes());
        assertTrue(plain.embeds().isEmpty());
        assertNull(plain.prefixes());
        assertFalse(plain.isObserved());
        assertArrayEquals(new int[] {2}, other.outputs());
        assertArrayEquals(new int[] {4, 5, 6}, other.positions());
        assertArrayEquals(new int[] {1, 1, 1}, other.tokenTypes());
        assertEquals(List.of(embeds), other.embeds());
        assertArrayEquals(new int[] {2}, other.prefixes());
        assertTrue(other.isObserved());
        other.keepHidden(Tensor.zeros(1, 4));
        assertNotNull(other.hidden());
        assertThrows(IllegalStateException.class, plain::hidden);
    }

    @Test
    void embedsOfAPartOfASequence() {
        InputEmbeds all = new InputEmbeds(new int[] {2, 3, 7}, Tensor.of(new float[] {1, 2, 3}, 3, 1));
        InputEmbeds some = present(all.within(3, 8, 10));
        assertArrayEquals(new int[] {10, 14}, some.at());
        assertArrayEquals(new float[] {2, 3}, some.rows().toFloats());
        assertNull(all.within(4, 7, 0));
        assertEquals(all.rows(), present(all.within(0, 9, 5)).rows(), "nothing is copied");
        assertThrows(IllegalArgumentException.class, () -> new InputEmbeds(new int[2], Tensor.zeros(1, 4)));
    }

    private static InputEmbeds present(InputEmbeds embeds) {
        assertNotNull(embeds);
        return embeds;
    }
}
