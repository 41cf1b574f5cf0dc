package org.menura.x86.kernel;

import static org.menura.x86.kernel.Machine.assertFloats;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sums as rows of a result: each where it belongs, and nothing written beyond. */
class TurnCodeTest {
    @ParameterizedTest
    @EnumSource(Isa.class)
    void rowsOfOutputs(Isa isa) {
        int width = TurnCode.outputs(isa);
        for (int groups = 1; groups <= 3; groups++) {
            for (int rows : new int[] {1, 2, 3, 4, 5, 16, 19}) {
                int stride = Math.ceilDiv(rows, TurnCode.ROWS) * TurnCode.ROWS + 4;
                int outStride = groups * width + 3;
                float[] sums = new float[groups * width * stride];
                for (int i = 0; i < sums.length; i++) {
                    sums[i] = i;
                }
                float[] expected = new float[(rows - 1) * outStride + groups * width];
                for (int i = 0; i < expected.length; i++) {
                    int o = i % outStride;
                    expected[i] = o < groups * width ? sums[o * stride + i / outStride] : -1;
                }
                float[] before = new float[expected.length];
                Arrays.fill(before, -1);
                try (Machine machine = new Machine(isa)) {
                    MemorySegment out = machine.floats(before);
                    MemorySegment counts = machine.longs(rows, groups, 4L * stride, 4L * outStride);
                    MemorySegment none = MemorySegment.NULL;
                    machine.call(TurnCode.write(isa), machine.floats(sums), out, counts, none, none, 0);
                    assertFloats(expected, out, "%s, %d groups, %d rows".formatted(isa, groups, rows));
                }
            }
        }
    }
}
