package org.menura.tensor.grad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.menura.tensor.grad.GradientCheck.check;
import static org.menura.tensor.grad.GradientCheck.gradients;
import static org.menura.tensor.grad.GradientCheck.placed;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.tensor.Backend;
import org.menura.tensor.Rng;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Gradients of copies, rotations and of what reaches over neighbouring rows. */
@Tag("slow")
class MoveGradientsTest {
    private final Rng rng = new Rng(3);

    private int[] below(int count, int bound) {
        int[] out = new int[count];
        for (int i = 0; i < count; i++) {
            out[i] = rng.nextInt(bound);
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 5, 2", "300, 130, 37"})
    void columnsAndConcat(int rows, int a, int b) {
        Tensor x = placed(rng, rows, a);
        Tensor y = placed(rng, rows, b);
        check((ops, of) -> ops.concat(List.of(of.get(0), of.get(1), of.get(0))), x, y);
        check((ops, of) -> ops.concat(List.of(x, of.get(0))), y);
        check((ops, of) -> ops.columns(of.get(0), 0, a), x);
        check((ops, of) -> ops.columns(of.get(0), a / 2, Math.max(a / 2 + 1, a - 1)), x);
    }

    /** Few different rows and many, each repeatedly. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "4, 9, 1", "3, 11, 5", "2, 600, 70", "400, 700, 33", "90, 1000, 1"})
    void gatherRows(int entries, int count, int n) {
        int[] rows = below(count, entries);
        Tensor x = placed(rng, entries, n);
        check((ops, of) -> ops.gatherRows(of.get(0), rows), x);
        check((ops, of) -> ops.embedding(of.get(0), rows), x);
        check((ops, of) -> ops.gatherRows(of.get(0), new int[0]), x);
    }

    /** All of the rows but one are trained as if it were not looked up, that one not at all. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 11, 5", "2, 600, 70", "400, 700, 33"})
    void embeddingLeavesThePaddingAsItIs(int entries, int count, int n) {
        int[] ids = below(count, entries);
        int padding = ids[0];
        Tensor x = placed(rng, entries, n);
        float[] all =
                gradients((ops, of) -> ops.embedding(of.get(0), ids), 2, x).getFirst();
        float[] others = gradients((ops, of) -> ops.embedding(of.get(0), ids, padding), 2, x)
                .getFirst();
        assertTrue(Arrays.stream(ids).anyMatch(id -> id == padding && all[id * n] != 0));
        Arrays.fill(all, padding * n, (padding + 1) * n, 0);
        assertArrayEquals(all, others);
        check((ops, of) -> ops.embedding(of.get(0), ids, Backend.NO_PADDING), x);
    }

    @Test
    void gatherEntriesOfOtherRanks() {
        int[] rows = {2, 0, 2, 1, 2};
        check((ops, of) -> ops.gatherRows(of.get(0), rows), placed(rng, 3, 2, 7));
        check((ops, of) -> ops.gatherRows(of.get(0), rows), placed(rng, 3));
        check((ops, of) -> ops.gatherRows(of.get(0).rows(1, 4), rows), placed(rng, 5, 3));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "6, 5", "400, 67"})
    void scatterRows(int rows, int n) {
        int count = rows + 2;
        Tensor a = placed(rng, rows, n);
        Tensor b = placed(rng, 1, n);
        List<int[]> targets = List.of(below(rows, count), below(1, count));
        check((ops, of) -> ops.scatterRows(count, List.of(of.get(0), of.get(1)), targets), a, b);
        check((ops, of) -> ops.scatterRows(count, List.of(a, of.get(0)), targets), b);
    }

    @Test
    void pick() {
        int[] indices = {3, 11, 3, 0};
        check((ops, of) -> ops.pick(of.get(0), indices), placed(rng, 4, 3));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 4, 5", "7, 2, 1", "100, 3, 131"})
    void sumGroups(int groups, int group, int n) {
        check((ops, of) -> ops.sumGroups(of.get(0), group), placed(rng, (long) groups * group, n));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rope(boolean interleaved) {
        for (int[] s : new int[][] {{1, 1, 2, 1}, {3, 2, 9, 3}, {150, 3, 70, 33}}) {
            Tensor x = placed(rng, s[0], s[1], s[2]);
            Tensor angles = placed(rng, s[0], 2, s[3]);
            check((ops, of) -> ops.rope(of.get(0), angles, interleaved), x);
        }
    }

    private static final Segments[] SEGMENTS = {
        Segments.ofLengths(1), Segments.ofLengths(5, 0, 1, 2, 9), Segments.ofLengths(130, 2, 170)
    };

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 4", "67, 3", "600, 2"})
    void causalConv(int channels, int width) {
        for (Segments s : SEGMENTS) {
            Tensor x = placed(rng, s.rows(), channels);
            Tensor w = placed(rng, channels, width);
            Tensor bias = placed(rng, channels);
            check((ops, of) -> ops.causalConv(of.get(0), of.get(1), of.get(2), s, null), x, w, bias);
            check((ops, of) -> ops.causalConv(of.get(0), w, null, s, null), x);
            check((ops, of) -> ops.causalConv(x, of.get(0), null, s, null), w);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 131})
    void shift(int n) {
        for (Segments s : SEGMENTS) {
            check((ops, of) -> ops.shift(of.get(0), s, null), placed(rng, s.rows(), n));
        }
    }
}
