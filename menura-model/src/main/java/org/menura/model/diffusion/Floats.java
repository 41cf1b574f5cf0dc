package org.menura.model.diffusion;

/** Arithmetic of schedules with the roundings of the reference, PyTorch's in float and NumPy's in double. */
final class Floats {
    /** The rational function of NumPy's logarithm: numerator, denominator; the lowest power first. */
    private static final float[] P = {
        0, 1, 2.112677543073053f, 1.4800006335765066f, 0.3808837741388408f, 0.025899791179079f
    };

    private static final float[] Q = {
        1, 2.6126775430731092f, 2.4530060717847364f, 0.9864942958519418f, 0.15464763749839067f, 0.005875095403124574f
    };

    private static final float LN_2 = (float) Math.log(2);
    private static final float HALF_ROOT = (float) Math.sqrt(0.5);

    private Floats() {}

    /**
     * The natural logarithm of a positive normal number with the last digit that NumPy gives it in float; where timesteps
     * are cut off, that digit decides.
     */
    static float log(float x) {
        int exponent = Math.getExponent(x) + 1;
        float mantissa = Math.scalb(x, -exponent); // from 1/2 to 1
        if (mantissa <= HALF_ROOT) {
            exponent--;
            mantissa += mantissa;
        }
        mantissa -= 1;
        return Math.fma((float) exponent, LN_2, polynomial(P, mantissa) / polynomial(Q, mantissa));
    }

    private static float polynomial(float[] coefficients, float x) {
        float sum = coefficients[5];
        for (int i = 4; i >= 0; i--) {
            sum = Math.fma(sum, x, coefficients[i]);
        }
        return sum;
    }

    /** Evenly spaced numbers from {@code start} to {@code end}, as {@code torch.linspace} rounds them to float. */
    static float[] linspace(double start, double end, int n) {
        float first = (float) start;
        float last = (float) end;
        float step = n == 1 ? 0 : (last - first) / (n - 1);
        float[] out = new float[n];
        for (int i = 0; i < n; i++) {
            // From the nearer end, so that both ends are exact.
            out[i] =
                    i < n / 2 || n == 1 ? Math.fma(step, (float) i, first) : Math.fma(-step, (float) (n - 1 - i), last);
        }
        return out;
    }

    /** Evenly spaced numbers from {@code start} to {@code end}, as {@code numpy.linspace} rounds them to double. */
    static double[] evenly(double start, double end, int n) {
        double step = n == 1 ? 0 : (end - start) / (n - 1);
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            out[i] = i == n - 1 && n > 1 ? end : i * step + start;
        }
        return out;
    }
}
