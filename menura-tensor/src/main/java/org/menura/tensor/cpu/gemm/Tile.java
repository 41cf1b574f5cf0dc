package org.menura.tensor.cpu.gemm;

/**
 * The innermost block of a matrix product: the sums of some rows and columns, which stay in registers while the inner
 * dimension passes by. Each is added up in the order of its terms, whatever the size of the tile. See {@link TileShape}.
 */
@FunctionalInterface
public interface Tile {
    /**
     * Adds up {@code Σ a[i, k] · b[k, j]} for {@code depth} terms k and all rows i and columns j of the tile.
     *
     * @param a from {@code a0} on
     * @param step floats from row to row of a: {@link TileShape#step} unless that is {@link TileShape#ANY}
     * @param b [depth, columns] from {@code b0} on
     * @param c gets the sums, from {@code c0} on, {@code stride} floats from row to row
     */
    void add(float[] a, int a0, int step, float[] b, int b0, int depth, float[] c, int c0, int stride);
}
