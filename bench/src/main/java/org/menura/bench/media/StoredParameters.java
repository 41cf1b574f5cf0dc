package org.menura.bench.media;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Set;
import org.menura.format.FormatException;
import org.menura.model.weights.Init;
import org.menura.model.weights.Parameters;
import org.menura.tensor.Rng;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/**
 * Random parameters in float32 that lie where those of a mapped file do: outside the heap. A few numbers are drawn for
 * each and repeated, as what they are does not change how long arithmetic takes.
 */
final class StoredParameters implements Parameters {
    private static final int DRAWN = 1 << 12;

    private final Set<String> made = new HashSet<>();
    private final Rng rng = new Rng(1);

    @Override
    public boolean has(String name) {
        return made.contains(name);
    }

    @Override
    public Tensor get(String name, Shape shape, Init init) {
        made.add(name);
        long count = shape.elements();
        float[] drawn = new float[(int) Math.min(DRAWN, count)];
        init.fill(drawn, rng);
        MemorySegment values = Arena.ofAuto().allocate(DType.F32.bytes(count), 64);
        for (long at = 0; at < count; at += drawn.length) {
            int part = (int) Math.min(drawn.length, count - at);
            MemorySegment.copy(drawn, 0, values, ValueLayout.JAVA_FLOAT, Float.BYTES * at, part);
        }
        return Tensor.of(values, DType.F32, shape);
    }

    @Override
    public Shape shape(String name) {
        throw new FormatException("random parameters have the shapes that are asked for; there is no " + name);
    }

    @Override
    public void skip(String name) {}

    @Override
    public void finish() {}
}
