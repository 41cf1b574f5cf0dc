package org.menura.tensor.cpu;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.KvCache;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.attention.AttentionKernel;
import org.menura.tensor.cpu.attention.KvReader;
import org.menura.tensor.cpu.attention.LibraryAttention;
import org.menura.tensor.cpu.elementwise.CopyOps;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.loops.FloatOps;
import org.menura.tensor.cpu.recurrent.MambaScans;
import org.menura.tensor.cpu.recurrent.TimeMixes;
import org.menura.tensor.cpu.work.Pool;
import org.menura.tensor.cpu.work.ShapeChecks;
import org.menura.tensor.cpu.work.Workers;

/** Mixes the rows of sequences: attention, convolutions, shifts, scans. */
final class CpuSequences {
    private final Workers workers;
    private final Pool pool;
    private final FloatOps floats;
    private final Supplier<@Nullable MatrixLibrary> first;
    private final AttentionKernel attention;
    private final MambaScans scans;
    private final TimeMixes mixes;

    /**
     * Creates the operations of a backend.
     *
     * @param first the library that comes before kernels of our own; gives null for none
     */
    CpuSequences(
            Workers workers,
            Pool pool,
            FloatOps floats,
            Supplier<@Nullable MatrixLibrary> first,
            @Nullable KernelLibrary library) {
        this.workers = workers;
        this.pool = pool;
        this.floats = floats;
        this.first = first;
        this.attention = new AttentionKernel(workers, library, () -> first.get() != null);
        this.scans = new MambaScans(workers, library);
        this.mixes = new TimeMixes(workers, library);
    }

    Tensor attention(
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
        Tensor out = pool.make(Shape.of(q.dim(0), q.dim(1), v.dim(2)));
        MatrixLibrary library = first.get();
        if (library != null
                && caches == null
                && pool.rows() == 0
                && LibraryAttention.suits(spec, relativeBias, queries, keys)) {
            new LibraryAttention(workers, library).attend(q, k, v, spec, queries, keys, out.floats());
            return out;
        }
        KvReader[] memories = attention.memories(k, v, keys, caches);
        attention.attend(
                q, queries, memories, k.dim(1), v.dim(2), spec, relativeBias, pool.rows(), pool::take, out.floats());
        return out;
    }

    Tensor causalConv(Tensor x, Tensor w, @Nullable Tensor bias, Segments segments, Tensor @Nullable [] states) {
        ShapeChecks.product("causalConv", x, w, x.shape().cols() == w.dim(0));
        Tensor out = pool.make(x.shape());
        CopyOps.causalConv(workers, floats, x, w, bias, segments, states, out.floats());
        return out;
    }

    Tensor shift(Tensor x, Segments segments, Tensor @Nullable [] states) {
        Tensor out = pool.make(x.shape());
        CopyOps.shift(workers, x, segments, states, out.floats());
        return out;
    }

    Tensor selectiveScan(
            Tensor x,
            Tensor delta,
            Tensor a,
            Tensor b,
            Tensor c,
            Tensor d,
            Segments segments,
            Tensor @Nullable [] states) {
        Tensor out = pool.make(x.shape());
        scans.selective(x, delta, a, b, c, d, segments, states, out.floats());
        return out;
    }

    Tensor headScan(
            Tensor x,
            Tensor delta,
            Tensor a,
            Tensor b,
            Tensor c,
            Tensor d,
            Segments segments,
            Tensor @Nullable [] states) {
        Tensor out = pool.make(x.shape());
        scans.heads(x, delta, a, b, c, d, segments, states, out.floats());
        return out;
    }

    Tensor wkv4(Tensor decay, Tensor bonus, Tensor k, Tensor v, Segments segments, Tensor @Nullable [] states) {
        Tensor out = pool.make(k.shape());
        mixes.four(decay, bonus, k, v, segments, states, out.floats());
        return out;
    }

    Tensor wkv6(Tensor r, Tensor k, Tensor v, Tensor w, Tensor bonus, Segments segments, Tensor @Nullable [] states) {
        Tensor out = pool.make(v.shape());
        mixes.six(r, k, v, w, bonus, segments, states, out.floats());
        return out;
    }

    Tensor wkv7(
            Tensor r, Tensor w, Tensor k, Tensor v, Tensor a, Tensor b, Segments segments, Tensor @Nullable [] states) {
        Tensor out = pool.make(v.shape());
        mixes.seven(r, w, k, v, a, b, segments, states, out.floats());
        return out;
    }
}
