package org.menura.train.lora;

import java.util.ArrayList;
import java.util.List;
import org.menura.tensor.Rng;

/** Orthonormal vectors that grow in number. */
final class Basis {
    /** What is left of a vector beside others, below which it is taken for none. */
    private static final double NOTHING = 1e-12;

    private final int size;
    private final Rng random;
    private final List<double[]> vectors = new ArrayList<>();
    private double length;

    Basis(int size, Rng random) {
        this.size = size;
        this.random = random;
    }

    double[] get(int i) {
        return vectors.get(i);
    }

    int count() {
        return vectors.size();
    }

    /** A vector of normal numbers. */
    double[] random() {
        double[] v = new double[size];
        for (int i = 0; i < size; i++) {
            v[i] = random.nextGaussian();
        }
        return v;
    }

    /** Adds the direction of what a vector has beside those before; a random one if it has nothing. */
    double[] add(double[] v) {
        double whole = Math.sqrt(dot(v, v));
        length = left(v);
        if (length <= NOTHING * whole || whole == 0) {
            length = 0;
            v = random();
            left(v);
        }
        double norm = Math.sqrt(dot(v, v));
        for (int i = 0; i < size; i++) {
            v[i] /= norm;
        }
        vectors.add(v);
        return v;
    }

    /** The length of what the vector added last had beside those before. */
    double length() {
        return length;
    }

    /** Takes off the parts along the vectors: twice, which is as exact as it gets. */
    private double left(double[] v) {
        for (int pass = 0; pass < 2; pass++) {
            for (double[] other : vectors) {
                double along = dot(v, other);
                for (int i = 0; i < size; i++) {
                    v[i] -= along * other[i];
                }
            }
        }
        return Math.sqrt(dot(v, v));
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
