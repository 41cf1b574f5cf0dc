package org.menura.tensor.cpu;

import java.util.List;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.elementwise.CopyOps;
import org.menura.tensor.cpu.loops.FloatOps;
import org.menura.tensor.cpu.work.Pool;
import org.menura.tensor.cpu.work.ShapeChecks;
import org.menura.tensor.cpu.work.Workers;

/** Moves, joins, sums and turns rows and columns. */
final class CpuMoves {
    private final Workers workers;
    private final Pool pool;
    private final FloatOps floats;

    CpuMoves(Workers workers, Pool pool, FloatOps floats) {
        this.workers = workers;
        this.pool = pool;
        this.floats = floats;
    }

    Tensor columns(Tensor x, int from, int to) {
        Tensor out = pool.like(x, to - from);
        CopyOps.columns(workers, x, from, to, out.floats());
        return out;
    }

    Tensor concat(List<Tensor> parts) {
        Tensor first = parts.getFirst();
        for (Tensor p : parts) {
            ShapeChecks.product(
                    "concat", first, p, p.shape().rows() == first.shape().rows());
        }
        Tensor out =
                pool.like(first, parts.stream().mapToInt(p -> p.shape().cols()).sum());
        CopyOps.concat(workers, parts, (int) first.shape().rows(), out.floats());
        return out;
    }

    Tensor gatherRows(Tensor x, int[] rows) {
        long[] sizes = x.shape().toArray();
        sizes[0] = rows.length;
        Tensor out = pool.make(Shape.of(sizes));
        CopyOps.gather(workers, x, rows, out.floats());
        return out;
    }

    Tensor scatterRows(int count, List<Tensor> parts, List<int[]> targets) {
        int width = parts.getFirst().shape().cols();
        Tensor out = pool.make(Shape.of(count, width));
        CopyOps.scatter(floats, width, parts, targets, out.floats(), count);
        return out;
    }

    Tensor pick(Tensor x, int[] indices) {
        Tensor out = pool.make(Shape.of(indices.length));
        CopyOps.pick(x, indices, out.floats());
        return out;
    }

    Tensor sumGroups(Tensor x, int group) {
        Tensor out = pool.make(Shape.of(x.shape().rows() / group, x.shape().cols()));
        CopyOps.sumGroups(workers, floats, x, group, out.floats());
        return out;
    }

    Tensor rope(Tensor x, Tensor angles, boolean interleaved) {
        ShapeChecks.product("rope", x, angles, angles.dim(0) == x.dim(0) && 2 * angles.dim(2) <= x.dim(2));
        Tensor out = pool.make(x.shape());
        CopyOps.rope(workers, floats, x, angles, interleaved, out.floats());
        return out;
    }
}
