package org.menura.train.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ForgettingTest {
    private static final List<List<Double>> VALUES =
            List.of(List.of(0.1, 0.2, 0.3), List.of(0.9, 0.2, 0.3), List.of(0.7, 0.8, 0.3), List.of(0.8, 0.4, 0.6));

    @Test
    void sumsOfAnAccuracy() {
        Forgetting f = new Forgetting(List.of("a", "b", "c"), "accuracy", VALUES);
        assertEquals(3, f.learned());
        assertEquals((0.8 + 0.4 + 0.6) / 3, f.average(), 1e-12);
        assertEquals((-0.1 - 0.4) / 2, f.backwardTransfer(), 1e-12);
        assertEquals((0.1 + 0.4) / 2, f.forgetting(), 1e-12);
        assertTrue(f.markdown().contains("| after b | 0.7000 | 0.8000 | 0.3000 |"), f.markdown());
        assertTrue(f.csv().startsWith("after,a,b,c\n,0.1,0.2,0.3\na,0.9,"), f.csv());
    }

    @Test
    void ofALossLessIsBetter() {
        Forgetting f = new Forgetting(List.of("a", "b", "c"), "loss", VALUES);
        assertEquals((0.1 + 0.4) / 2, f.backwardTransfer(), 1e-12);
        assertEquals((0.1 - 0.4) / 2, f.forgetting(), 1e-12);
    }
}
