package org.menura.tensor.cpu.norm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.menura.tensor.cpu.simd.Lanes;

/**
 * {@link NormLoops} on the Vector API. Together they are more than the compiler can inline into the loop over rows; it
 * would try, depending on what was compiled first, and box vectors. So it gets to them through handles that it does not
 * know for constants, as in {@code SumKernel}.
 */
final class VectorNormLoops implements NormLoops {
    private static final VectorSpecies<Float> S = Lanes.F;
    private static final int L = Lanes.L;

    private static final Class<?> ARRAY = float[].class;

    private static final MethodType SUMS = MethodType.methodType(
            void.class,
            List.of(ARRAY, int.class, float.class, ARRAY, int.class, ARRAY, int.class, float.class, int.class, ARRAY));

    private static final MethodType ADD = MethodType.methodType(
            void.class,
            List.of(
                    ARRAY,
                    int.class,
                    float.class,
                    ARRAY,
                    int.class,
                    ARRAY,
                    int.class,
                    float.class,
                    float.class,
                    float.class,
                    float.class,
                    ARRAY,
                    int.class,
                    int.class));

    /** Not static, which would make them constants. */
    private final MethodHandle sums = handle("sumUp", SUMS);

    private final MethodHandle add = handle("addTo", ADD);

    private static MethodHandle handle(String name, MethodType type) {
        try {
            return MethodHandles.lookup().findStatic(VectorNormLoops.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static RuntimeException unchecked(Throwable t) {
        if (t instanceof Error e) {
            throw e;
        }
        return t instanceof RuntimeException e ? e : new IllegalStateException(t);
    }

    private static FloatVector load(float[] a, int at) {
        return FloatVector.fromArray(S, a, at);
    }

    private static FloatVector load(float[] a, int at, VectorMask<Float> m) {
        return FloatVector.fromArray(S, a, at, m);
    }

    @Override
    public void sums(
            float[] x, int x0, float mean, float[] dy, int d0, float[] w, int w0, float shift, int n, float[] out) {
        try {
            sums.invokeExact(x, x0, mean, dy, d0, w, w0, shift, n, out);
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    private static void sumUp(
            float[] x, int x0, float mean, float[] dy, int d0, float[] w, int w0, float shift, int n, float[] out) {
        FloatVector squares = FloatVector.zero(S);
        FloatVector products = FloatVector.zero(S);
        FloatVector sum = FloatVector.zero(S);
        int i = 0;
        for (; i + L <= n; i += L) {
            FloatVector c = load(x, x0 + i).sub(mean);
            FloatVector g = load(w, w0 + i).add(shift).mul(load(dy, d0 + i));
            squares = c.fma(c, squares);
            products = g.fma(c, products);
            sum = sum.add(g);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            FloatVector c = load(x, x0 + i, m).sub(mean, m);
            FloatVector g = load(w, w0 + i, m).add(shift).mul(load(dy, d0 + i, m));
            squares = c.fma(c, squares);
            products = g.fma(c, products);
            sum = sum.add(g);
        }
        out[0] = Lanes.sum(squares);
        out[1] = Lanes.sum(products);
        out[2] = Lanes.sum(sum);
    }

    private static FloatVector mix(FloatVector g, float p, FloatVector c, float q, float r) {
        return g.mul(p).add(c.mul(q).add(r));
    }

    @Override
    public void add(
            float[] x,
            int x0,
            float mean,
            float[] dy,
            int d0,
            float[] w,
            int w0,
            float shift,
            float p,
            float q,
            float r,
            float[] dx,
            int o0,
            int n) {
        try {
            add.invokeExact(x, x0, mean, dy, d0, w, w0, shift, p, q, r, dx, o0, n);
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    private static void addTo(
            float[] x,
            int x0,
            float mean,
            float[] dy,
            int d0,
            float[] w,
            int w0,
            float shift,
            float p,
            float q,
            float r,
            float[] dx,
            int o0,
            int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            FloatVector c = load(x, x0 + i).sub(mean);
            FloatVector g = load(w, w0 + i).add(shift).mul(load(dy, d0 + i));
            load(dx, o0 + i).add(mix(g, p, c, q, r)).intoArray(dx, o0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            FloatVector c = load(x, x0 + i, m).sub(mean);
            FloatVector g = load(w, w0 + i, m).add(shift).mul(load(dy, d0 + i, m));
            load(dx, o0 + i, m).add(mix(g, p, c, q, r)).intoArray(dx, o0 + i, m);
        }
    }
}
