package org.menura.tensor.cpu.gemm;

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
    private final TileShape shape;
    private final Tile[][] tiles = new Tile[ROWS + 1][COLUMNS + 1]; // those that were needed

    /**
     * The tiles of a layout.
     *
     * @param simd whether they are made of the Vector API
     * @param step floats from row to row of a, or {@link TileShape#ANY}
     * @param term floats from term to term of a
     * @param width floats from term to term of b
     * @param sum what becomes of c
     */
    TileGrid(boolean simd, int step, int term, int width, TileShape.Sum sum) {
        this.simd = simd;
        this.shape = new TileShape(0, 0, step, term, width, sum);
    }

    /** Those whose sums begin with what c holds, the fastest. See {@link TileShape}. */
    public static TileGrid continuing(int step, int term, int width) {
        return new TileGrid(Simd.ON, step, term, width, TileShape.Sum.CONTINUE);
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
    Tile tile(int rows, int columns) {
        Tile tile = tiles[rows][columns];
        if (tile == null) {
            TileShape sized = new TileShape(rows, columns, shape.step(), shape.term(), shape.width(), shape.sum());
            tile = simd ? VectorTile.of(sized) : new PlainTile(sized);
            tiles[rows][columns] = tile;
        }
        return tile;
    }

    /**
     * {@code c[i, j] = Σ a[i, k] · b[k, j]}, or what {@link TileShape.Sum} says.
     *
     * @param together rows that a tile computes
     * @param columns of which whole vectors are computed, read and written. For other parameters see {@link Tile#add}
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
            for (int i = 0; i < rows; i += together) {
                Tile tile = tile(Math.min(together, rows - i), width);
                tile.add(a, a0 + i * step, step, b, b0 + j, depth, c, c0 + i * stride + j, stride);
            }
        }
    }
}
