package org.menura.tensor.cpu;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.ClassSets;
import org.menura.tensor.Grid;
import org.menura.tensor.KvCache;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;
import org.menura.tensor.cpu.attention.AttentionKernel;
import org.menura.tensor.cpu.attention.KvReader;
import org.menura.tensor.cpu.attention.LibraryAttention;
import org.menura.tensor.cpu.conv.ConvForward;
import org.menura.tensor.cpu.elementwise.CopyOps;
import org.menura.tensor.cpu.elementwise.Elementwise;
import org.menura.tensor.cpu.elementwise.LibraryFunctions;
import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.loops.FloatOps;
import org.menura.tensor.cpu.matmul.Kernels;
import org.menura.tensor.cpu.matmul.MatMul;
import org.menura.tensor.cpu.matmul.ProductOptions;
import org.menura.tensor.cpu.norm.GroupNorms;
import org.menura.tensor.cpu.norm.Norms;
import org.menura.tensor.cpu.recurrent.MambaScans;
import org.menura.tensor.cpu.recurrent.TimeMixes;
import org.menura.tensor.cpu.simd.Simd;
import org.menura.tensor.cpu.work.Pool;
import org.menura.tensor.cpu.work.ShapeChecks;
import org.menura.tensor.cpu.work.Workers;

/**
 * A backend that computes on the CPU, on the caller's thread and workers of its own; results do not depend on their
 * number.
 *
 * <p>Thread-safe: a {@linkplain #scope scope}, which every pass of a model opens, has the backend to itself, and other
 * threads wait until it closes, in the order in which they came. To let several threads compute at the same time, give
 * each a backend and a model of its own; to let many texts share each pass, use {@code
 * org.menura.generate.LanguageModel} or its engine.
 */
public final class CpuBackend implements Backend {
    final Workers workers;
    final Pool pool = new Pool();
    final MatMul products;
    private final FloatOps floats;
    private final AttentionKernel attention;
    private final ConvForward convolutions;
    private final MambaScans scans;
    private final TimeMixes mixes;
    private final boolean brief;

    /** Creates a backend with the given options. */
    public CpuBackend(CpuOptions options) {
        this.workers = new Workers(options.threads());
        this.products = new MatMul(
                workers,
                Kernels.BEST,
                new ProductOptions(
                        options.exact(), options.libraries(), options.bf16(), options.kernels(), options.brief()),
                pool.turn());
        KernelLibrary library = options.kernels() ? FoundKernels.get() : null;
        this.floats = FloatOps.of(library == null ? null : library.floats());
        this.attention = new AttentionKernel(workers, library, () -> libraryFirst() != null);
        this.scans = new MambaScans(workers, library);
        this.mixes = new TimeMixes(workers, library);
        this.brief = options.brief();
        this.convolutions = new ConvForward(workers, pool, products);
    }

    /**
     * Creates the fastest backend on {@code threads} threads, the caller's included.
     *
     * @throws IllegalArgumentException if {@code threads} is not positive
     */
    public CpuBackend(int threads) {
        this(CpuOptions.fastest().withThreads(threads));
    }

    /** Creates the fastest backend on all processors. */
    public CpuBackend() {
        this(CpuOptions.fastest());
    }

    /**
     * Returns the name of the compute engine: "CPU", with "plain Java" where this JVM or processor has no use for the
     * Vector API, the kernels of machine code for few rows, and the native library that helps with many.
     */
    public String engine() {
        MatrixLibrary library = products.library();
        String few = products.kernelLibrary();
        String kernels = isVectorized() ? "CPU" : "CPU, plain Java";
        return kernels + (few == null ? "" : ", " + few) + (library == null ? "" : ", " + library.name());
    }

    /**
     * Returns whether the Vector API's kernels compute; without {@code --add-modules jdk.incubator.vector} they can't.
     */
    public static boolean isVectorized() {
        return Simd.ON;
    }

    // --- threads and memory

    @Override
    public Scope scope() {
        return pool.open();
    }

    @Override
    public Scope scope(int rows) {
        return pool.open(rows);
    }

    @Override
    public void release(Tensor result) {
        pool.release(result);
    }

    Tensor make(Shape shape) {
        return pool.make(shape);
    }

    /** A tensor with x's outer sizes and rows of {@code n}. */
    Tensor like(Tensor x, int n) {
        return pool.like(x, n);
    }

