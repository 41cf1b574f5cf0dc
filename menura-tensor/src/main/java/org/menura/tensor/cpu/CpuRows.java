package org.menura.tensor.cpu;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.ClassSets;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.loops.FloatOps;
import org.menura.tensor.cpu.norm.GroupNorms;
import org.menura.tensor.cpu.norm.Norms;
import org.menura.tensor.cpu.work.Pool;
import org.menura.tensor.cpu.work.ShapeChecks;
import org.menura.tensor.cpu.work.Workers;

/** Computes over whole rows, or all rows of a picture: norms, softmax and entropies. */
final class CpuRows {
    private final Workers workers;
    private final Pool pool;
    private final FloatOps floats;
    private final Supplier<@Nullable MatrixLibrary> first;

    /**
     * Creates the operations of a backend.
     *
     * @param first the library that comes before kernels of our own; gives null for none
     */
    CpuRows(Workers workers, Pool pool, FloatOps floats, Supplier<@Nullable MatrixLibrary> first) {
        this.workers = workers;
        this.pool = pool;
        this.floats = floats;
        this.first = first;
    }

    Tensor rmsNorm(Tensor x, @Nullable Tensor w, float eps, float shift) {
        ShapeChecks.factors("rmsNorm", x, w);
        Tensor out = pool.make(x.shape());
        Norms.rms(workers, floats, x, w, eps, shift, out.floats());
        return out;
    }

    Tensor groupNorm(Tensor x, int groups, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        ShapeChecks.factors("layerNorm", x, w);
        ShapeChecks.factors("layerNorm", x, bias);
        Tensor out = pool.make(x.shape());
        Norms.standardize(workers, floats, x, groups, w, bias, eps, first.get() != null, out.floats());
        return out;
    }

    Tensor l2Normalize(Tensor x, float eps) {
        Tensor out = pool.make(x.shape());
        Norms.l2(workers, floats, x, eps, out.floats());
        return out;
    }

    Tensor normalizeSum(Tensor x) {
        Tensor out = pool.make(x.shape());
        Norms.normalizeSum(workers, floats, x, out.floats());
        return out;
    }

    Tensor softmax(Tensor x) {
        Tensor out = pool.make(x.shape());
        Norms.softmax(workers, floats, x, out.floats());
        return out;
    }

    Tensor groupNorm(Tensor x, Segments pictures, int groups, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        ShapeChecks.factors("groupNorm", x, w);
        ShapeChecks.factors("groupNorm", x, bias);
        if (x.shape().rows() != pictures.rows() || groups < 1 || x.shape().cols() % groups != 0) {
            throw new IllegalArgumentException("groupNorm cannot take shape %s with %d rows in pictures and %d groups"
                    .formatted(x.shape(), pictures.rows(), groups));
        }
        Tensor out = pool.make(x.shape());
        GroupNorms.run(workers, x, pictures, groups, w, bias, eps, out);
        return out;
    }

    Tensor crossEntropy(Tensor logits, int[] targets) {
        ShapeChecks.product("crossEntropy", logits, logits, logits.shape().rows() == targets.length);
        Tensor out = pool.make(Shape.of(targets.length));
        Norms.crossEntropy(workers, logits, targets, out.floats());
        return out;
    }

    Tensor maskedCrossEntropy(Tensor logits, int[] targets, ClassSets allowed) {
        ShapeChecks.product("maskedCrossEntropy", logits, logits, logits.shape().rows() == targets.length);
        allowed.check(targets, logits.shape().cols());
        Tensor out = pool.make(Shape.of(targets.length));
        Norms.maskedCrossEntropy(workers, logits, targets, allowed, out.floats());
        return out;
    }
}
