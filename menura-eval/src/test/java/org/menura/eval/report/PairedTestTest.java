package org.menura.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PairedTestTest {
    /** scipy.stats.binomtest(k, n).pvalue. */
    @Test
    void uneven() {
        assertEquals(0.021484375, PairedTest.twoSided(1, 10), 1e-12);
        assertEquals(1.0, PairedTest.twoSided(5, 10), 1e-12);
        assertEquals(1.0, PairedTest.twoSided(0, 0), 1e-12);
        assertEquals(0.05689, PairedTest.twoSided(40, 100), 5e-5);
    }

    @Test
    void rightAndWrong() {
        boolean[] a = new boolean[100];
        boolean[] b = new boolean[100];
        Arrays.fill(a, 0, 60, true);
        Arrays.fill(b, 1, 69, true); // loses 1, wins 9
        PairedTest.Outcome o = PairedTest.exact(a, b);
        assertEquals(0.08, o.difference(), 1e-12);
        assertEquals(0.021484375, o.p(), 1e-12);
        assertTrue(o.low() > 0.01 && o.high() < 0.15, o.toString());
    }

    @Test
    void bootstrap() {
        double[] a = new double[200];
        double[] b = new double[200];
        double[] ones = new double[200];
        Arrays.fill(ones, 1);
        for (int i = 0; i < a.length; i++) {
            a[i] = i % 7;
            b[i] = i % 7 + (i % 3 == 0 ? 0.3 : 0.1);
        }
        PairedTest.Outcome o = PairedTest.bootstrap(a, b, ones, (s, w) -> s / w, 1);
        assertEquals(o, PairedTest.bootstrap(a, b, ones, (s, w) -> s / w, 1));
        assertTrue(o.low() > 0.15 && o.high() < 0.19 && o.p() < 0.001, o.toString());
        assertEquals(1, PairedTest.bootstrap(a, a, ones, (s, w) -> s / w, 1).p());
    }
}
