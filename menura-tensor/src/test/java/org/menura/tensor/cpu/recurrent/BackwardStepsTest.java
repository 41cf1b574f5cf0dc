package org.menura.tensor.cpu.recurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.RandomTensors;
import org.menura.tensor.cpu.work.Workers;

/** Steps back through recurrences: those on vectors against the plain ones. */
class BackwardStepsTest {
    private static final Segments SEGMENTS = Segments.ofLengths(3, 20, 1, 33);
    private static final int ROWS = SEGMENTS.rows();

    private final Workers workers = new Workers(2);
    private final RandomTensors random = new RandomTensors(5);

    private static Tensor[] zeros(Tensor... operands) {
        Tensor[] out = new Tensor[operands.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Tensor.zeros(operands[i].shape().toArray());
        }
        return out;
    }

    private static void check(Tensor[] plain, Tensor[] vectors) {
        for (int i = 0; i < plain.length; i++) {
            float most = 1;
            for (float x : plain[i].floats()) {
                most = Math.max(most, Math.abs(x));
            }
            assertArrayEquals(plain[i].floats(), vectors[i].floats(), 2e-5f * most, "operand " + i);
        }
    }

    private Tensor negative(long... sizes) {
        Tensor t = random.positive(sizes);
        for (int i = 0; i < t.floats().length; i++) {
            t.floats()[i] = -2 * t.floats()[i];
        }
        return t;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "33, 16", "270, 3"})
    void selectiveScan(int inner, int n) {
        Tensor[] o = {
            random.heap(ROWS, inner),
            random.positive(ROWS, inner),
            negative(inner, n),
            random.heap(ROWS, n),
            random.heap(ROWS, n),
            random.heap(inner)
        };
        Tensor dy = random.heap(ROWS, inner);
        Tensor[] plain = zeros(o);
        Tensor[] vectors = zeros(o);
        selectiveScan(new PlainScanSteps(), o, dy, plain);
        selectiveScan(new VectorScanSteps(), o, dy, vectors);
        check(plain, vectors);
    }

    private void selectiveScan(ScanSteps steps, Tensor[] o, Tensor dy, Tensor[] g) {
        ScanOperands scan = new ScanOperands(o[0], o[1], o[2], o[3], o[4], o[5], dy, g[0], g[1]);
        ScanGradients.selectiveScan(steps, workers, scan, SEGMENTS, g[2], g[3], g[4], g[5]);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "6, 2, 21, 9", "10, 1, 70, 4"})
    void headScan(int heads, int groups, int headDim, int n) {
        Tensor[] o = {
            random.heap(ROWS, heads, headDim),
            random.positive(ROWS, heads),
            negative(heads),
            random.heap(ROWS, groups, n),
            random.heap(ROWS, groups, n),
            random.heap(heads)
        };
        Tensor dy = random.heap(ROWS, heads, headDim);
        Tensor[] plain = zeros(o);
        Tensor[] vectors = zeros(o);
        headScan(new PlainScanSteps(), o, dy, plain);
        headScan(new VectorScanSteps(), o, dy, vectors);
        check(plain, vectors);
    }

    private void headScan(ScanSteps steps, Tensor[] o, Tensor dy, Tensor[] g) {
        ScanOperands scan = new ScanOperands(o[0], o[1], o[2], o[3], o[4], o[5], dy, g[0], g[1]);
        ScanGradients.headScan(steps, workers, scan, SEGMENTS, g[2], g[3], g[4], g[5]);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, true", "3, 21, true", "2, 16, false"})
    void wkv6(int heads, int dim, boolean decayPerRow) {
        Tensor[] o = {
            random.heap(ROWS, heads, dim),
            random.heap(ROWS, heads, dim),
            random.heap(ROWS, heads, dim),
            decayPerRow ? random.positive(ROWS, heads, dim) : random.positive(heads, dim),
            random.heap(heads, dim)
        };
        Tensor dy = random.heap(ROWS, heads, dim);
        Tensor[] plain = zeros(o);
        Tensor[] vectors = zeros(o);
        wkv6(new PlainWkvSteps(), o, dy, plain);
        wkv6(new VectorWkvSteps(), o, dy, vectors);
        check(plain, vectors);
    }

    private void wkv6(WkvSteps steps, Tensor[] o, Tensor dy, Tensor[] g) {
        Wkv6Tile.Operands in = new Wkv6Tile.Operands(o[0], o[1], o[2], o[3], o[4], dy, g[0], g[1], g[2], g[3]);
        WkvGradients.wkv6(steps, workers, in, SEGMENTS, g[4]);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 21", "2, 16"})
    void wkv7(int heads, int dim) {
        Tensor[] o = {
            random.heap(ROWS, heads, dim),
            random.positive(ROWS, heads, dim),
            random.heap(ROWS, heads, dim),
            random.heap(ROWS, heads, dim),
            random.heap(ROWS, heads, dim),
            random.heap(ROWS, heads, dim)
        };
        // Small, so that what is removed is not more than there is.
        for (Tensor t : new Tensor[] {o[4], o[5]}) {
            for (int i = 0; i < t.floats().length; i++) {
                t.floats()[i] *= 0.5f / dim;
            }
        }
        Tensor dy = random.heap(ROWS, heads, dim);
        Tensor[] plain = zeros(o);
        Tensor[] vectors = zeros(o);
        wkv7(new PlainWkvSteps(), o, dy, plain);
        wkv7(new VectorWkvSteps(), o, dy, vectors);
        check(plain, vectors);
    }

    private void wkv7(WkvSteps steps, Tensor[] o, Tensor dy, Tensor[] g) {
        WkvGradients.wkv7(
                steps,
                workers,
                new Wkv7Tile.Operands(o[0], o[1], o[2], o[3], o[4], o[5], dy, g[0], g[1], g[2], g[3], g[4], g[5]),
                SEGMENTS);
    }
}
