package org.menura.tensor.cpu.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.tensor.cpu.RandomTensors;
import org.menura.tensor.cpu.library.FloatTile;
import org.menura.tensor.cpu.simd.Lanes;
import org.menura.tensor.cpu.simd.Simd;

/** Tiles of every size, beside sums of fused multiply-adds, bit for bit. */
class TileGridTest {
    private static final int DEPTH = 9;
    private static final int WIDTH = 4 * 16;
    private static final int STRIDE = WIDTH + 3;

    private final RandomTensors random = new RandomTensors(5);

    @ParameterizedTest
    @EnumSource(FloatTile.Sum.class)
    void sumsInOrder(FloatTile.Sum sum) {
        for (int[] layout : new int[][] {{1, 8}, {DEPTH, 1}, {FloatTile.Shape.ANY, 1}}) {
            int step = layout[0] == FloatTile.Shape.ANY ? DEPTH + 2 : layout[0];
            for (boolean simd : new boolean[] {false, true}) {
                if (simd && !Simd.ON) {
                    continue;
                }
                TileGrid tiles = new TileGrid(simd, layout[0], layout[1], WIDTH, sum);
                for (int rows = 1; rows <= 8; rows++) {
                    int vectors = 1 + random.below(4);
                    int columns = simd ? vectors * Lanes.L : vectors;
                    float[] a = random.heap(8, DEPTH + 2).toFloats();
                    float[] b = random.heap(DEPTH, WIDTH).toFloats();
                    float[] c = random.heap(8, STRIDE).toFloats();
                    float[] expected = c.clone();
                    expect(simd, sum, a, step, layout[1], b, expected, rows, columns);
                    tiles.tile(rows, columns).add(a, 1, step, b, 0, DEPTH, c, 2, STRIDE);
                    assertArrayEquals(expected, c, () -> sum + Arrays.toString(layout) + columns);
                }
            }
        }
    }

    private static void expect(
            boolean fused,
            FloatTile.Sum sum,
            float[] a,
            int step,
            int term,
            float[] b,
            float[] c,
            int rows,
            int columns) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int at = 2 + i * STRIDE + j;
                float s = sum == FloatTile.Sum.CONTINUE ? c[at] : 0;
                for (int k = 0; k < DEPTH; k++) {
                    float x = a[1 + i * step + k * term];
                    float y = b[k * WIDTH + j];
                    s = fused ? Math.fma(x, y, s) : s + x * y;
                }
                c[at] = sum == FloatTile.Sum.ADD ? c[at] + s : s;
            }
        }
    }
}
