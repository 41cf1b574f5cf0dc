package org.menura.verify;

import java.util.HashSet;
import java.util.Set;
import org.menura.format.Checkpoint;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/** The tensors of a recorded case, which remember who was looked at. */
final class RecordedTensors implements Checkpoint {
    private final Checkpoint inner;
    private final Set<String> read = new HashSet<>();

    RecordedTensors(Checkpoint inner) {
        this.inner = inner;
    }

    /** Returns whether the values of a tensor were read. */
    boolean wasRead(String name) {
        return read.contains(name);
    }

    @Override
    public Set<String> names() {
        return inner.names();
    }

    @Override
    public DType dtype(String name) {
        return inner.dtype(name);
    }

    @Override
    public Shape shape(String name) {
        return inner.shape(name);
    }

    @Override
    public Tensor tensor(String name) {
        read.add(name);
        return inner.tensor(name);
    }

    @Override
    public boolean has(String name) {
        return inner.has(name);
    }

    @Override
    public String source() {
        return inner.source();
    }
}
