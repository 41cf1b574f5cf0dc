package org.menura.train.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.menura.tensor.Tensor;

class ByolTest {
    @Test
    void theLossIsTheSquaredDistanceOfDirections() {
        Tensor h = Tensor.of(new float[] {3, 0, 0, 2, 1, 1}, 3, 2);
        Tensor z = Tensor.of(new float[] {5, 0, 4, 0, -2, -2}, 3, 2);
        Byol.Result result = Byol.of(h, z, new double[] {0.5, 0.25, 0.25});
        assertEquals(0.5 * 0 + 0.25 * 2 + 0.25 * 4, result.loss(), 1e-12);
        assertEquals(0.5 - 0.25, result.metrics().get("cosine"), 1e-12);
    }

    @Test
    void gradientsAgreeWithDifferences() {
        Tensor h = Differences.random(1, 0.7, 4, 3);
        Tensor z = Differences.random(2, 0.7, 4, 3);
        double[] weights = {0.1, 0, 0.4, 0.5};
        Differences.check(
                "h",
                h,
                Byol.of(h, z, weights).gradient(),
                () -> Byol.of(h, z, weights).loss());
    }

    @Test
    void aRowOfZerosTeachesNothing() {
        Byol.Result result = Byol.of(Tensor.zeros(1, 2), Tensor.of(new float[] {1, 2}, 1, 2), new double[] {1});
        assertEquals(2, result.loss());
        assertArrayEquals(new float[2], result.gradient().toFloats());
    }

    @Test
    void segmentsThatWereSeenDoNotCount() {
        assertArrayEquals(new double[] {0, 0.5, 0}, Byol.hidden(new float[] {1, 0, 1}, 2));
    }

    @Test
    void theTargetNetworkStandsStillInTheEnd() {
        assertEquals(0.99, Byol.decay(0.99, 0, 100), 1e-12);
        assertEquals(0.995, Byol.decay(0.99, 50, 100), 1e-12);
        assertEquals(1, Byol.decay(0.99, 100, 100), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> Byol.decay(0.99, 101, 100));
    }

    @Test
    void shapesMustBeEqual() {
        assertThrows(
                IllegalArgumentException.class, () -> Byol.of(Tensor.zeros(2, 3), Tensor.zeros(3, 2), new double[2]));
        assertThrows(
                IllegalArgumentException.class, () -> Byol.of(Tensor.zeros(2, 3), Tensor.zeros(2, 3), new double[3]));
    }
}
