package org.menura.x86.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** The plain twins multiply with the weights that the codecs decode. */
class PlainTwinsTest {
    static List<DType> types() {
        return Families.all().keySet().stream().filter(DType::isQuantized).toList();
    }

    @ParameterizedTest
    @MethodSource("types")
    void likeTheDecodedWeights(DType type) {
        Random random = new Random(type.ordinal());
        int size = type.blockSize();
        for (int n = 0; n < 200; n++) {
            byte[] bytes = new byte[type.blockBytes()];
            random.nextBytes(bytes);
            MemorySegment w = MemorySegment.ofArray(bytes);
            float[] decoded = new float[size];
            Codecs.of(type).decode(w, 0, decoded, 0, size);
            float[] x = new float[size];
            for (int i = 0; i < size; i++) {
                x[i] = (float) random.nextGaussian();
            }
            PlainRounded rounded = new PlainRounded(x, 1, size / 32);
            double expected = 0;
            double magnitude = 0;
            boolean finite = true;
            for (int i = 0; i < size; i++) {
                double product = (double) decoded[i] * rounded.value(0, i / 32, i % 32) * rounded.scale(0, i / 32);
                expected += product;
                magnitude += Math.abs(product);
                finite &= Float.isFinite(decoded[i]) && Math.abs(decoded[i]) < 1e30;
            }
            if (finite) {
                Sums sums = new Sums();
                PlainTwins.of(type).add(w, rounded, 0, 0, sums);
                assertEquals(expected, sums.total(), magnitude * 3e-5 + 1e-30, () -> Arrays.toString(bytes));
            }
        }
    }
}
