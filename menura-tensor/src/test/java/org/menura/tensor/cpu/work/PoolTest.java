package org.menura.tensor.cpu.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.tensor.Backend;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

class PoolTest {
    private static void takes(Pool pool, int... sizes) {
        try (Backend.Scope _ = pool.open()) {
            for (int size : sizes) {
                assertTrue(pool.take(size).length >= size);
            }
        }
    }

    @Test
    void scopesThatAskForTheSameSizesShareTheirArrays() {
        Pool pool = new Pool();
        List<float[]> first = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            try (Backend.Scope _ = pool.open()) {
                for (int j = 0; j < 4; j++) {
                    float[] array = pool.take(1_000 * (j + 1));
                    if (i == 0) {
                        first.add(array);
                    } else {
                        assertSame(first.get(j), array);
                    }
                }
            }
        }
    }

    @Test
    void sizesThatDifferFromScopeToScopeDoNotPileUp() {
        Pool pool = new Pool();
        for (int i = 0; i < 500; i++) {
            takes(pool, 100_000 + 5_000 * i, 50_000 + 3_000 * i);
        }
        int largest = Pool.sizeClass(100_000 + 5_000 * 499) + Pool.sizeClass(50_000 + 3_000 * 499);
        assertTrue(pool.floatsAtRest() <= 2L * largest, () -> pool.floatsAtRest() + " at rest");
    }

    @Test
    void aLargePassOfLongAgoIsForgotten() {
        Pool pool = new Pool();
        takes(pool, 1_000_000);
        for (int i = 0; i < Pool.WINDOW; i++) {
            takes(pool, 1_000);
        }
        assertTrue(pool.floatsAtRest() > 1_000_000);
        for (int i = 0; i < Pool.WINDOW; i++) {
            takes(pool, 1_000);
        }
        assertEquals(Pool.sizeClass(1_000), pool.floatsAtRest());
    }

    @Test
    void whatIsKeptIsNoLongerThePools() {
        Pool pool = new Pool();
        Tensor kept;
        try (Backend.Scope scope = pool.open()) {
            kept = pool.make(Shape.of(10, 100));
            try (Backend.Scope inner = pool.open()) {
                inner.keep(pool.make(Shape.of(500)));
            }
            scope.keep(kept);
        }
        assertEquals(Pool.sizeClass(500), pool.floatsAtRest());
        try (Backend.Scope _ = pool.open()) {
            assertTrue(pool.take(1_000) != kept.floats());
        }
    }
}
