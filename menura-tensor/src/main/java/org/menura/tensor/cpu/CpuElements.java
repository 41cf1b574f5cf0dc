package org.menura.tensor.cpu;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Activation;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.elementwise.Elementwise;
import org.menura.tensor.cpu.elementwise.LibraryFunctions;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.loops.FloatOps;
import org.menura.tensor.cpu.work.Pool;
import org.menura.tensor.cpu.work.ShapeChecks;
import org.menura.tensor.cpu.work.Workers;

/** Computes element by element. */
final class CpuElements {
    private final Workers workers;
    private final Pool pool;
    private final FloatOps floats;
    private final Supplier<@Nullable MatrixLibrary> first;

    /**
     * Creates the operations of a backend.
     *
     * @param first the library that comes before kernels of our own; gives null for none
     */
    CpuElements(Workers workers, Pool pool, FloatOps floats, Supplier<@Nullable MatrixLibrary> first) {
        this.workers = workers;
        this.pool = pool;
        this.floats = floats;
        this.first = first;
    }

    Tensor add(Tensor a, Tensor b) {
        ShapeChecks.broadcast("add", a, b);
        Tensor out = pool.make(a.shape());
        Elementwise.add(workers, floats, a, b, out.floats());
        return out;
    }

    Tensor sub(Tensor a, Tensor b) {
        ShapeChecks.broadcast("sub", a, b);
        Tensor out = pool.make(a.shape());
        Elementwise.sub(workers, a, b, out.floats());
        return out;
    }

    Tensor mul(Tensor a, Tensor b) {
        ShapeChecks.broadcast("mul", a, b);
        Tensor out = pool.make(a.shape());
        Elementwise.mul(workers, floats, a, b, out.floats());
        return out;
    }

    Tensor affine(Tensor x, float scale, float shift) {
        Tensor out = pool.make(x.shape());
        Elementwise.affine(workers, floats, x, scale, shift, out.floats());
        return out;
    }

    Tensor clamp(Tensor x, float low, float high) {
        Tensor out = pool.make(x.shape());
        Elementwise.clamp(workers, floats, x, low, high, out.floats());
        return out;
    }

    Tensor activate(Activation f, Tensor x) {
        Tensor out = pool.make(x.shape());
        MatrixLibrary library = first.get();
        if (library == null || !LibraryFunctions.activate(workers, library, f, x, out.floats())) {
            Elementwise.activate(workers, floats, f, x, out.floats());
        }
        return out;
    }

    Tensor gated(Activation f, Tensor gate, Tensor up) {
        ShapeChecks.product("gated", gate, up, gate.shape().equals(up.shape()));
        Tensor out = pool.make(gate.shape());
        Elementwise.gated(workers, floats, f, gate, up, out.floats());
        return out;
    }

    Tensor lerp(Tensor a, Tensor b, Tensor t) {
        ShapeChecks.broadcast("lerp", a, t);
        ShapeChecks.product("lerp", a, b, a.shape().equals(b.shape()));
        Tensor out = pool.make(a.shape());
        Elementwise.lerp(workers, floats, a, b, t, out.floats());
        return out;
    }

    Tensor scaleRows(Tensor x, Tensor factors) {
        ShapeChecks.product(
                "scaleRows", x, factors, factors.elements() == x.shape().rows());
        Tensor out = pool.make(x.shape());
        Elementwise.scaleRows(workers, floats, x, factors, out.floats());
        return out;
    }
}
