package org.menura.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.kernel.Isa;
import org.menura.x86.kernel.TurnCode;

/** Stores the sums of tiles, which lie output by output, as rows of a result. What is handed to machine code is checked here. */
final class TurnedSums {
    private final CodeMemory memory;
    private final Isa isa;
    private @Nullable MemorySegment code;
    private boolean asked;

    /** Creates it; its code is written when it is first needed. */
    TurnedSums(CodeMemory memory, Isa isa) {
        this.memory = memory;
        this.isa = isa;
    }

    /**
     * Stores sums.
     *
     * @param sums at least the rows and a multiple of {@link TurnCode#ROWS} apart
     * @param out receives output o of row r at {@code at + r * outStride + o}
     */
    void store(Sums sums, int rows, int outputs, float[] out, int at, int outStride) {
        int stride = sums.stride();
        Objects.checkFromIndexSize(0, (long) outputs * stride, (long) sums.values().length);
        Objects.checkFromIndexSize(at, (rows - 1L) * outStride + outputs, (long) out.length);
        if (stride < rows || stride % TurnCode.ROWS != 0) {
            throw new IllegalArgumentException("%d rows, %d from one to the next".formatted(rows, stride));
        }
        int width = TurnCode.outputs(isa);
        int groups = outputs / width;
        MemorySegment written = groups == 0 ? null : code();
        int done = 0;
        if (written != null) {
            MemorySegment counts = MemorySegment.ofArray(
                    new long[] {rows, groups, sums.strideBytes(), (long) outStride * Float.BYTES});
            MemorySegment to = MemorySegment.ofArray(out).asSlice((long) at * Float.BYTES);
            MemorySegment none = MemorySegment.NULL;
            Calls.five(written, MemorySegment.ofArray(sums.values()), to, counts, none, none, 0);
            done = groups * width;
        }
        for (int r = 0; r < rows && done < outputs; r++) {
            for (int o = done; o < outputs; o++) {
                out[at + r * outStride + o] = sums.values()[o * stride + r];
            }
        }
    }

    /** The code; null where the system refuses memory for it. */
    private synchronized @Nullable MemorySegment code() {
        if (!asked) {
            code = memory.load(TurnCode.write(isa), Arena.ofAuto());
            asked = true;
        }
        return code;
    }
}
