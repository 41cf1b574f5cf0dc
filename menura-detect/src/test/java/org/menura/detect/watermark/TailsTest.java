package org.menura.detect.watermark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The expected values are mpmath's, to 17 digits. */
class TailsTest {
    private static void near(double expected, double actual) {
        assertEquals(expected, actual, 2e-14 * Math.abs(expected));
    }

    @Test
    void theErrorFunctionIsPreciseFarOut() {
        near(1, Tails.erfc(0));
        near(4.7950012218695346e-01, Tails.erfc(0.5));
        near(1.5729920705028513e-01, Tails.erfc(1));
        near(4.6777349810472658e-03, Tails.erfc(2));
        near(2.2090496998585441e-05, Tails.erfc(3));
        near(1.5374597944280349e-12, Tails.erfc(5));
        near(2.0884875837625448e-45, Tails.erfc(10));
        near(5.3958656116079009e-176, Tails.erfc(20));
        near(1.9953222650189527, Tails.erfc(-2));
        assertEquals(0, Tails.erfc(1e200));
        assertEquals(0.5, Tails.normal(0));
    }

    @Test
    void theGammaTailIsExactForSmallSums() {
        near(Math.exp(-3), Tails.gamma(1, 3));
        near(Math.exp(-3) * (1 + 3 + 4.5), Tails.gamma(3, 3));
        near(Math.exp(-30) * (1 + 30), Tails.gamma(2, 30));
        assertEquals(1, Tails.gamma(5, 0));
        assertEquals(0.5, Tails.gamma(10_000, 10_000), 0.005);
    }
}
