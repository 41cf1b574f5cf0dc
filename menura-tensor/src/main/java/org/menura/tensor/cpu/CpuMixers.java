package org.menura.tensor.cpu;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.KvCache;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.attention.AttentionKernel;
import org.menura.tensor.cpu.attention.KvReader;
import org.menura.tensor.cpu.attention.LibraryAttention;
import org.menura.tensor.cpu.elementwise.CopyOps;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.recurrent.Recurrence;
import org.menura.tensor.cpu.recurrent.Scans;
import org.menura.tensor.cpu.recurrent.Wkv;
import org.menura.tensor.cpu.work.Pool;
import org.menura.tensor.cpu.work.ShapeChecks;
import org.menura.tensor.cpu.work.Workers;

/** The part of the backend that mixes the rows of a sequence, and the threads and memory that every part uses. */
abstract sealed class CpuMixers implements Backend permits CpuImages {
    private static final Scans SCANS = Scans.BEST;
    private static final Wkv WKV = Wkv.BEST;

    /** Channels whose floats share a line of the cache. */
    private static final int CACHE_LINE = 16;

    final Workers workers;
    final Pool pool = new Pool();
    private final AttentionKernel attention;

    CpuMixers(CpuOptions options) {
        this.workers = new Workers(options.threads());
        this.attention = new AttentionKernel(workers, () -> libraryFirst() != null);
    }

    @Override
    public final Scope scope() {
        return pool.open();
    }

    @Override
    public final Scope scope(int rows) {
        return pool.open(rows);
    }

    @Override
    public final void release(Tensor result) {
        pool.release(result);
    }

    /** The library that computes what kernels of our own compute as fast once they are compiled; null for none. */
    abstract @Nullable MatrixLibrary libraryFirst();

    final Tensor make(Shape shape) {
        return pool.make(shape);
    }

    /** A tensor with x's outer sizes and rows of {@code n}. */
    final Tensor like(Tensor x, int n) {
        return pool.like(x, n);
    }

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
        KvReader[] memories = new KvReader[queries.count()];
        if (caches != null) {
            attention.append(k, v, keys, caches);
        }
        for (int s = 0; s < memories.length; s++) {
            memories[s] = caches == null
                    ? new KvReader.Rows(k, v, keys.start(s), keys.length(s))
                    : new KvReader.Cached(caches[s]);
        }
        attention.attend(
                q, queries, memories, k.dim(1), v.dim(2), spec, relativeBias, pool.rows(), pool::take, out.floats());
        return out;
    }

    @Override
    public Tensor causalConv(Tensor x, Tensor w, @Nullable Tensor bias, Segments segments, Tensor @Nullable [] states) {
        ShapeChecks.product("causalConv", x, w, x.shape().cols() == w.dim(0));
        Tensor out = make(x.shape());
        CopyOps.causalConv(workers, x, w, bias, segments, states, out.floats());
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
        int inner = a.dim(0);
        int n = a.dim(1);
        Recurrence.run(
                workers,
                segments,
                states,
                Shape.of(n, inner),
                inner,
                CACHE_LINE,
                8L * n,
                part -> SCANS.selective(part, x, delta, a, b, c, d, out.floats()));
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
        Recurrence.run(
                workers,
                segments,
                states,
                Shape.of(x.dim(1), b.dim(2), x.dim(2)),
                x.dim(1),
                1,
                2L * x.dim(2) * b.dim(2),
                part -> SCANS.heads(part, x, delta, a, b, c, d, out.floats()));
        return out;
    }

    @Override
    public Tensor wkv4(Tensor decay, Tensor bonus, Tensor k, Tensor v, Segments segments, Tensor @Nullable [] states) {
        Tensor out = make(k.shape());
        int n = k.shape().cols();
        Tensor[] carried = states == null ? emptyWkv4(segments.count(), n) : states;
        Recurrence.run(
                workers,
                segments,
                carried,
                Shape.of(3, n),
                n,
                CACHE_LINE,
                64,
                part -> WKV.four(part, decay, bonus, k, v, out.floats()));
        return out;
    }

    /** States of sequences of which nothing has been seen. */
    private static Tensor[] emptyWkv4(int count, int n) {
        Tensor[] states = new Tensor[count];
        for (int s = 0; s < count; s++) {
            states[s] = Tensor.zeros(3, n);
            Arrays.fill(states[s].floats(), 2 * n, 3 * n, -1e38f);
        }
        return states;
    }

    @Override
    public Tensor wkv6(
            Tensor r, Tensor k, Tensor v, Tensor w, Tensor bonus, Segments segments, Tensor @Nullable [] states) {
        Tensor out = make(v.shape());
        eachHead(r, 3, segments, states, part -> WKV.six(part, r, k, v, w, bonus, out.floats()));
        return out;
    }

    @Override
    public Tensor wkv7(
            Tensor r, Tensor w, Tensor k, Tensor v, Tensor a, Tensor b, Segments segments, Tensor @Nullable [] states) {
        Tensor out = make(v.shape());
        eachHead(r, 5, segments, states, part -> WKV.seven(part, r, w, k, v, a, b, out.floats()));
        return out;
    }

    private void eachHead(
            Tensor r, int cost, Segments segments, Tensor @Nullable [] states, Consumer<Recurrence.Stretch> work) {
        int heads = r.dim(1);
        int d = r.dim(2);
        Recurrence.run(workers, segments, states, Shape.of(heads, d, d), heads, 1, (long) cost * d * d, work);
    }
}
