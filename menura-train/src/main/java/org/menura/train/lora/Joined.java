package org.menura.train.lora;

import org.menura.tensor.Tensor;

/** Factors of two updates as those of one. */
final class Joined {
    private Joined() {}

    /** The rows of x, then those of y. */
    static Tensor rows(Tensor x, Tensor y) {
        float[] all = new float[Math.toIntExact(x.elements() + y.elements())];
        System.arraycopy(x.toFloats(), 0, all, 0, (int) x.elements());
        System.arraycopy(y.toFloats(), 0, all, (int) x.elements(), (int) y.elements());
        return Tensor.of(all, x.dim(0) + y.dim(0), x.dim(1));
    }

    /** The columns of x, then those of y with the other sign. */
    static Tensor minus(Tensor x, Tensor y) {
        int left = x.dim(1);
        int width = left + y.dim(1);
        float[] xs = x.toFloats();
        float[] ys = y.toFloats();
        float[] all = new float[Math.multiplyExact(x.dim(0), width)];
        for (int r = 0; r < x.dim(0); r++) {
            System.arraycopy(xs, r * left, all, r * width, left);
            for (int c = left; c < width; c++) {
                all[r * width + c] = -ys[r * (width - left) + c - left];
            }
        }
        return Tensor.of(all, x.dim(0), width);
    }
}
