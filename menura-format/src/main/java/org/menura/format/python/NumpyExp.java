package org.menura.format.python;

/**
 * NumPy's {@code exp} of doubles on x86 with AVX-512, which differs from the C library's in the last place of one value in
 * twenty. The argument is k ln 2 + r, with k a multiple of 1/16; 2^k comes from a table, e^r from a polynomial. Table,
 * coefficients and the order of operations are those of Intel's short vector math library, which NumPy links.
 */
public final class NumpyExp {
    private static final double LIMIT = 0x1.61da04cbafe44p+9;
    private static final double LOG2_E = 0x1.71547652b82fep+0;
    private static final double SHIFT = 0x1.8000000003ffp+48;
    private static final double STEP = 0x1p-4;
    private static final double LN2_HIGH = 0x1.62e42fefa39efp-1;
    private static final double LN2_LOW = 0x1.abc9e3b39803fp-56;
    private static final double C1 = 0x1.fffffffffff7p-1;
    private static final double C2 = 0x1.000000000d008p-1;
    private static final double C3 = 0x1.5555553939732p-3;
    private static final double C4 = 0x1.55557242d68fep-5;
    private static final double C5 = 0x1.1101cbbc265cp-7;
    private static final double C6 = 0x1.7411836940c04p-10;
    private static final int STEPS = 16;

    /** Powers of two, 2^(i/16), rounded to the nearest. */
    private static final double[] POWERS = {
        0x1.0p0, 0x1.0b5586cf9890fp0, 0x1.172b83c7d517bp0, 0x1.2387a6e756238p0,
        0x1.306fe0a31b715p0, 0x1.3dea64c123422p0, 0x1.4bfdad5362a27p0, 0x1.5ab07dd485429p0,
        0x1.6a09e667f3bcdp0, 0x1.7a11473eb0187p0, 0x1.8ace5422aa0dbp0, 0x1.9c49182a3f09p0,
        0x1.ae89f995ad3adp0, 0x1.c199bdd85529cp0, 0x1.d5818dcfba487p0, 0x1.ea4afa2a490dap0
    };

    /** What the rounding of {@link #POWERS} left over, relative to them. */
    private static final double[] REMAINDERS = {
        0,
        0x1.79aa65d837b6dp-54,
        -0x1.01b15eaa59348p-55,
        0x1.68efde3a8a894p-54,
        0x1.34d754db0abb6p-55,
        0x1.59f48a72a4c6dp-55,
        0x1.690cebb7aafbp-56,
        0x1.063e1e21c5409p-54,
        -0x1.3b3efbf5e2228p-54,
        -0x1.b32dcb94da51dp-56,
        0x1.db72fc1f0eab4p-55,
        0x1.1affc2b91ce27p-56,
        0x1.c1a7792cb3387p-55,
        0x1.36eae30af0cb3p-56,
        0x1.4a385a63d07a7p-56,
        -0x1.ff7128fd391fp-55
    };

    private NumpyExp() {}

    /** Returns e^x as {@code numpy.exp} does. */
    public static double exp(double x) {
        if (!(Math.abs(x) < LIMIT)) {
            return StrictMath.exp(x);
        }
        double shifted = Math.fma(x, LOG2_E, SHIFT);
        if (Math.fma(x, LOG2_E, SHIFT - shifted) < 0) {
            // The original rounds towards zero here.
            shifted -= STEP;
        }
        double k = shifted - SHIFT;
        double r = Math.fma(-k, LN2_LOW, Math.fma(-k, LN2_HIGH, x));
        double r2 = r * r;
        double high = Math.fma(r2, Math.fma(r, C6, C5), Math.fma(r, C4, C3));
        double q = Math.fma(r2, high, Math.fma(r, C2, C1));
        double whole = Math.floor(k);
        int step = (int) ((k - whole) * STEPS);
        double p = Math.fma(q, r, REMAINDERS[step]);
        return Math.scalb(Math.fma(POWERS[step], p, POWERS[step]), (int) whole);
    }

    /** Returns e^x of each value. */
    public static double[] exp(double... values) {
        double[] out = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            out[i] = exp(values[i]);
        }
        return out;
    }
}
