package org.menura.x86.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.menura.x86.kernel.Machine.assertFloats;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.tensor.Activation;
import org.menura.x86.asm.Op;

/** Functions of floats, norms and rotations: the bits of their plain twins, and nothing read or written beyond. */
class FloatKernelsTest {
    private static final MemorySegment NONE = MemorySegment.NULL;
    private static final int[] LENGTHS = {1, 7, 8, 15, 16, 17, 31, 33, 64, 100};
    private static final float[] SPECIAL = {
        0, -0f, 1, -1, 88.9f, -88.9f, 104, -104, 1e30f, -1e30f, Float.MIN_VALUE, Float.NaN, Float.POSITIVE_INFINITY
    };

    private final Random random = new Random(1);

    private float[] values(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.nextInt(16) == 0
                    ? SPECIAL[random.nextInt(SPECIAL.length)]
                    : (float) (random.nextGaussian() * Math.exp(2 * random.nextGaussian()));
        }
        return x;
    }

    private float[] tame(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void activations(Isa isa) {
        try (Machine machine = new Machine(isa)) {
            for (Activation f : Activation.values()) {
                for (int n : LENGTHS) {
                    float[] x = values(n);
                    float[] up = values(n);
                    float[] plain = new float[n];
                    float[] gated = new float[n];
                    for (int i = 0; i < n; i++) {
                        plain[i] = PlainFloats.curve(f, x[i]);
                        gated[i] = plain[i] * up[i];
                    }
                    MemorySegment out = machine.bytes(4 * n);
                    machine.call(ElementRows.activation(f, isa), machine.floats(x), NONE, out, NONE, NONE, n);
                    assertFloats(plain, out, f + " of " + n);
                    machine.call(ElementRows.gated(f, isa), machine.floats(x), machine.floats(up), out, NONE, NONE, n);
                    assertFloats(gated, out, f + " gated, of " + n);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void arithmetic(Isa isa) {
        try (Machine machine = new Machine(isa)) {
            for (int n : LENGTHS) {
                float[] a = values(n);
                float[] b = values(n);
                float[] sum = new float[n];
                float[] product = new float[n];
                float[] affine = new float[n];
                for (int i = 0; i < n; i++) {
                    sum[i] = a[i] + b[i];
                    product[i] = a[i] * b[i];
                    affine[i] = a[i] * 0.3f + 1.7f;
                }
                MemorySegment out = machine.bytes(4 * n);
                MemorySegment first = machine.floats(a);
                MemorySegment second = machine.floats(b);
                machine.call(ElementRows.pairwise(Op.VADDPS, isa), first, second, out, NONE, NONE, n);
                assertFloats(sum, out, "sum of " + n);
                machine.call(ElementRows.pairwise(Op.VMULPS, isa), first, second, out, NONE, NONE, n);
                assertFloats(product, out, "product of " + n);
                machine.call(ElementRows.affine(isa), first, machine.floats(0.3f, 1.7f), out, NONE, NONE, n);
                assertFloats(affine, out, "affine of " + n);
                float[] t = values(n);
                float[] between = new float[n];
                float[] bounded = new float[n];
                for (int i = 0; i < n; i++) {
                    between[i] = a[i] + (b[i] - a[i]) * t[i];
                    bounded[i] = a[i] < -0.5f ? -0.5f : a[i] > 1.5f ? 1.5f : a[i];
                }
                machine.call(ElementRows.lerp(isa), first, second, out, machine.floats(t), NONE, n);
                assertFloats(between, out, "between, of " + n);
                machine.call(ElementRows.clamp(isa), first, machine.floats(-0.5f, 1.5f), out, NONE, NONE, n);
                assertFloats(bounded, out, "clamp of " + n);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void norms(Isa isa) {
        try (Machine machine = new Machine(isa)) {
            for (int n : new int[] {16, 32, 48, 640}) {
                for (int with = 0; with < 4; with++) {
                    float[] x = tame(n);
                    float[] w = (with & 1) == 0 ? new float[0] : tame(n);
                    float[] b = (with & 2) == 0 ? new float[0] : tame(n);
                    MemorySegment ws = w.length == 0 ? NONE : machine.floats(w);
                    MemorySegment bs = b.length == 0 ? NONE : machine.floats(b);
                    MemorySegment out = machine.bytes(4 * n);
                    float shift = with > 1 ? 1 : 0;
                    byte[] rms = NormRow.rms(w.length > 0, 1e-6f, shift, isa);
                    machine.call(rms, machine.floats(x), ws, out, NONE, NONE, n);
                    assertFloats(PlainFloats.rms(x, w, 1e-6f, shift), out, "rms of " + n);
                    byte[] standardize = NormRow.standardize(w.length > 0, b.length > 0, 1e-5f, isa);
                    machine.call(standardize, machine.floats(x), ws, out, bs, NONE, n);
                    assertFloats(PlainFloats.standardize(x, w, b, 1e-5f), out, "standardize of " + n);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void rowsWithTheirSums(Isa isa) {
        try (Machine machine = new Machine(isa)) {
            for (int n : LENGTHS) {
                float[] x = tame(n);
                MemorySegment from = machine.floats(x);
                MemorySegment out = machine.bytes(4 * n);
                machine.call(SumRow.softmax(isa), from, NONE, out, NONE, NONE, n);
                assertFloats(PlainFloats.softmax(x), out, "softmax of " + n);
                machine.call(SumRow.normalize(isa), from, NONE, out, NONE, NONE, n);
                assertFloats(PlainFloats.normalizeSum(x), out, "shares of " + n);
                MemorySegment one = machine.bytes(4);
                machine.call(SumRow.total(isa), from, NONE, one, NONE, NONE, n);
                assertFloats(new float[] {PlainFloats.sum(x)}, one, "sum of " + n);
                for (float eps : new float[] {1e-12f, 1e3f}) {
                    if (n % NormRow.MULTIPLE == 0) {
                        machine.call(NormRow.l2(eps, isa), from, NONE, out, NONE, NONE, n);
                        assertFloats(PlainFloats.l2(x, eps), out, "l2 of " + n);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void convolutions(Isa isa) {
        try (Machine machine = new Machine(isa)) {
            for (int n : LENGTHS) {
                int width = 1 + random.nextInt(5);
                float[] past = tame((width - 1) * n);
                float[] x = tame(n);
                float[] taps = tame(width * n);
                float[] bias = random.nextBoolean() ? tame(n) : new float[0];
                MemorySegment out = machine.bytes(4 * n);
                MemorySegment before = past.length == 0 ? NONE : machine.floats(past);
                MemorySegment summands = bias.length == 0 ? NONE : machine.floats(bias);
                byte[] code = ConvRow.write(n, width, bias.length > 0, isa);
                machine.call(code, before, machine.floats(taps), out, summands, machine.floats(x), n);
                assertFloats(PlainFloats.conv(past, x, taps, bias), out, n + " channels, width " + width);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void rotations(Isa isa) {
        try (Machine machine = new Machine(isa)) {
            for (int[] s :
                    new int[][] {{16, 8, 1}, {64, 32, 3}, {64, 16, 2}, {256, 128, 4}, {96, 32, 1}, {48, 24, 2}}) {
                for (boolean interleaved : new boolean[] {false, true}) {
                    int dim = s[0];
                    int pairs = s[1];
                    RopeRow shape = new RopeRow(dim, pairs, interleaved, false);
                    if (!shape.exists()) {
                        assertTrue(pairs % 16 != 0 && !interleaved);
                        continue;
                    }
                    float[] x = tame(s[2] * dim);
                    float[] angles = tame(2 * pairs);
                    MemorySegment out = machine.bytes(4 * x.length);
                    byte[] code = shape.write(isa);
                    machine.call(code, machine.floats(x), machine.floats(angles), out, NONE, NONE, s[2]);
                    assertFloats(
                            PlainFloats.rope(x, angles, pairs, interleaved, s[2], dim), out, dim + "/" + interleaved);
                }
            }
        }
    }

    @Test
    void exponentialsAreExactToAUnitInTheLastPlace() {
        for (float x = -87; x < 88; x += 0.0037f) {
            double exact = Math.exp(x);
            assertEquals(exact, PlainFloats.exp(x), 1.2 * Math.ulp((float) exact), () -> "exp");
        }
        assertEquals(0, PlainFloats.exp(Float.NEGATIVE_INFINITY));
        assertEquals(Float.POSITIVE_INFINITY, PlainFloats.exp(100));
        assertEquals(1, PlainFloats.exp(0));
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void roundings(Isa isa) {
        try (Machine machine = new Machine(isa)) {
            for (int n : new int[] {32, 64, 160}) {
                float[] x = values(n);
                for (int i = 0; i < n; i += 3) {
                    x[i] = Float.intBitsToFloat(random.nextInt());
                }
                x[1] = Float.intBitsToFloat(0xffffffff);
                x[2] = Float.intBitsToFloat(0x7f800001);
                MemorySegment out = machine.bytes(2 * n);
                machine.call(RoundRows.write(isa), machine.floats(x), NONE, out, NONE, NONE, n);
                for (int i = 0; i < n; i++) {
                    float from = x[i];
                    assertEquals(
                            PlainFloats.bf16(from), out.get(JAVA_SHORT_UNALIGNED, 2L * i), () -> isa + ", " + from);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void rowsForLosses(Isa isa) {
        try (Machine machine = new Machine(isa)) {
            for (int n : LENGTHS) {
                float[] x = tame(n);
                float most = Float.NEGATIVE_INFINITY;
                float magnitude = 0;
                float below = 0;
                for (float v : x) {
                    most = Math.max(most, v);
                    magnitude = Math.max(magnitude, Math.abs(v));
                    below += Math.abs(v) < 0.7f ? Math.abs(v) : 0;
                }
                MemorySegment from = machine.floats(x);
                MemorySegment out = machine.bytes(4);
                machine.call(SumRow.greatest(isa), from, NONE, out, NONE, NONE, n);
                assertFloats(new float[] {most}, out, "greatest of " + n);
                machine.call(SumRow.magnitude(isa), from, NONE, out, NONE, NONE, n);
                assertFloats(new float[] {magnitude}, out, "greatest magnitude of " + n);
                machine.call(SumRow.below(isa), from, machine.floats(0.7f), out, NONE, NONE, n);
                assertEquals(below, out.get(JAVA_FLOAT_UNALIGNED, 0), 1e-4f * below, "sum of " + n);

                MemorySegment exps = machine.bytes(4 * n);
                machine.call(SumRow.expBelow(isa), from, machine.floats(most), exps, out, NONE, n);
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    double exact = Math.exp((double) x[i] - most);
                    sum += exact;
                    assertEquals(exact, exps.get(JAVA_FLOAT_UNALIGNED, 4L * i), 4e-7 * exact, "exponential");
                }
                assertEquals(sum, out.get(JAVA_FLOAT_UNALIGNED, 0), 1e-6 * sum, "sum of exponentials");

                x[n / 2] = Float.NaN;
                machine.call(SumRow.magnitude(isa), machine.floats(x), NONE, out, NONE, NONE, n);
                assertFloats(new float[] {Float.NaN}, out, "greatest magnitude with NaN");
                x[n / 2] = -200;
                machine.call(SumRow.expBelow(isa), machine.floats(x), machine.floats(0), exps, out, NONE, n);
                assertEquals(0, exps.get(JAVA_FLOAT_UNALIGNED, 4L * (n / 2)), "below normal numbers");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void placesOfWhatMatters(Isa isa) {
        try (Machine machine = new Machine(isa)) {
            for (int n : new int[] {16, 32, 320}) {
                for (float least : new float[] {0, 0.1f, 2, 1e30f}) {
                    float[] x = values(n);
                    int[] places = IntStream.range(0, n)
                            .filter(i -> !(Math.abs(x[i]) < least))
                            .toArray();
                    MemorySegment found = machine.bytes(4 * n);
                    MemorySegment count = machine.bytes(4);
                    machine.call(PlacesRow.write(isa), machine.floats(x), machine.floats(least), found, count, NONE, n);
                    assertEquals(places.length, count.get(JAVA_INT_UNALIGNED, 0));
                    for (int i = 0; i < places.length; i++) {
                        assertEquals(places[i], found.get(JAVA_INT_UNALIGNED, 4L * i));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void combinations(Isa isa) {
        try (Machine machine = new Machine(isa)) {
            for (int n : new int[] {1, 7, 16, 63, 64, 96, 97, 320, 403}) {
                for (int terms : new int[] {1, 2, 9}) {
                    int rows = 1 + n % 3;
                    boolean turned = terms == 2;
                    int stride = n + 3;
                    float[] factors = tame(rows * terms);
                    float[] from = tame(5 * n + 3);
                    float[] y = tame((rows - 1) * stride + n);
                    MemorySegment out = machine.floats(y);
                    MemorySegment offsets = machine.bytes(4 * terms);
                    for (int j = 0; j < terms; j++) {
                        offsets.set(JAVA_INT_UNALIGNED, 4L * j, random.nextInt(from.length - n + 1));
                    }
                    int termStep = turned ? rows : 1;
                    int rowStep = turned ? 1 : terms;
                    for (int r = 0; r < rows; r++) {
                        for (int i = 0; i < n; i++) {
                            float sum = 0;
                            for (int j = 0; j < terms; j++) {
                                int offset = offsets.get(JAVA_INT_UNALIGNED, 4L * j);
                                sum = Math.fma(factors[r * rowStep + j * termStep], from[offset + i], sum);
                            }
                            y[r * stride + i] += sum;
                        }
                    }
                    MemorySegment counts = machine.longs(terms, rows, 4L * termStep, 4L * rowStep, 4L * stride);
                    machine.call(
                            CombineRows.write(isa),
                            machine.floats(factors),
                            offsets,
                            machine.floats(from),
                            out,
                            counts,
                            n);
                    assertFloats(y, out, "%d rows of %d terms of %d".formatted(rows, terms, n));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void dots(Isa isa) {
        int lanes = isa == Isa.AVX512 ? 16 : 8;
        try (Machine machine = new Machine(isa)) {
            for (int n : new int[] {16, 32, 48, 160}) {
                for (int terms : new int[] {1, 3, 4, 8, 9}) {
                    int rows = 1 + terms % 3;
                    int xStride = n + 5;
                    int mStride = n + 2;
                    int outStride = terms + 1;
                    float[] x = tame((rows - 1) * xStride + n);
                    float[] m = tame((terms - 1) * mStride + n);
                    float[] expected = tame((rows - 1) * outStride + terms);
                    MemorySegment out = machine.floats(expected);
                    for (int r = 0; r < rows; r++) {
                        for (int j = 0; j < terms; j++) {
                            float[] sums = new float[2 * lanes];
                            for (int i = 0; i < n; i++) {
                                // What is left behind pairs of vectors belongs to the first sums.
                                int at = i < n - n % (2 * lanes) ? i % (2 * lanes) : i % lanes;
                                sums[at] = Math.fma(x[r * xStride + i], m[j * mStride + i], sums[at]);
                            }
                            for (int half = lanes; half > 0; half /= 2) {
                                for (int l = 0; l < half; l++) {
                                    sums[l] += sums[l + half];
                                }
                            }
                            expected[r * outStride + j] = sums[0];
                        }
                    }
                    MemorySegment counts = machine.longs(rows, terms, 4L * xStride, 4L * mStride, 4L * outStride);
                    machine.call(DotRows.write(isa), machine.floats(x), machine.floats(m), out, counts, NONE, n);
                    assertFloats(expected, out, "%d rows, %d terms of %d".formatted(rows, terms, n));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void slopes(Isa isa) {
        try (Machine machine = new Machine(isa)) {
            for (Activation f : Activation.values()) {
                for (int n : LENGTHS) {
                    if (!SlopeRows.has(f)) {
                        assertThrows(IllegalArgumentException.class, () -> SlopeRows.write(f, isa));
                        continue;
                    }
                    float[] x = tame(n);
                    x[0] = n == 7 ? -30 : 0;
                    MemorySegment out = machine.bytes(4 * n);
                    machine.call(SlopeRows.write(f, isa), machine.floats(x), NONE, out, NONE, NONE, n);
                    for (int i = 0; i < n; i++) {
                        // The central difference of the function itself, in double precision.
                        double slope = (curve(f, x[i] + 1e-4) - curve(f, x[i] - 1e-4)) / 2e-4;
                        assertEquals(slope, out.get(JAVA_FLOAT_UNALIGNED, 4L * i), 1e-6, f + " at " + x[i]);
                    }
                }
            }
        }
    }

    private static double curve(Activation f, double x) {
        double z = f == Activation.SILU
                ? x
                : f == Activation.QUICK_GELU ? 1.702 * x : Math.sqrt(8 / Math.PI) * (x + 0.044715 * x * x * x);
        return x / (1 + Math.exp(-z));
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void sumsOfProducts(Isa isa) {
        try (Machine machine = new Machine(isa)) {
            for (int n : LENGTHS) {
                float[] a = values(n);
                float[] b = values(n);
                float[] sum = values(n);
                float[] scaled = sum.clone();
                MemorySegment out = machine.floats(sum);
                for (int i = 0; i < n; i++) {
                    sum[i] += a[i] * b[i];
                    scaled[i] = Math.fma(a[i], 0.3f, scaled[i]);
                }
                MemorySegment y = machine.copy(out);
                machine.call(ElementRows.addProduct(isa), machine.floats(a), machine.floats(b), out, NONE, NONE, n);
                assertFloats(sum, out, "sum and products of " + n);
                machine.call(ElementRows.axpy(isa), machine.floats(a), machine.floats(0.3f), y, NONE, NONE, n);
                assertFloats(scaled, y, "sum and scaled of " + n);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void normsBack(Isa isa) {
        try (Machine machine = new Machine(isa)) {
            for (int n : new int[] {16, 32, 48, 640}) {
                float[] x = tame(n);
                float[] w = tame(n);
                float[] dy = tame(n);
                float[] dx = tame(n);
                float[][] sums = new float[3][16];
                float[] expected = new float[n];
                for (int i = 0; i < n; i++) {
                    float c = x[i] - 0.25f;
                    float g = (w[i] + 1) * dy[i];
                    sums[0][i % 16] = Math.fma(c, c, sums[0][i % 16]);
                    sums[1][i % 16] = Math.fma(g, c, sums[1][i % 16]);
                    sums[2][i % 16] += g;
                    expected[i] = dx[i] + (g * 0.3f + (c * 0.7f + 0.1f));
                }
                float[] moments = new float[3];
                for (int s = 0; s < 3; s++) {
                    for (int half = 8; half > 0; half /= 2) {
                        for (int l = 0; l < half; l++) {
                            sums[s][l] += sums[s][l + half];
                        }
                    }
                    moments[s] = sums[s][0];
                }
                MemorySegment out = machine.bytes(12);
                MemorySegment numbers = machine.floats(0.25f, 1, 0.3f, 0.7f, 0.1f);
                MemorySegment xs = machine.floats(x);
                MemorySegment ws = machine.floats(w);
                MemorySegment ds = machine.floats(dy);
                machine.call(NormRow.moments(isa), xs, ws, out, ds, numbers, n);
                assertFloats(moments, out, "moments of " + n);
                MemorySegment to = machine.floats(dx);
                machine.call(NormRow.back(isa), xs, ws, to, ds, numbers, n);
                assertFloats(expected, to, "way back of " + n);
            }
        }
    }
}
