package org.menura.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.library.WeightReader;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.kernel.BlockFamily;
import org.menura.x86.kernel.Isa;
import org.menura.x86.kernel.WeightRows;

/** Decodes rows of weights: some are unpacked, and become numbers while they lie in the first-level cache. */
final class X86Reader implements WeightReader {
    /** Bytes of unpacked rows at a time. */
    private static final int TOGETHER = 8 << 10;

    private final Code code;
    private final int count;
    private final long rowBytes;
    private final int unpackedBytes;
    private final TileScratch scratch;

    private record Code(MemorySegment unpack, MemorySegment floats, MemorySegment bf16) {}

    private X86Reader(Code code, int count, long rowBytes, int unpackedBytes, TileScratch scratch) {
        this.code = code;
        this.count = count;
        this.rowBytes = rowBytes;
        this.unpackedBytes = unpackedBytes;
        this.scratch = scratch;
    }

    /** Writes the reader; null if there is none, or the system refuses memory for it. */
    static @Nullable X86Reader of(CodeMemory memory, BlockFamily family, Isa isa, int count, TileScratch scratch) {
        if (!WeightRows.has(family)) {
            return null;
        }
        WeightRows rows = new WeightRows(family, isa, count / family.block());
        MemorySegment unpack = memory.load(rows.unpack(), Arena.ofAuto());
        MemorySegment floats = memory.load(rows.floats(), Arena.ofAuto());
        MemorySegment bf16 = memory.load(rows.bf16(), Arena.ofAuto());
        return unpack == null || floats == null || bf16 == null
                ? null
                : new X86Reader(
                        new Code(unpack, floats, bf16), count, family.type().bytes(count), rows.stride(), scratch);
    }

    @Override
    public void floats(MemorySegment w, int rows, float[] out, int at, int stride) {
        Objects.checkFromIndexSize(at, span(rows, stride), out.length);
        decode(code.floats, w, rows, MemorySegment.ofArray(out), at, stride, Float.BYTES);
    }

    @Override
    public void bf16(MemorySegment w, int rows, short[] out, int at, int stride) {
        Objects.checkFromIndexSize(at, span(rows, stride), out.length);
        decode(code.bf16, w, rows, MemorySegment.ofArray(out), at, stride, Short.BYTES);
    }

    /** The elements from the first of the first row to the last of the last one. */
    private int span(int rows, int stride) {
        if (stride < count && rows > 1) {
            throw new IndexOutOfBoundsException("rows of %d weights lie %d apart".formatted(count, stride));
        }
        return rows < 1 ? 0 : Math.addExact(Math.multiplyExact(rows - 1, stride), count);
    }

    private void decode(
            MemorySegment code, MemorySegment w, int rows, MemorySegment out, int at, int stride, int width) {
        TileScratch.Piece piece = scratch.borrow();
        try {
            int most = Math.max(1, TOGETHER / unpackedBytes);
            MemorySegment unpacked = piece.bytes((long) Math.min(most, rows) * unpackedBytes);
            MemorySegment step = MemorySegment.ofAddress((long) stride * width);
            MemorySegment none = MemorySegment.NULL;
            for (int r = 0; r < rows; r += most) {
                int live = Math.min(most, rows - r);
                MemorySegment stored = w.asSlice(r * rowBytes, live * rowBytes);
                Calls.five(this.code.unpack, stored, unpacked, MemorySegment.ofAddress(live), none, none, 0);
                MemorySegment to = out.asSlice(((long) r * stride + at) * width);
                Calls.five(code, unpacked, to, step, none, none, live);
            }
        } finally {
            scratch.giveBack(piece);
        }
    }
}
