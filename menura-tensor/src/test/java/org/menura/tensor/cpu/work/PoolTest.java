package org.menura.tensor.cpu.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
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
    void sizesThatTakeTurnsShareArrays() {
        int[] rowsOfExperts = {30, 41, 22, 35, 48, 17, 28, 35};
        Pool pool = new Pool();
        Set<float[]> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        int seenAtFirst = 0;
        for (int pass = 0; pass < 10; pass++) {
            try (Backend.Scope _ = pool.open()) {
                for (int rows : rowsOfExperts) {
                    try (Backend.Scope _ = pool.open()) {
                        seen.add(pool.take(rows * 1_000));
                        seen.add(pool.take(rows * 1_000));
                    }
                }
            }
            seenAtFirst = pass == 1 ? seen.size() : seenAtFirst;
        }
        assertEquals(seenAtFirst, seen.size());
        try (Backend.Scope _ = pool.open()) {
            assertTrue(pool.take(2_000).length < 5_000, "an array that is far too large");
        }
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
