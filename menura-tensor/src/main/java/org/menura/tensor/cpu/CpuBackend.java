package org.menura.tensor.cpu;

import java.util.List;
import java.util.function.Supplier;
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
import org.menura.tensor.cpu.conv.ConvForward;
import org.menura.tensor.cpu.elementwise.Elementwise;
import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.loops.FloatOps;
import org.menura.tensor.cpu.matmul.Kernels;
import org.menura.tensor.cpu.matmul.LowRankProducts;
import org.menura.tensor.cpu.matmul.MatMul;
import org.menura.tensor.cpu.matmul.ProductOptions;
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

    /** Machine code, where there is some and it is wanted. */
    final @Nullable KernelLibrary kernels;

    private final FloatOps floats;
    private final ConvForward convolutions;
    private final CpuElements elements;
    private final CpuRows rows;
    private final CpuMoves moves;
    private final CpuSequences sequences;

    /** The library that computes what kernels of our own compute as fast once they are compiled; gives null for none. */
    private final Supplier<@Nullable MatrixLibrary> first;

    /** Creates a backend with the given options. */
    public CpuBackend(CpuOptions options) {
        this.workers = new Workers(options.threads());
        this.products = new MatMul(
                workers,
                Kernels.BEST,
                new ProductOptions(
                        options.exact(), options.libraries(), options.bf16(), options.kernels(), options.brief()),
                pool.turn());
        this.kernels = options.kernels() ? FoundKernels.get() : null;
        this.floats = FloatOps.of(kernels == null ? null : kernels.floats());
        this.first = () -> options.brief() ? products.library() : null;
        this.convolutions = new ConvForward(workers, pool, products);
        this.elements = new CpuElements(workers, pool, floats, first);
        this.rows = new CpuRows(workers, pool, floats, first);
        this.moves = new CpuMoves(workers, pool, floats);
        this.sequences = new CpuSequences(workers, pool, floats, first, kernels);
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

    /**
     * Returns the name of the library of machine code that loops over floats use in this process, whatever the options of a backend;
     * "none" where there is none.
     */
    public static String machineCode() {
        KernelLibrary found = FoundKernels.get();
        return found == null ? "none" : found.name();
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

    @Override
    public boolean readsRowsFast() {
        return first.get() != null;
    }

    // --- products

    @Override
    public Tensor linear(Tensor x, Tensor w, @Nullable Tensor bias) {
        checkLinear(x, w);
        Tensor out = pool.like(x, w.dim(0));
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
            out[i] = pool.like(xs[i], ws[i].dim(0));
            floats[i] = out[i].floats();
        }
        if (!products.linears(xs, ws, pool.rows(), floats)) {
            for (int i = 0; i < xs.length; i++) {
                products.linear(xs[i], ws[i], null, pool.rows(), floats[i]);
            }
        }
        return out;
    }

    @Override
    public Tensor adaptedLinear(Tensor x, Tensor w, @Nullable Tensor bias, Tensor a, Tensor b, float scale) {
        if (!LowRankProducts.suit(a, b)) {
            return Backend.super.adaptedLinear(x, w, bias, a, b, scale);
        }
        Tensor out = linear(x, w, null);
        addLowRankTo(out, x, a, b, scale);
        if (bias != null) {
            Elementwise.add(workers, floats, out, bias, out.floats());
        }
        return out;
    }

    @Override
    public Tensor addLowRank(Tensor y, Tensor x, Tensor a, Tensor b, float scale) {
        if (!LowRankProducts.suit(a, b)) {
            return Backend.super.addLowRank(y, x, a, b, scale);
        }
        Tensor out = affine(y, 1, 0);
        addLowRankTo(out, x, a, b, scale);
        return out;
    }

    private void addLowRankTo(Tensor y, Tensor x, Tensor a, Tensor b, float scale) {
        Tensor inner = LowRankProducts.inner(workers, pool, x, a, scale);
        LowRankProducts.add(workers, inner, b, y);
        release(inner);
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
        Tensor out = pool.like(a, b.dim(1));
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
        return elements.add(a, b);
    }

    @Override
    public Tensor sub(Tensor a, Tensor b) {
        return elements.sub(a, b);
    }

    @Override
    public Tensor mul(Tensor a, Tensor b) {
        return elements.mul(a, b);
    }

    @Override
    public Tensor affine(Tensor x, float scale, float shift) {
        return elements.affine(x, scale, shift);
    }

    @Override
    public Tensor clamp(Tensor x, float low, float high) {
        return elements.clamp(x, low, high);
    }

    @Override
    public Tensor activate(Activation f, Tensor x) {
        return elements.activate(f, x);
    }

    @Override
    public Tensor gated(Activation f, Tensor gate, Tensor up) {
        return elements.gated(f, gate, up);
    }

    @Override
    public Tensor lerp(Tensor a, Tensor b, Tensor t) {
        return elements.lerp(a, b, t);
    }

    @Override
    public Tensor scaleRows(Tensor x, Tensor factors) {
        return elements.scaleRows(x, factors);
    }

    // --- over a row

    @Override
    public Tensor rmsNorm(Tensor x, @Nullable Tensor w, float eps, float shift) {
        return rows.rmsNorm(x, w, eps, shift);
    }

    @Override
    public Tensor layerNorm(Tensor x, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        return groupNorm(x, 1, w, bias, eps);
    }

    @Override
    public Tensor groupNorm(Tensor x, int groups, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        return rows.groupNorm(x, groups, w, bias, eps);
    }

    @Override
    public Tensor l2Normalize(Tensor x, float eps) {
        return rows.l2Normalize(x, eps);
    }

    @Override
    public Tensor normalizeSum(Tensor x) {
        return rows.normalizeSum(x);
    }

    @Override
    public Tensor softmax(Tensor x) {
        return rows.softmax(x);
    }

    // --- moving

    @Override
    public Tensor columns(Tensor x, int from, int to) {
        return moves.columns(x, from, to);
    }

    @Override
    public Tensor concat(List<Tensor> parts) {
        return moves.concat(parts);
    }

    @Override
    public Tensor gatherRows(Tensor x, int[] rows) {
        return moves.gatherRows(x, rows);
    }

    @Override
    public Tensor scatterRows(int count, List<Tensor> parts, List<int[]> targets) {
        return moves.scatterRows(count, parts, targets);
    }

    @Override
    public Tensor pick(Tensor x, int[] indices) {
        return moves.pick(x, indices);
    }

    @Override
    public Tensor sumGroups(Tensor x, int group) {
        return moves.sumGroups(x, group);
    }

    @Override
    public Tensor rope(Tensor x, Tensor angles, boolean interleaved) {
        return moves.rope(x, angles, interleaved);
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
        return rows.groupNorm(x, pictures, groups, w, bias, eps);
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
        return sequences.attention(q, k, v, spec, relativeBias, queries, keys, caches);
    }

    @Override
    public Tensor causalConv(Tensor x, Tensor w, @Nullable Tensor bias, Segments segments, Tensor @Nullable [] states) {
        return sequences.causalConv(x, w, bias, segments, states);
    }

    @Override
    public Tensor shift(Tensor x, Segments segments, Tensor @Nullable [] states) {
        return sequences.shift(x, segments, states);
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
        return sequences.selectiveScan(x, delta, a, b, c, d, segments, states);
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
        return sequences.headScan(x, delta, a, b, c, d, segments, states);
    }

    @Override
    public Tensor wkv4(Tensor decay, Tensor bonus, Tensor k, Tensor v, Segments segments, Tensor @Nullable [] states) {
        return sequences.wkv4(decay, bonus, k, v, segments, states);
    }

    @Override
    public Tensor wkv6(
            Tensor r, Tensor k, Tensor v, Tensor w, Tensor bonus, Segments segments, Tensor @Nullable [] states) {
        return sequences.wkv6(r, k, v, w, bonus, segments, states);
    }

    @Override
    public Tensor wkv7(
            Tensor r, Tensor w, Tensor k, Tensor v, Tensor a, Tensor b, Segments segments, Tensor @Nullable [] states) {
        return sequences.wkv7(r, w, k, v, a, b, segments, states);
    }

    // --- objectives

    @Override
    public Tensor crossEntropy(Tensor logits, int[] targets) {
        return rows.crossEntropy(logits, targets);
    }

    @Override
    public Tensor maskedCrossEntropy(Tensor logits, int[] targets, ClassSets allowed) {
        return rows.maskedCrossEntropy(logits, targets, allowed);
    }
}
