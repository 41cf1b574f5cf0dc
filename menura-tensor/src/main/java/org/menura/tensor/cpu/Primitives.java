package org.menura.tensor.cpu;

/** Loops over float arrays that plain Java cannot be trusted to vectorise: sums and exponentials. */
interface Primitives {
    /** The fastest implementation that this JVM has. */
    Primitives BEST = best();

    /** Σ a[i] b[i]. */
    float dot(float[] a, int aOffset, float[] b, int bOffset, int n);

    /** y[i] += s x[i]. */
    void axpy(float s, float[] x, int xOffset, float[] y, int yOffset, int n);

    /** Σ a[i]. */
    float sum(float[] a, int offset, int n);

    /** max a[i], negative infinity for none. */
    float max(float[] a, int offset, int n);

    /** a[i] = exp(a[i] - shift), and the sum of the results. */
    float expSum(float[] a, int offset, int n, float shift);

    /** y[i] = exp(x[i]). */
    void exp(float[] x, int xOffset, float[] y, int yOffset, int n);

    private static Primitives best() {
        // The module may have been resolved after the start, so the boot layer can't tell.
        try {
            return new VectorPrimitives();
        } catch (NoClassDefFoundError _) {
            return new PlainPrimitives();
        }
    }
}
