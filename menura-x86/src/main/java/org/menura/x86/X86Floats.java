package org.menura.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Activation;
import org.menura.tensor.cpu.library.FloatKernels;
import org.menura.x86.asm.Op;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.kernel.ConvRow;
import org.menura.x86.kernel.ElementRows;
import org.menura.x86.kernel.Isa;
import org.menura.x86.kernel.NormRow;
import org.menura.x86.kernel.RopeRow;
import org.menura.x86.kernel.SumRow;

/** Functions of floats, written when they are first asked for. Ranges are checked here. */
final class X86Floats implements FloatKernels {
    private static final MemorySegment NONE = MemorySegment.NULL;

    /** Elements of a call: a collector waits for it. */
    private static final int MOST = 1 << 16;

    private final CodeMemory memory;
    private final Isa isa;
    private final Map<Activation, Lazy> activations = new EnumMap<>(Activation.class);
    private final Map<Activation, Lazy> gates = new EnumMap<>(Activation.class);
    private final Lazy sum;
    private final Lazy product;
    private final Lazy affine;
    private final Lazy clamp;
    private final Lazy lerp;
    private final Lazy softmax;
    private final Lazy normalizeSum;
    private final Lazy total;
    private final Rotations rotations;
    private final ConcurrentHashMap<Record, Optional<MemorySegment>> rows = new ConcurrentHashMap<>();

    X86Floats(CodeMemory memory, Isa isa) {
        this.memory = memory;
        this.isa = isa;
        for (Activation f : Activation.values()) {
            activations.put(f, new Lazy(() -> ElementRows.activation(f, isa)));
            gates.put(f, new Lazy(() -> ElementRows.gated(f, isa)));
        }
        this.sum = new Lazy(() -> ElementRows.pairwise(Op.VADDPS, isa));
        this.product = new Lazy(() -> ElementRows.pairwise(Op.VMULPS, isa));
        this.affine = new Lazy(() -> ElementRows.affine(isa));
        this.clamp = new Lazy(() -> ElementRows.clamp(isa));
        this.lerp = new Lazy(() -> ElementRows.lerp(isa));
        this.softmax = new Lazy(() -> SumRow.softmax(isa));
        this.normalizeSum = new Lazy(() -> SumRow.normalize(isa));
        this.rotations = new Rotations(memory, isa);
        this.total = new Lazy(() -> SumRow.total(isa));
    }

    /** Code that is written when it is first needed; none if the system refuses memory. */
    private final class Lazy {
        private final Supplier<byte[]> writer;
        private volatile @Nullable Optional<MemorySegment> code;

        Lazy(Supplier<byte[]> writer) {
            this.writer = writer;
        }

        @Nullable
        MemorySegment get() {
            Optional<MemorySegment> found = code;
            if (found == null) {
                found = load(writer.get());
                code = found;
            }
            return found.orElse(null);
        }
    }

    private Optional<MemorySegment> load(byte[] code) {
        return Optional.ofNullable(memory.load(code, Arena.ofAuto()));
    }

    private record Rms(boolean factors, float eps, float shift) {}

    private record Standardize(boolean factors, boolean summands, float eps) {}

    private record L2(float eps) {}

    private record Conv(int channels, int width, boolean summands) {}

    private @Nullable MemorySegment row(Record shape) {
        Optional<MemorySegment> code = rows.get(shape);
        return (code == null ? rows.computeIfAbsent(shape, this::write) : code).orElse(null);
    }

    private Optional<MemorySegment> write(Record shape) {
        // Not a switch: the first one over types takes the JVM longer than code takes to be written.
        byte[] code;
        if (shape instanceof Rms r) {
            code = NormRow.rms(r.factors(), r.eps(), r.shift(), isa);
        } else if (shape instanceof Standardize s) {
            code = NormRow.standardize(s.factors(), s.summands(), s.eps(), isa);
        } else if (shape instanceof L2 l) {
            code = NormRow.l2(l.eps(), isa);
        } else if (shape instanceof Conv v) {
            code = ConvRow.write(v.channels(), v.width(), v.summands(), isa);
        } else {
            throw new IllegalArgumentException("no code for " + shape);
        }
        return load(code);
    }

    private static boolean elements(
            @Nullable Lazy f, float[] a, int a0, float @Nullable [] b, int b0, float[] out, int o0, int n) {
        MemorySegment code = f == null ? null : f.get();
        if (code == null) {
            return false;
        }
        Objects.checkFromIndexSize(a0, n, a.length);
        Objects.checkFromIndexSize(o0, n, out.length);
        for (int i = 0; i < n; i += MOST) {
            int count = Math.min(MOST, n - i);
            MemorySegment second = b == null ? NONE : Calls.range(b, b0 + i, count);
            Calls.five(code, Calls.range(a, a0 + i, count), second, Calls.range(out, o0 + i, count), NONE, NONE, count);
        }
        return true;
    }

    @Override
    public boolean activate(Activation f, float[] x, int x0, float[] out, int o0, int n) {
        return elements(activations.get(f), x, x0, null, 0, out, o0, n);
    }