    /** The library that computes what kernels of our own compute as fast once they are compiled; null for none. */
    private @Nullable MatrixLibrary libraryFirst() {
        return brief ? products.library() : null;
    }

    @Override
    public boolean readsRowsFast() {
        return libraryFirst() != null;
    }

    // --- products

    @Override
    public Tensor linear(Tensor x, Tensor w, @Nullable Tensor bias) {
        checkLinear(x, w);
        Tensor out = like(x, w.dim(0));
        products.linear(x, w, null, pool.rows(), out.floats());
        if (bias != null) {
            Elementwise.add(workers, floats, out, bias, out.floats());
        }
        return out;
    }

    @Override
    public Tensor[] linears(Tensor[] xs, Tensor[] ws) {
        Tensor[] out = new Tensor[xs.length];
        float[][] floats = new float[xs.length][];
        for (int i = 0; i < xs.length; i++) {
            checkLinear(xs[i], ws[i]);
            out[i] = like(xs[i], ws[i].dim(0));
            floats[i] = out[i].floats();
        }
        if (!products.linears(xs, ws, pool.rows(), floats)) {
            for (int i = 0; i < xs.length; i++) {
                products.linear(xs[i], ws[i], null, pool.rows(), floats[i]);
            }
        }
        return out;
    }

    private static void checkLinear(Tensor x, Tensor w) {
        ShapeChecks.product(
                "linear",
                x,
                w,
                x.shape().cols() == w.shape().cols() && w.shape().rank() == 2);
    }

    @Override
    public Tensor matmul(Tensor a, Tensor b) {
        ShapeChecks.product("matmul", a, b, b.shape().rank() == 2 && a.shape().cols() == b.dim(0));
        Tensor out = like(a, b.dim(1));
        products.matmul(a, b, pool.rows(), out.floats());
        return out;
    }

    @Override
    public Tensor embedding(Tensor table, int[] ids) {
        Tensor out = make(Shape.of(ids.length, table.shape().cols()));
        MatMul.embedding(table, ids, out.floats());
        return out;
    }

    // --- element by element

    @Override
    public Tensor add(Tensor a, Tensor b) {
        ShapeChecks.broadcast("add", a, b);
        Tensor out = make(a.shape());
        Elementwise.add(workers, floats, a, b, out.floats());
        return out;
    }

    @Override
    public Tensor sub(Tensor a, Tensor b) {
        ShapeChecks.broadcast("sub", a, b);
        Tensor out = make(a.shape());
        Elementwise.sub(workers, a, b, out.floats());
        return out;
    }

    @Override
    public Tensor mul(Tensor a, Tensor b) {
        ShapeChecks.broadcast("mul", a, b);
        Tensor out = make(a.shape());
        Elementwise.mul(workers, floats, a, b, out.floats());
        return out;
    }

    @Override
    public Tensor affine(Tensor x, float scale, float shift) {
        Tensor out = make(x.shape());
        Elementwise.affine(workers, floats, x, scale, shift, out.floats());
        return out;
    }

    @Override
    public Tensor clamp(Tensor x, float low, float high) {
        Tensor out = make(x.shape());
        Elementwise.clamp(workers, floats, x, low, high, out.floats());
        return out;
    }

    @Override
    public Tensor activate(Activation f, Tensor x) {
        Tensor out = make(x.shape());
        MatrixLibrary library = libraryFirst();
        if (library == null || !LibraryFunctions.activate(workers, library, f, x, out.floats())) {
            Elementwise.activate(workers, floats, f, x, out.floats());
        }
        return out;
    }

    @Override
    public Tensor gated(Activation f, Tensor gate, Tensor up) {
        ShapeChecks.product("gated", gate, up, gate.shape().equals(up.shape()));
        Tensor out = make(gate.shape());
        Elementwise.gated(workers, floats, f, gate, up, out.floats());
        return out;
    }

    @Override
    public Tensor lerp(Tensor a, Tensor b, Tensor t) {
        ShapeChecks.broadcast("lerp", a, t);
        ShapeChecks.product("lerp", a, b, a.shape().equals(b.shape()));
        Tensor out = make(a.shape());
        Elementwise.lerp(workers, floats, a, b, t, out.floats());
        return out;
    }

    @Override
    public Tensor scaleRows(Tensor x, Tensor factors) {
        ShapeChecks.product(
                "scaleRows", x, factors, factors.elements() == x.shape().rows());
        Tensor out = make(x.shape());
        Elementwise.scaleRows(workers, floats, x, factors, out.floats());
        return out;
    }

