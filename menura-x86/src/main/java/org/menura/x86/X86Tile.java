package org.menura.x86;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.menura.tensor.cpu.library.FloatTile;

/** A tile of one shape. What is handed to machine code is checked here. */
record X86Tile(FloatTile.Shape shape, MemorySegment code) implements FloatTile {
    @Override
    public int rows() {
        return shape.rows();
    }

    @Override
    public void add(float[] a, int a0, int step, float[] b, int b0, int depth, float[] c, int c0, int stride) {
        add(a, a0, step, b, b0, depth, c, c0, stride, 1);
    }

    @Override
    public void add(
            float[] a, int a0, int step, float[] b, int b0, int depth, float[] c, int c0, int stride, int tiles) {
        if (tiles < 1) {
            return;
        }
        if (depth < 0 || step < 0 || stride < 0) {
            throw new IndexOutOfBoundsException("%d terms, rows %d and %d apart".formatted(depth, step, stride));
        }
        long last = (long) tiles * shape.rows() - 1;
        long apart = shape.step() == Shape.ANY ? step : shape.step();
        if (depth > 0) {
            Objects.checkFromIndexSize(a0, last * apart + (depth - 1L) * shape.term() + 1, a.length);
            Objects.checkFromIndexSize(b0, (depth - 1L) * shape.width() + shape.columns(), b.length);
        }
        Objects.checkFromIndexSize(c0, last * stride + shape.columns(), c.length);
        long[] counts = {depth, (long) stride * Float.BYTES, apart * Float.BYTES, tiles};
        MemorySegment none = MemorySegment.NULL;
        MemorySegment first = from(a, depth > 0 ? a0 : 0);
        Calls.five(code, first, from(b, depth > 0 ? b0 : 0), from(c, c0), MemorySegment.ofArray(counts), none, 0);
    }

    private static MemorySegment from(float[] array, int at) {
        return MemorySegment.ofArray(array).asSlice((long) at * Float.BYTES);
    }
}
