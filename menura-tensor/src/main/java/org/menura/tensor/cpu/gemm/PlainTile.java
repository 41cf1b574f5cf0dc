package org.menura.tensor.cpu.gemm;

import org.menura.tensor.cpu.library.FloatTile;
import org.menura.tensor.cpu.library.FloatTile.Sum;

/** {@link FloatTile} in plain Java, two rows by four columns at a time: the reference, and what runs without the Vector API. */
record PlainTile(FloatTile.Shape shape) implements FloatTile {
    @Override
    public int rows() {
        return shape.rows();
    }

    @Override
    public void add(float[] a, int a0, int step, float[] b, int b0, int depth, float[] c, int c0, int stride) {
        int last = shape.rows() - 1;
        for (int i = 0; i <= last; i += 2) {
            int next = Math.min(i + 1, last); // of a single row, the same is computed twice
            int x = a0 + i * step;
            int y = a0 + next * step;
            int to = c0 + i * stride;
            int below = c0 + next * stride;
            int j = 0;
            for (; j + 4 <= shape.columns(); j += 4) {
                four(a, x, y, b, b0 + j, depth, c, to + j, below + j);
            }
            for (; j < shape.columns(); j++) {
                c[to + j] = one(a, x, b, b0 + j, depth, c[to + j]);
                if (next > i) {
                    c[below + j] = one(a, y, b, b0 + j, depth, c[below + j]);
                }
            }
        }
    }

    private void four(float[] a, int x0, int y0, float[] b, int b0, int depth, float[] c, int to, int below) {
        boolean continues = shape.sum() == Sum.CONTINUE;
        float s00 = continues ? c[to] : 0;
        float s01 = continues ? c[to + 1] : 0;
        float s02 = continues ? c[to + 2] : 0;
        float s03 = continues ? c[to + 3] : 0;
        float s10 = continues ? c[below] : 0;
        float s11 = continues ? c[below + 1] : 0;
        float s12 = continues ? c[below + 2] : 0;
        float s13 = continues ? c[below + 3] : 0;
        int x = x0;
        int y = y0;
        int at = b0;
        for (int k = 0; k < depth; k++) {
            float f0 = a[x];
            float f1 = a[y];
            s00 += f0 * b[at];
            s01 += f0 * b[at + 1];
            s02 += f0 * b[at + 2];
            s03 += f0 * b[at + 3];
            s10 += f1 * b[at];
            s11 += f1 * b[at + 1];
            s12 += f1 * b[at + 2];
            s13 += f1 * b[at + 3];
            x += shape.term();
            y += shape.term();
            at += shape.width();
        }
        store(c, to, s00, s01, s02, s03);
        if (below != to) {
            store(c, below, s10, s11, s12, s13);
        }
    }

    private void store(float[] c, int at, float s0, float s1, float s2, float s3) {
        boolean adds = shape.sum() == Sum.ADD;
        c[at] = adds ? c[at] + s0 : s0;
        c[at + 1] = adds ? c[at + 1] + s1 : s1;
        c[at + 2] = adds ? c[at + 2] + s2 : s2;
        c[at + 3] = adds ? c[at + 3] + s3 : s3;
    }

    private float one(float[] a, int x, float[] b, int b0, int depth, float before) {
        float s = shape.sum() == Sum.CONTINUE ? before : 0;
        for (int k = 0; k < depth; k++) {
            s += a[x + k * shape.term()] * b[b0 + k * shape.width()];
        }
        return shape.sum() == Sum.ADD ? before + s : s;
    }
}
