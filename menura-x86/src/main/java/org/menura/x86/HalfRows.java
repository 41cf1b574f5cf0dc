package org.menura.x86;

import java.lang.foreign.MemorySegment;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.x86.kernel.HalfCode;
import org.menura.x86.kernel.HalfDots;

/**
 * Products of few rows in bfloat16 with weights of 16 bits, of one type and length: the bits of {@link HalfTiles}. What is handed to
 * machine code is checked here.
 */
final class HalfRows implements KernelLibrary.Product {
    private static final int TOGETHER = HalfDots.OUTPUTS;

    /** The code for each number of rows. */
    private final WrittenCode<Integer> codes;

    private final TileScratch scratch;
    private final int in;
    private final long rowBytes;

    /** The code that rounds activations. */
    private final MemorySegment round;

    HalfRows(WrittenCode<Integer> codes, TileScratch scratch, int in, MemorySegment round) {
        this.codes = codes;
        this.scratch = scratch;
        this.in = in;
        this.rowBytes = (long) in * Short.BYTES;
        this.round = round;
    }

    @Override
    public boolean rounded() {
        return false;
    }

    @Override
    public int mostRows() {
        return HalfDots.MOST_ROWS;
    }

    @Override
    public int outputsTogether() {
        return TOGETHER;
    }

    @Override
    public long preparedBytes(int rows) {
        return rows * rowBytes;
    }

    @Override
    public Object form() {
        return new Form(in);
    }

    /** How activations are prepared: as rows of bfloat16. */
    private record Form(int in) {}

    @Override
    public void prepare(float[] x, int offset, int rows, MemorySegment prepared) {
        Operands.checkRows(x, offset, rows, in, prepared, preparedBytes(rows));
        Calls.convert(round, Calls.range(x, offset, rows * in), prepared, (long) rows * in / HalfCode.BLOCK);
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
        if (rows > HalfDots.MOST_ROWS) {
            throw new IllegalArgumentException(rows + " rows");
        }
        Operands.checkProduct(w, from, to, rowBytes, prepared, preparedBytes(rows), rows, out, offset, outStride);
        int groups = (to - from) / TOGETHER;
        if (groups > 0) {
            run(w, from, groups, prepared, rows, out, offset + from, outStride);
        }
        int done = from + groups * TOGETHER;
        if (done < to && groups > 0) {
            // Some are computed again.
            run(w, to - TOGETHER, 1, prepared, rows, out, offset + to - TOGETHER, outStride);
        } else if (done < to) {
            fewer(w.asSlice(from * rowBytes, (to - from) * rowBytes), prepared, rows, out, offset + from, outStride);
        }
    }

    /** Fewer outputs than the code computes: what weights lack is what was there, and computed for nobody. */
    private void fewer(MemorySegment w, MemorySegment prepared, int rows, float[] out, int at, int outStride) {
        TileScratch.Piece piece = scratch.borrow();
        MemorySegment weights = piece.bytes(TOGETHER * rowBytes).copyFrom(w);
        float[] all = piece.floats(rows * TOGETHER);
        run(weights, 0, 1, prepared, rows, all, 0, TOGETHER);
        for (int r = 0; r < rows; r++) {
            System.arraycopy(all, r * TOGETHER, out, at + r * outStride, (int) (w.byteSize() / rowBytes));
        }
        scratch.giveBack(piece);
    }

    private void run(
            MemorySegment w,
            int first,
            int groups,
            MemorySegment prepared,
            int rows,
            float[] out,
            int at,
            int outStride) {
        MemorySegment weights = w.asSlice(first * rowBytes, groups * TOGETHER * rowBytes);
        MemorySegment target = Calls.range(out, at, (rows - 1) * outStride + groups * TOGETHER);
        Calls.product(codes.get(rows), weights, prepared, target, groups, (long) outStride * Float.BYTES);
    }
}
