package org.menura.x86;

import java.lang.foreign.MemorySegment;
import org.menura.tensor.cpu.library.KernelLibrary;

/** Products of many rows, which lie side by side in planes, with weights of one type and length. What is handed to machine code is checked here. */
final class PlaneTiles implements KernelLibrary.TiledProduct {
    private final Arithmetic arithmetic;
    private final Planes planes;
    private final int in;
    private final long rowBytes;
    private final TileScratch scratch;
    private final TurnedSums turned;

    /** How planes are multiplied. */
    interface Arithmetic {
        /** Returns how rows are laid into the planes. */
        Planes planes();

        /** Returns the most rows that are computed at a time. */
        int mostRows();

        /** Returns the outputs of a strip. */
        int strip();

        /**
         * Returns the outputs whose sums are stored together, in whole strips: rows of the result may be far apart, and get whole
         * lines of the cache.
         */
        int together();

        /**
         * Sets sums: of so many outputs as are asked for; of what a last strip has beside them to anything.
         *
         * @param weights those of the outputs
         * @param count of the planes
         * @param piece whose bytes may be used
         */
        void sums(
                MemorySegment weights,
                int outputs,
                MemorySegment planes,
                int count,
                Sums sums,
                TileScratch.Piece piece);
    }

    /**
     * Creates the product.
     *
     * @param in weights to an output
     * @param rowBytes their bytes
     */
    PlaneTiles(Arithmetic arithmetic, int in, long rowBytes, TileScratch scratch, TurnedSums turned) {
        this.arithmetic = arithmetic;
        this.planes = arithmetic.planes();
        this.in = in;
        this.rowBytes = rowBytes;
        this.scratch = scratch;
        this.turned = turned;
    }

    @Override
    public boolean rounded() {
        return planes.rounded();
    }

    @Override
    public int mostRows() {
        return arithmetic.mostRows();
    }

    @Override
    public int rowsTogether() {
        return planes.lanes();
    }

    @Override
    public int outputsTogether() {
        return arithmetic.strip();
    }

    @Override
    public long preparedBytes(int rows) {
        return count(rows) * planes.bytes();
    }

    /** The planes of so many rows. */
    private int count(int rows) {
        return Math.ceilDiv(rows, planes.lanes());
    }

    @Override
    public void prepare(float[] x, int offset, int rows, MemorySegment prepared) {
        Operands.checkRows(x, offset, rows, in, prepared, preparedBytes(rows));
        int lanes = planes.lanes();
        TileScratch.Piece piece = scratch.borrow();
        for (int r = 0; r < rows; r++) {
            long lane = r / lanes * planes.bytes() + (long) r % lanes * Float.BYTES;
            planes.lay(Calls.range(x, offset + r * in, in), prepared.asSlice(lane), piece);
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
        int count = count(rows);
        int together = arithmetic.together();
        TileScratch.Piece piece = scratch.borrow();
        Sums sums = Sums.of(piece, together, count * planes.lanes());
        for (int o = from; o < to; o += together) {
            int end = Math.min(o + together, to);
            MemorySegment weights = w.asSlice(o * rowBytes, (end - o) * rowBytes);
            arithmetic.sums(weights, end - o, prepared, count, sums, piece);
            turned.store(sums, rows, end - o, out, offset + o, outStride);
        }
        scratch.giveBack(piece);
    }
}
