package org.menura.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.kernel.BlockFamily;
import org.menura.x86.kernel.BlockProduct;
import org.menura.x86.kernel.Isa;
import org.menura.x86.kernel.Layout;
import org.menura.x86.kernel.QuantizeRows;
import org.menura.x86.kernel.Unpacked;

/** Products with weights of one family and length. What is handed to machine code is checked here. */
final class FamilyProduct implements KernelLibrary.Product {
    /** Bytes of activations that are read again without waiting for them. */
    private static final int NEAREST_CACHE = 48 << 10;

    /** Rows of floats that are computed at a time where they stay in it. */
    private static final int MOST_FLOAT_ROWS = 8;

    /** Rows that are where more would not. */
    private static final int FEWER_ROWS = 4;

    private final BlockFamily family;
    private final Isa isa;
    private final int blocks;
    private final int in;
    private final long rowBytes;
    private final Layout layout;
    private final int stride;

    /** The code that rounds activations; null where they stay floats. */
    private final @Nullable MemorySegment quantize;

    /** The code for each number of rows. */
    private final WrittenCode<Integer> codes;

    private FamilyProduct(
            BlockFamily family, Isa isa, int in, @Nullable MemorySegment quantize, WrittenCode<Integer> codes) {
        this.family = family;
        this.isa = isa;
        this.in = in;
        this.blocks = in / family.block();
        this.rowBytes = family.type().bytes(in);
        this.layout = family.layout(blocks);
        this.stride = layout.stride();
        this.quantize = quantize;
        this.codes = codes;
    }

    /**
     * Writes the product; null if the system refuses memory for it.
     *
     * @param second whether weights are asked into the second-level cache
     */
    static @Nullable FamilyProduct of(CodeMemory memory, BlockFamily family, Isa isa, boolean second, int in) {
        int blocks = in / family.block();
        Unpacked format = family.unpacked();
        MemorySegment quantize =
                format != null ? memory.load(QuantizeRows.write(blocks, format), Arena.ofAuto()) : null;
        WrittenCode<Integer> codes =
                new WrittenCode<>(memory, rows -> BlockProduct.write(family, isa, blocks, rows, second));
        return family.rounded() && quantize == null || codes.find(1) == null
                ? null
                : new FamilyProduct(family, isa, in, quantize, codes);
    }

    @Override
    public boolean rounded() {
        return family.rounded();
    }

    @Override
    public int mostRows() {
        // With AVX-512 what is read of a row meets several outputs, wherever it lies.
        boolean all = family.rounded() || isa == Isa.AVX512 || MOST_FLOAT_ROWS * in * Float.BYTES <= NEAREST_CACHE;
        return all ? BlockProduct.MOST_ROWS : FEWER_ROWS;
    }

    @Override
    public long preparedBytes(int rows) {
        return (long) rows * stride;
    }

    @Override
    public Object form() {
        Unpacked format = family.unpacked();
        return new Form(layout, format == null ? Unpacked.NO_EXCESS : format.shift());
    }

    /** How activations are prepared: what is too much with weights that have an excess is rounded for that one. */
    private record Form(Layout layout, int shift) {}

    @Override
    public void prepare(float[] x, int offset, int rows, MemorySegment prepared) {
        Operands.checkRows(x, offset, rows, in, prepared, preparedBytes(rows));
        MemorySegment from = MemorySegment.ofArray(x);
        for (int r = 0; r < rows; r++) {
            long at = (offset + (long) r * in) * Float.BYTES;
            MemorySegment row = from.asSlice(at, (long) in * Float.BYTES);
            MemorySegment to = prepared.asSlice(r * (long) stride, stride);
            if (quantize == null) {
                to.copyFrom(row);
            } else {
                Calls.convert(quantize, row, to);
            }
        }
    }

    @Override
    public void multiply(
            MemorySegment w,
            int from,
            int to,
            MemorySegment prepared,
            int rows,
            float[] out,
            int offset,
            int outStride) {
        if (from >= to || rows == 0) {
            return;
        }
        if (rows > BlockProduct.MOST_ROWS) {
            throw new IllegalArgumentException(rows + " rows");
        }
        Operands.checkProduct(w, from, to, rowBytes, prepared, preparedBytes(rows), rows, out, offset, outStride);
        MemorySegment weights = w.asSlice(from * rowBytes, (to - from) * rowBytes);
        long first = (long) offset + from;
        long reach = (rows - 1L) * outStride + (to - from);
        MemorySegment target = MemorySegment.ofArray(out).asSlice(first * Float.BYTES, reach * Float.BYTES);
        long outBytes = (long) outStride * Float.BYTES;
        MemorySegment together = codes.find(rows);
        // Where the system refuses memory for it, that for one row gives the same.
        MemorySegment code = together == null ? codes.get(1) : together;
        int rowsAtOnce = together == null ? 1 : rows;
        for (int r = 0; r < rows; r += rowsAtOnce) {
            MemorySegment row = prepared.asSlice((long) r * stride);
            Calls.product(code, weights, row, target.asSlice(r * outBytes), to - from, outBytes);
        }
    }
}
