package org.menura.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.menura.tensor.dtype.DType;

class KvCacheTest {
    private static Tensor rows(int count) {
        Tensor t = Tensor.zeros(count, 1, 2);
        for (int i = 0; i < t.floats().length; i++) {
            t.floats()[i] = i;
        }
        return t;
    }

    @Test
    void forgetsTheEnd() {
        KvCache cache = new KvCache(DType.F32, 1, 2, 2, 0);
        cache.append(rows(10), rows(10), 0, 10);
        cache.truncate(4);
        assertEquals(4, cache.length());
        cache.append(rows(10), rows(10), 9, 10);
        assertEquals(5, cache.length());
        assertEquals(18, cache.keys().floats()[8]);
        assertThrows(IllegalArgumentException.class, () -> cache.truncate(6));
        assertThrows(IllegalArgumentException.class, () -> cache.truncate(-1));
    }

    @Test
    void cannotGoBackToWhatAWindowHasDropped() {
        KvCache cache = new KvCache(DType.F32, 1, 2, 2, 4);
        for (int i = 0; i < 300; i++) {
            cache.append(rows(1), rows(1), 0, 1);
        }
        assertTrue(cache.canTruncate(300));
        assertFalse(cache.canTruncate(10));
    }
}