    @Override
    public boolean gated(Activation f, float[] gate, int g0, float[] up, int u0, float[] out, int o0, int n) {
        return elements(gates.get(f), gate, g0, up, u0, out, o0, n);
    }

    @Override
    public boolean add(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
        return elements(sum, a, a0, b, b0, out, o0, n);
    }

    @Override
    public boolean mul(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
        return elements(product, a, a0, b, b0, out, o0, n);
    }

    @Override
    public boolean affine(float[] x, int x0, float scale, float shift, float[] out, int o0, int n) {
        return pair(affine, x, x0, scale, shift, out, o0, n);
    }

    @Override
    public boolean clamp(float[] x, int x0, float low, float high, float[] out, int o0, int n) {
        return pair(clamp, x, x0, low, high, out, o0, n);
    }

    /** A function with two numbers. */
    private static boolean pair(Lazy f, float[] x, int x0, float a, float b, float[] out, int o0, int n) {
        MemorySegment code = f.get();
        if (code == null) {
            return false;
        }
        MemorySegment both = MemorySegment.ofArray(new float[] {a, b});
        Calls.five(code, Calls.range(x, x0, n), both, Calls.range(out, o0, n), NONE, NONE, n);
        return true;
    }

    @Override
    public boolean lerp(float[] a, int a0, float[] b, int b0, float[] t, int t0, float[] out, int o0, int n) {
        MemorySegment code = lerp.get();
        if (code == null) {
            return false;
        }
        Calls.five(
                code,
                Calls.range(a, a0, n),
                Calls.range(b, b0, n),
                Calls.range(out, o0, n),
                Calls.range(t, t0, n),
                NONE,
                n);
        return true;
    }

    @Override
    public boolean softmax(float[] x, int x0, float[] out, int o0, int n) {
        return row(softmax.get(), x, x0, out, o0, n, n);
    }

    @Override
    public boolean normalizeSum(float[] x, int x0, float[] out, int o0, int n) {
        return row(normalizeSum.get(), x, x0, out, o0, n, n);
    }

    @Override
    public boolean sum(float[] x, int x0, float[] out, int o0, int n) {
        return row(total.get(), x, x0, out, o0, 1, n);
    }

    @Override
    public boolean l2(float[] x, int x0, float[] out, int o0, int n, float eps) {
        return isRow(n) && row(row(new L2(eps)), x, x0, out, o0, n, n);
    }

    /** A function of a row of n elements with so many results. */
    private static boolean row(
            @Nullable MemorySegment code, float[] x, int x0, float[] out, int o0, int results, int n) {
        if (code == null || n < 1) {
            return false;
        }
        Calls.five(code, Calls.range(x, x0, n), NONE, Calls.range(out, o0, results), NONE, NONE, n);
        return true;
    }

    @Override
    public boolean conv(
            float[] past,
            int p0,
            float[] x,
            int x0,
            float[] taps,
            float @Nullable [] bias,
            int b0,
            float[] out,
            int o0,
            int n,
            int width) {
        MemorySegment code = ConvRow.has(n, width) ? row(new Conv(n, width, bias != null)) : null;
        if (code == null) {
            return false;
        }
        MemorySegment before = width == 1 ? NONE : Calls.range(past, p0, Math.multiplyExact(width - 1, n));
        MemorySegment weights = Calls.range(taps, 0, Math.multiplyExact(width, n));
        MemorySegment summands = bias == null ? NONE : Calls.range(bias, b0, n);
        Calls.five(code, before, weights, Calls.range(out, o0, n), summands, Calls.range(x, x0, n), n);
        return true;
    }

    private static boolean isRow(int n) {
        return n > 0 && n % NormRow.MULTIPLE == 0;
    }

    @Override
    public boolean rms(
            float[] x, int x0, float @Nullable [] w, int w0, float[] out, int o0, int n, float eps, float shift) {
        MemorySegment code = isRow(n) ? row(new Rms(w != null, eps, shift)) : null;
        if (code == null) {
            return false;
        }
        MemorySegment factors = w == null ? NONE : Calls.range(w, w0, n);
        Calls.five(code, Calls.range(x, x0, n), factors, Calls.range(out, o0, n), NONE, NONE, n);
        return true;
    }

    @Override
    public boolean standardize(
            float[] x,
            int x0,
            float @Nullable [] w,
            int w0,
            float @Nullable [] b,
            int b0,
            float[] out,
            int o0,
            int n,
            float eps) {
        MemorySegment code = isRow(n) ? row(new Standardize(w != null, b != null, eps)) : null;
        if (code == null) {
            return false;
        }
        MemorySegment factors = w == null ? NONE : Calls.range(w, w0, n);
        MemorySegment summands = b == null ? NONE : Calls.range(b, b0, n);
        Calls.five(code, Calls.range(x, x0, n), factors, Calls.range(out, o0, n), summands, NONE, n);
        return true;
    }

    @Override
    public boolean rope(
            float[] x,
            int x0,
            float[] angles,
            int a0,
            int pairs,
            boolean interleaved,
            int heads,
            int dim,
            float[] out,
            int o0) {
        return rotations.turn(new RopeRow(dim, pairs, interleaved, false), heads, x, x0, angles, a0, out, o0);
    }
}