    // --- over a row

    @Override
    public Tensor rmsNorm(Tensor x, @Nullable Tensor w, float eps, float shift) {
        ShapeChecks.factors("rmsNorm", x, w);
        Tensor out = make(x.shape());
        Norms.rms(workers, floats, x, w, eps, shift, out.floats());
        return out;
    }

    @Override
    public Tensor layerNorm(Tensor x, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        return groupNorm(x, 1, w, bias, eps);
    }

    @Override
    public Tensor groupNorm(Tensor x, int groups, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        ShapeChecks.factors("layerNorm", x, w);
        ShapeChecks.factors("layerNorm", x, bias);
        Tensor out = make(x.shape());
        Norms.standardize(workers, floats, x, groups, w, bias, eps, libraryFirst() != null, out.floats());
        return out;
    }

    @Override
    public Tensor l2Normalize(Tensor x, float eps) {
        Tensor out = make(x.shape());
        Norms.l2(workers, floats, x, eps, out.floats());
        return out;
    }

    @Override
    public Tensor normalizeSum(Tensor x) {
        Tensor out = make(x.shape());
        Norms.normalizeSum(workers, floats, x, out.floats());
        return out;
    }

    @Override
    public Tensor softmax(Tensor x) {
        Tensor out = make(x.shape());
        Norms.softmax(workers, floats, x, out.floats());
        return out;
    }

    // --- moving

    @Override
    public Tensor columns(Tensor x, int from, int to) {
        Tensor out = like(x, to - from);
        CopyOps.columns(workers, x, from, to, out.floats());
        return out;
    }

    @Override
    public Tensor concat(List<Tensor> parts) {
        Tensor first = parts.getFirst();
        for (Tensor p : parts) {
            ShapeChecks.product(
                    "concat", first, p, p.shape().rows() == first.shape().rows());
        }
        Tensor out = like(first, parts.stream().mapToInt(p -> p.shape().cols()).sum());
        CopyOps.concat(workers, parts, (int) first.shape().rows(), out.floats());
        return out;
    }

    @Override
    public Tensor gatherRows(Tensor x, int[] rows) {
        long[] sizes = x.shape().toArray();
        sizes[0] = rows.length;
        Tensor out = make(Shape.of(sizes));
        CopyOps.gather(workers, x, rows, out.floats());
        return out;
    }

    @Override
    public Tensor scatterRows(int count, List<Tensor> parts, List<int[]> targets) {
        int width = parts.getFirst().shape().cols();
        Tensor out = make(Shape.of(count, width));
        CopyOps.scatter(floats, width, parts, targets, out.floats(), count);
        return out;
    }

    @Override
    public Tensor pick(Tensor x, int[] indices) {
        Tensor out = make(Shape.of(indices.length));
        CopyOps.pick(x, indices, out.floats());
        return out;
    }

    @Override
    public Tensor sumGroups(Tensor x, int group) {
        Tensor out = make(Shape.of(x.shape().rows() / group, x.shape().cols()));
        CopyOps.sumGroups(workers, floats, x, group, out.floats());
        return out;
    }

    @Override
    public Tensor rope(Tensor x, Tensor angles, boolean interleaved) {
        ShapeChecks.product("rope", x, angles, angles.dim(0) == x.dim(0) && 2 * angles.dim(2) <= x.dim(2));
        Tensor out = make(x.shape());
        CopyOps.rope(workers, floats, x, angles, interleaved, out.floats());
        return out;
    }

    // --- pictures

    @Override
    public Tensor conv(Tensor x, Tensor w, @Nullable Tensor bias, Grid grid, Window window, int groups) {
        return convolutions.plain(x, w, bias, grid, window, groups);
    }

    @Override
    public Tensor convTransposed(
            Tensor x, Tensor w, @Nullable Tensor bias, Grid grid, Window window, Grid out, int groups) {
        return convolutions.transposed(x, w, bias, grid, window, out, groups);
    }

    @Override
    public Tensor groupNorm(
            Tensor x, Segments pictures, int groups, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        ShapeChecks.factors("groupNorm", x, w);
        ShapeChecks.factors("groupNorm", x, bias);
        if (x.shape().rows() != pictures.rows() || groups < 1 || x.shape().cols() % groups != 0) {
            throw new IllegalArgumentException("groupNorm cannot take shape %s with %d rows in pictures and %d groups"
                    .formatted(x.shape(), pictures.rows(), groups));
        }
        Tensor out = make(x.shape());
        GroupNorms.run(workers, x, pictures, groups, w, bias, eps, out);
        return out;
    }

