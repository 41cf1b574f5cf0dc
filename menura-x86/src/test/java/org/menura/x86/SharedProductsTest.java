package org.menura.x86;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** Several products at once: what each is alone, byte for byte, with any number of threads. */
class SharedProductsTest {
    private final Random random = new Random(8);

    private Tensor floats(int rows, int cols) {
        Tensor out = Tensor.zeros(rows, cols);
        for (int i = 0; i < out.elements(); i++) {
            out.floats()[i] = (float) random.nextGaussian();
        }
        return out;
    }

    /** Weights outside the heap. */
    private Tensor stored(DType type, int outs, int in) {
        MemorySegment to = Arena.ofAuto().allocate(type.bytes((long) outs * in));
        Codecs.of(type).encode(floats(outs, in).floats(), 0, outs * in, to, 0);
        return Tensor.of(to, type, Shape.of(outs, in));
    }

    @Test
    void eachIsWhatItIsAlone() {
        assumeTrue(new X86Finder().find() != null);
        for (int rows : new int[] {1, 3, 9, 17}) {
            Tensor x = floats(rows, 256);
            Tensor y = floats(rows, 256);
            Tensor z = floats(2, 512);
            Tensor[] xs = {x, x, y, z, x};
            Tensor[] ws = {
                stored(DType.Q8_0, 700, 256),
                stored(DType.Q4_0, 33, 256),
                stored(DType.Q8_0, 1, 256),
                stored(DType.Q4_0, 900, 512),
                stored(DType.F32, 65, 256)
            };
            for (int threads = 1; threads <= 3; threads++) {
                CpuBackend ops =
                        new CpuBackend(CpuOptions.fastest().withThreads(threads).withLibraries(false));
                for (int repeat = 0; repeat < 10; repeat++) {
                    Tensor[] all = ops.linears(xs, ws);
                    for (int i = 0; i < xs.length; i++) {
                        assertArrayEquals(values(ops.linear(xs[i], ws[i], null)), values(all[i]));
                    }
                }
            }
        }
    }

    private static float[] values(Tensor t) {
        return Arrays.copyOf(t.floats(), (int) t.elements());
    }
}
