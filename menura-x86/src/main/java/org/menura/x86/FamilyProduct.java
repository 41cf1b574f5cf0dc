package org.menura.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.kernel.BlockFamily;
import org.menura.x86.kernel.BlockProduct;
import org.menura.x86.kernel.Floats;
import org.menura.x86.kernel.Isa;
import org.menura.x86.kernel.Layout;
import org.menura.x86.kernel.QuantizeRows;
import org.menura.x86.kernel.Rounded;

/** Products with weights of one family and length. What is handed to machine code is checked here. */
final class FamilyProduct implements KernelLibrary.Product {
    /** Bytes of activations that are read again without waiting for them. */
    private static final int NEAREST_CACHE = 48 << 10;

    /** Values and excess of a block are 32 bytes each. */
    private static final int ROUNDED = 2 * Rounded.BLOCK;

    /** Rows that are computed at a time where more would not stay in it. */
    private static final int FEWER_ROWS = 4;

    private final CodeMemory memory;
    private final BlockFamily family;
    private final Isa isa;
    private final int blocks;
    private final int in;
    private final long rowBytes;
    private final Layout layout;
    private final int stride;

    /** The code that rounds activations; null where they stay floats. */
    private final @Nullable MemorySegment quantize;

    /** The code for one row. */
    private final MemorySegment one;

    /** The code for each number of rows, written when it is first needed. */
    private final AtomicReferenceArray<@Nullable MemorySegment> codes =
            new AtomicReferenceArray<>(BlockProduct.MOST_ROWS + 1);

    private FamilyProduct(
            CodeMemory memory,
            BlockFamily family,
            Isa isa,
            int in,
            @Nullable MemorySegment quantize,
            MemorySegment one) {
        this.memory = memory;
        this.family = family;
        this.isa = isa;
        this.in = in;
        this.blocks = in / family.block();
        this.rowBytes = family.type().bytes(in);
        this.layout = family.layout(blocks);
        this.stride = layout.stride();
        this.quantize = quantize;
        this.one = one;
        codes.set(1, one);
    }

    /** Writes the product; null if the system refuses memory for it. */
    static @Nullable FamilyProduct of(CodeMemory memory, BlockFamily family, Isa isa, int in) {
        int blocks = in / family.block();
        MemorySegment quantize = family.rounded() ? memory.load(QuantizeRows.write(blocks), Arena.ofAuto()) : null;
        MemorySegment one = memory.load(BlockProduct.write(family, isa, blocks, 1), Arena.ofAuto());
        return family.rounded() && quantize == null || one == null
                ? null
                : new FamilyProduct(memory, family, isa, in, quantize, one);
    }

    @Override
    public boolean rounded() {
        return family.rounded();
    }

    @Override
    public int mostRows() {
        int perBlock = family.rounded() ? ROUNDED : Floats.BLOCK * Float.BYTES;
        boolean all = BlockProduct.MOST_ROWS * blocks * perBlock <= NEAREST_CACHE;
        return all ? BlockProduct.MOST_ROWS : FEWER_ROWS;
    }

    @Override
    public long preparedBytes(int rows) {
        return (long) rows * stride;
    }

    @Override
    public Object form() {
        return layout;
    }

    @Override
    public void prepare(float[] x, int offset, int rows, MemorySegment prepared) {
        Objects.checkFromIndexSize(offset, Math.multiplyExact(rows, in), x.length);
        Objects.checkFromIndexSize(0, preparedBytes(rows), prepared.byteSize());
        checkNative(prepared);
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
        checkNative(w);
        checkNative(prepared);
        if (rows < 0 || rows > BlockProduct.MOST_ROWS || outStride < 0) {
            throw new IllegalArgumentException("%d rows, %d apart".formatted(rows, outStride));
        }
        Objects.checkFromIndexSize(0, preparedBytes(rows), prepared.byteSize());
        MemorySegment weights = w.asSlice(from * rowBytes, (to - from) * rowBytes);
        long first = (long) offset + from;
        long reach = (rows - 1L) * outStride + (to - from);
        MemorySegment target = MemorySegment.ofArray(out).asSlice(first * Float.BYTES, reach * Float.BYTES);
        long outBytes = (long) outStride * Float.BYTES;
        MemorySegment code = code(rows);
        if (code != null) {
            Calls.product(code, weights, prepared, target, to - from, outBytes);
            return;
        }
        // No memory for more code: one row at a time gives the same.
        for (int r = 0; r < rows; r++) {
            MemorySegment row = prepared.asSlice((long) r * stride, stride);
            Calls.product(one, weights, row, target.asSlice(r * outBytes), to - from, outBytes);
        }
    }

    private @Nullable MemorySegment code(int rows) {
        MemorySegment code = codes.get(rows);
        if (code == null) {
            code = memory.load(BlockProduct.write(family, isa, blocks, rows), Arena.ofAuto());
            codes.set(rows, code);
        }
        return code;
    }

    private static void checkNative(MemorySegment segment) {
        if (!segment.isNative()) {
            throw new IllegalArgumentException("a segment on the heap, not outside of it");
        }
    }
}
