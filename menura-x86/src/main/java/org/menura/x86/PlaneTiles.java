package org.menura.x86;

import java.lang.foreign.MemorySegment;
import org.menura.tensor.cpu.library.KernelLibrary;

/** Products of many rows, which lie side by side in planes, with weights of one type and length. What is handed to machine code is checked here. */
final class PlaneTiles implements KernelLibrary.TiledProduct {
    private final Arithmetic arithmetic;
    private final int in;
    private final long rowBytes;
    private final TileScratch scratch;
    private final TurnedSums turned;

    /** How rows are laid into planes and multiplied. */
    interface Arithmetic {
        /** Whether activations are rounded to integers. */
        boolean rounded();

        /** The most rows that are computed at a time. */
        int mostRows();

        /** Rows of a plane. */
        int lanes();

        long planeBytes();

        /** Outputs of a strip. */
        int strip();

        /** Outputs whose sums are stored together, in whole strips: rows of the result may be far apart, and get whole lines of the cache. */
        int together();

        /** Lays a row into a lane of a plane. */
        void lay(MemorySegment row, MemorySegment lane, TileScratch.Piece piece);

        /**
         * Sets sums [outputs, lanes of all planes], which are {@link #stride} floats apart: of so many outputs as are asked for; of what a
         * last strip has beside them to anything.
         *
         * @param weights those of the outputs
         * @param piece whose bytes may be used
         */
        void sums(
                MemorySegment weights,
                int outputs,
                MemorySegment planes,
                int count,
                float[] sums,
                TileScratch.Piece piece);
    }

    /** An even number of lines of the cache: outputs as far apart would drive each other out of it. */
    private static final int EVEN_LINES = 32;

    private static final int LINE = 16;

    /** Returns the floats from an output of sums to the next one. */
    static int stride(int planes, int lanes) {
        int all = planes * lanes;
        return all % EVEN_LINES == 0 ? all + LINE : all;
    }

    /**
     * Creates the product.
     *
     * @param in weights to an output
     * @param rowBytes their bytes
     */
    PlaneTiles(Arithmetic arithmetic, int in, long rowBytes, TileScratch scratch, TurnedSums turned) {
        this.arithmetic = arithmetic;
        this.in = in;
        this.rowBytes = rowBytes;
        this.scratch = scratch;
        this.turned = turned;
    }

    @Override
    public boolean rounded() {
        return arithmetic.rounded();
    }

    @Override
    public int mostRows() {
        return arithmetic.mostRows();
    }

    @Override
    public int rowsTogether() {
        return arithmetic.lanes();
    }

    @Override
    public int outputsTogether() {
        return arithmetic.strip();
    }

    @Override
    public long preparedBytes(int rows) {
        return planes(rows) * arithmetic.planeBytes();
    }

    private int planes(int rows) {
        return Math.ceilDiv(rows, arithmetic.lanes());
    }

    @Override
    public void prepare(float[] x, int offset, int rows, MemorySegment prepared) {
        Operands.checkRows(x, offset, rows, in, prepared, preparedBytes(rows));
        int lanes = arithmetic.lanes();
        TileScratch.Piece piece = scratch.borrow();
        for (int r = 0; r < rows; r++) {
            long lane = r / lanes * arithmetic.planeBytes() + (long) r % lanes * Float.BYTES;
            arithmetic.lay(Calls.range(x, offset + r * in, in), prepared.asSlice(lane), piece);
        }
        scratch.giveBack(piece);
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
        Operands.checkProduct(w, from, to, rowBytes, prepared, preparedBytes(rows), rows, out, offset, outStride);
        int stride = stride(planes(rows), arithmetic.lanes());
        TileScratch.Piece piece = scratch.borrow();
        float[] sums = piece.floats(arithmetic.together() * stride);
        for (int o = from; o < to; o += arithmetic.together()) {
            int end = Math.min(o + arithmetic.together(), to);
            MemorySegment weights = w.asSlice(o * rowBytes, (end - o) * rowBytes);
            arithmetic.sums(weights, end - o, prepared, planes(rows), sums, piece);
            turned.store(sums, stride, rows, end - o, out, offset + o, outStride);
        }
        scratch.giveBack(piece);
    }
}