    // --- sequence mixers

    @Override
    public Tensor attention(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionSpec spec,
            @Nullable Tensor relativeBias,
            Segments queries,
            Segments keys,
            KvCache @Nullable [] caches) {
        ShapeChecks.product("attention", q, k, q.dim(2) == k.dim(2) && q.dim(1) % k.dim(1) == 0);
        ShapeChecks.product("attention", k, v, k.dim(0) == v.dim(0) && v.dim(1) == k.dim(1));
        Tensor out = make(Shape.of(q.dim(0), q.dim(1), v.dim(2)));
        MatrixLibrary library = libraryFirst();
        if (library != null
                && caches == null
                && pool.rows() == 0
                && LibraryAttention.suits(spec, relativeBias, queries, keys)) {
            new LibraryAttention(workers, library).attend(q, k, v, spec.scale(), queries, keys, out.floats());
            return out;
        }
        KvReader[] memories = attention.memories(k, v, keys, caches);
        attention.attend(
                q, queries, memories, k.dim(1), v.dim(2), spec, relativeBias, pool.rows(), pool::take, out.floats());
        return out;
    }

    @Override
    public Tensor causalConv(Tensor x, Tensor w, @Nullable Tensor bias, Segments segments, Tensor @Nullable [] states) {
        ShapeChecks.product("causalConv", x, w, x.shape().cols() == w.dim(0));
        Tensor out = make(x.shape());
        CopyOps.causalConv(workers, floats, x, w, bias, segments, states, out.floats());
        return out;
    }

    @Override
    public Tensor shift(Tensor x, Segments segments, Tensor @Nullable [] states) {
        Tensor out = make(x.shape());
        CopyOps.shift(workers, x, segments, states, out.floats());
        return out;
    }

    @Override
    public Tensor selectiveScan(
            Tensor x,
            Tensor delta,
            Tensor a,
            Tensor b,
            Tensor c,
            Tensor d,
            Segments segments,
            Tensor @Nullable [] states) {
        Tensor out = make(x.shape());
        scans.selective(x, delta, a, b, c, d, segments, states, out.floats());
        return out;
    }

    @Override
    public Tensor headScan(
            Tensor x,
            Tensor delta,
            Tensor a,
            Tensor b,
            Tensor c,
            Tensor d,
            Segments segments,
            Tensor @Nullable [] states) {
        Tensor out = make(x.shape());
        scans.heads(x, delta, a, b, c, d, segments, states, out.floats());
        return out;
    }

    @Override
    public Tensor wkv4(Tensor decay, Tensor bonus, Tensor k, Tensor v, Segments segments, Tensor @Nullable [] states) {
        Tensor out = make(k.shape());
        mixes.four(decay, bonus, k, v, segments, states, out.floats());
        return out;
    }

    @Override
    public Tensor wkv6(
            Tensor r, Tensor k, Tensor v, Tensor w, Tensor bonus, Segments segments, Tensor @Nullable [] states) {
        Tensor out = make(v.shape());
        mixes.six(r, k, v, w, bonus, segments, states, out.floats());
        return out;
    }

    @Override
    public Tensor wkv7(
            Tensor r, Tensor w, Tensor k, Tensor v, Tensor a, Tensor b, Segments segments, Tensor @Nullable [] states) {
        Tensor out = make(v.shape());
        mixes.seven(r, w, k, v, a, b, segments, states, out.floats());
        return out;
    }

    // --- objectives

    @Override
    public Tensor crossEntropy(Tensor logits, int[] targets) {
        ShapeChecks.product("crossEntropy", logits, logits, logits.shape().rows() == targets.length);
        Tensor out = make(Shape.of(targets.length));
        Norms.crossEntropy(workers, logits, targets, out.floats());
        return out;
    }

    @Override
    public Tensor maskedCrossEntropy(Tensor logits, int[] targets, ClassSets allowed) {
        ShapeChecks.product("maskedCrossEntropy", logits, logits, logits.shape().rows() == targets.length);
        allowed.check(targets, logits.shape().cols());
        Tensor out = make(Shape.of(targets.length));
        Norms.maskedCrossEntropy(workers, logits, targets, allowed, out.floats());
        return out;
    }
}
