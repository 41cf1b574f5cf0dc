package org.menura.x86;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.menura.tensor.KvCache;
import org.menura.tensor.cpu.library.CacheAttention;
import org.menura.tensor.dtype.DType;
import org.menura.x86.kernel.AttendBlock;

/** Attention of one shape. What is handed to machine code is checked here. */
record X86Attention(Shape shape, MemorySegment code) implements CacheAttention {
    /** Elements that share a scale in 8 bits. */
    private static final int GROUP = 32;

    @Override
    public void add(float[] work, KvCache.Stored block, int low, int high, int distance) {
        Objects.checkFromToIndex(low, high, KvCache.BLOCK);
        Objects.checkFromIndexSize(0, shape.size(), work.length);
        checkSize(block.keys(), shape.keyDim());
        checkSize(block.values(), shape.valueDim());
        if (shape.type() == DType.Q8_0) {
            checkScales(block.keyScales(), shape.keyDim());
            checkScales(block.valueScales(), shape.valueDim());
        }
        if (low < high) {
            Calls.five(
                    code,
                    MemorySegment.ofArray(work),
                    block.keys(),
                    block.keyScales(),
                    block.values(),
                    block.valueScales(),
                    AttendBlock.range(low, high, distance));
        }
    }

    private void checkSize(MemorySegment elements, int dim) {
        int bytes = shape.type() == DType.F32 ? 4 : shape.type() == DType.F16 ? 2 : 1;
        Objects.checkFromIndexSize(0, (long) dim * KvCache.BLOCK * bytes, elements.byteSize());
    }

    private static void checkScales(MemorySegment scales, int dim) {
        long groups = Math.ceilDiv(dim, GROUP);
        Objects.checkFromIndexSize(0, groups * KvCache.BLOCK * Float.BYTES, scales.byteSize());
    }
}
