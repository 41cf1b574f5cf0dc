package org.menura.eval.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.menura.tensor.Rng;

class SeedIntervalTest {
    @Test
    void threeRunsGiveStudentsInterval() {
        SeedInterval interval = SeedInterval.of(1, 2, 3);
        assertEquals(2, interval.mean(), 1e-12);
        assertEquals(4.303 / Math.sqrt(3), interval.half(), 1e-12); // standard deviation 1
        assertEquals("2.00 ± 2.48", interval.text(2));
        assertEquals("5.0 (one run)", SeedInterval.of(5).text(1));
    }

    @Test
    void nineteenOfTwentyIntervalsHoldTheMean() {
        Rng random = new Rng(7);
        for (int runs : new int[] {3, 40}) {
            int held = 0;
            for (int i = 0; i < 4000; i++) {
                double[] figures = new double[runs];
                for (int r = 0; r < runs; r++) {
                    figures[r] = 10 + random.nextGaussian();
                }
                SeedInterval interval = SeedInterval.of(figures);
                held += interval.low() <= 10 && 10 <= interval.high() ? 1 : 0;
            }
            assertTrue(Math.abs(held / 4000.0 - 0.95) < 0.012, runs + ": " + held);
        }
    }
}
