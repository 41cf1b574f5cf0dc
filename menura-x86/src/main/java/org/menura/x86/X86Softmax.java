package org.menura.x86;

import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.KvCache;
import org.menura.tensor.cpu.library.SoftmaxKernels;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.kernel.Isa;
import org.menura.x86.kernel.SoftmaxBlocks;

/** Softmax of attention over a sequence, written when it is first asked for. Ranges are checked here. */
final class X86Softmax implements SoftmaxKernels {
    private static final MemorySegment NONE = MemorySegment.NULL;
    private static final int BLOCK = KvCache.BLOCK;

    private final WrittenCode<Kernel> code;

    private enum Kernel {
        COLUMN_MAX(SoftmaxBlocks::columnMax),
        COLUMN_EXP(SoftmaxBlocks::columnExp),
        WEIGH(SoftmaxBlocks::weigh),
        BACK(SoftmaxBlocks::back),
        DOTS(SoftmaxBlocks::dots);

        private final Function<Isa, byte[]> writer;

        Kernel(Function<Isa, byte[]> writer) {
            this.writer = writer;
        }
    }

    X86Softmax(CodeMemory memory, Isa isa) {
        this.code = new WrittenCode<>(memory, kernel -> kernel.writer.apply(isa));
    }

    private @Nullable MemorySegment columns(Kernel kernel, int rows, int columns) {
        return rows < 1 || columns < 1 || columns % SoftmaxBlocks.COLUMNS != 0 ? null : code.find(kernel);
    }

    @Override
    public boolean columnMax(float[] s, int s0, int rows, int columns, float[] top) {
        MemorySegment found = columns(Kernel.COLUMN_MAX, rows, columns);
        if (found == null) {
            return false;
        }
        Calls.five(
                found,
                Calls.range(s, s0, Math.multiplyExact(rows, columns)),
                NONE,
                Calls.range(top, 0, columns),
                number(columns),
                bytes(columns),
                rows);
        return true;
    }

    @Override
    public boolean columnExp(float[] s, int s0, int rows, int columns, float[] shifts, float[] sums, int u0) {
        MemorySegment found = columns(Kernel.COLUMN_EXP, rows, columns);
        if (found == null) {
            return false;
        }
        Calls.five(
                found,
                Calls.range(s, s0, Math.multiplyExact(rows, columns)),
                Calls.range(shifts, 0, columns),
                Calls.range(sums, u0, columns),
                number(columns),
                bytes(columns),
                rows);
        return true;
    }

    @Override
    public boolean weigh(float[] s, int rows, int blocks, float[] sums) {
        MemorySegment found = rows < 1 || rows > BLOCK || blocks < 1 ? null : code.find(Kernel.WEIGH);
        if (found == null) {
            return false;
        }
        int last = Math.multiplyExact(blocks - 1, BLOCK * BLOCK);
        MemorySegment scores = Calls.range(s, 0, Math.addExact(last, rows * BLOCK));
        Calls.five(found, scores, NONE, Calls.range(sums, 0, rows), number(blocks), bytes(BLOCK * BLOCK), rows);
        return true;
    }

    @Override
    public boolean back(float[] p, int p0, float[] shifts, float[] d, int rows) {
        MemorySegment found = rows < 1 ? null : code.find(Kernel.BACK);
        if (found == null) {
            return false;
        }
        int n = Math.multiplyExact(rows, BLOCK);
        Calls.five(found, Calls.range(p, p0, n), Calls.range(shifts, 0, rows), Calls.range(d, 0, n), NONE, NONE, rows);
        return true;
    }

    @Override
    public boolean dots(float[] a, int a0, float[] b, int b0, int stride, int rows, int n, float[] out) {
        MemorySegment found = rows < 1 || n < 1 || n % SoftmaxBlocks.COLUMNS != 0 ? null : code.find(Kernel.DOTS);
        if (found == null) {
            return false;
        }
        if (stride < 0) {
            throw new IndexOutOfBoundsException("a stride of " + stride);
        }
        int all = Math.addExact(Math.multiplyExact(rows - 1, stride), n);
        Calls.five(
                found,
                Calls.range(a, a0, all),
                Calls.range(b, b0, all),
                Calls.range(out, 0, rows),
                bytes(stride),
                number(n),
                rows);
        return true;
    }

    private static MemorySegment number(int n) {
        return MemorySegment.ofAddress(n);
    }

    private static MemorySegment bytes(int floats) {
        return MemorySegment.ofAddress((long) floats * Float.BYTES);
    }
}
