package org.menura.tensor.cpu.gemm;

import org.menura.tensor.cpu.library.FloatTile;
import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.simd.Lanes;
import org.menura.tensor.cpu.simd.Simd;

/**
 * The tiles of one layout of operands, which cover blocks of any size. The number of rows of a tile is the caller's choice,
 * that of its columns follows from it and from the processor's registers.
 */
public final class TileGrid {
    /** Columns of a tile in plain Java: a line of the cache. */
    private static final int PLAIN_COLUMNS = 16;

    private static final int PLAIN_ROWS = 2;

    private static final int ROWS = 8;
    private static final int COLUMNS = 64;

    private final boolean simd;
    private final FloatTile.Shape shape;
    private final FloatTile[][] tiles = new FloatTile[ROWS + 1][COLUMNS + 1]; // those that were needed

    /**
     * The tiles of a layout.
     *
     * @param simd whether they are made of the Vector API
     * @param step floats from row to row of a, or {@link FloatTile.Shape#ANY}
     * @param term floats from term to term of a
     * @param width floats from term to term of b
     * @param sum what becomes of c
     */
    TileGrid(boolean simd, int step, int term, int width, FloatTile.Sum sum) {
        this.simd = simd;
        this.shape = new FloatTile.Shape(0, 0, step, term, width, sum);
    }

    /** Those whose sums begin with what c holds, the fastest. See {@link FloatTile.Shape}. */
    public static TileGrid continuing(int step, int term, int width) {
        return new TileGrid(Simd.ON, step, term, width, FloatTile.Sum.CONTINUE);
    }

    /** {@link #mostRows} of the fastest tiles. */
    public static int mostRows() {
        return mostRows(Simd.ON);
    }

    /** Columns are computed by so many. */
    int lanes() {
        return simd ? Lanes.L : 1;
    }

    /** The most rows of a tile whose sums fit the registers. */
    static int mostRows(boolean simd) {
        if (!simd) {
            return PLAIN_ROWS;
        }
        return Lanes.MANY_REGISTERS ? ROWS : ROWS / 2;
    }

    /** Columns of a tile of so many rows. */
    static int columns(boolean simd, int rows) {
        if (!simd) {
            return PLAIN_COLUMNS;
        }
        int vectors = rows == 1 || Lanes.MANY_REGISTERS && rows <= 6 ? 4 : 2;
        return vectors * Lanes.L;
    }

    /** The tile of a size, whose columns are whole vectors. */
    public FloatTile tile(int rows, int columns) {
        FloatTile tile = tiles[rows][columns];
        if (tile == null) {
            FloatTile.Shape sized =
                    new FloatTile.Shape(rows, columns, shape.step(), shape.term(), shape.width(), shape.sum());
            tile = simd ? fastest(sized) : new PlainTile(sized);
            tiles[rows][columns] = tile;
        }
        return tile;
    }

    /** Machine code where there is some, which gives the same bits. */
    private static FloatTile fastest(FloatTile.Shape shape) {
        KernelLibrary library = FoundKernels.get();
        FloatTile found = library == null ? null : library.tile(shape);
        return found == null ? VectorTile.of(shape) : found;
    }

    /**
     * {@code c[i, j] = Σ a[i, k] · b[k, j]}, or what {@link FloatTile.Sum} says.
     *
     * @param together rows that a tile computes
     * @param columns of which whole vectors are computed, read and written. For other parameters see {@link FloatTile#add}
     */
    public void add(
            float[] a,
            int a0,
            int step,
            float[] b,
            int b0,
            int depth,
            float[] c,
            int c0,
            int stride,
            int rows,
            int columns,
            int together) {
        int lanes = lanes();
        int wide = columns(simd, together);
        for (int j = 0; j < columns; j += wide) {
            int width = Math.min(wide, Math.ceilDiv(columns - j, lanes) * lanes);
            int whole = rows / together;
            int rest = rows % together;
            if (whole > 0) {
                tile(together, width).add(a, a0, step, b, b0 + j, depth, c, c0 + j, stride, whole);
            }
            if (rest > 0) {
                int i = rows - rest;
                tile(rest, width).add(a, a0 + i * step, step, b, b0 + j, depth, c, c0 + i * stride + j, stride);
            }
        }
    }
}
