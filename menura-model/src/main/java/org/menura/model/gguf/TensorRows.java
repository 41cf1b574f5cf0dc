package org.menura.model.gguf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/** Moves whole rows of tensors of any type, and computes on small ones. */
final class TensorRows {
    private TensorRows() {}

    /** Row i of the result is row {@code source[i]} of t. */
    static Tensor gather(Tensor t, int[] source) {
        int rows = t.dim(0);
        long width = t.elements() / Math.max(1, rows);
        if (t.onHeap()) {
            float[] out = new float[Math.toIntExact(t.elements())];
            for (int i = 0; i < rows; i++) {
                System.arraycopy(
                        t.floats(), t.offset() + (int) (source[i] * width), out, (int) (i * width), (int) width);
            }
            return Tensor.of(out, 0, t.shape());
        }
        long bytes = t.dtype().bytes(width);
        MemorySegment out = Arena.ofAuto().allocate(t.segment().byteSize());
        for (int i = 0; i < rows; i++) {
            MemorySegment.copy(t.segment(), source[i] * bytes, out, i * bytes, bytes);
        }
        return Tensor.of(out, t.dtype(), t.shape());
    }

    /** The parts' rows behind each other: [sum of rows, ..]. */
    static Tensor concat(List<Tensor> parts) {
        Tensor first = parts.getFirst();
        long[] sizes =
                first.shape().rank() == 0 ? new long[] {1} : first.shape().toArray();
        sizes[0] = parts.stream().mapToLong(p -> p.shape().size(0)).sum();
        Shape shape = Shape.of(sizes);
        boolean alike = parts.stream().allMatch(p -> !p.onHeap() && p.dtype() == first.dtype());
        if (alike) {
            MemorySegment out = Arena.ofAuto().allocate(first.dtype().bytes(shape.elements()));
            long at = 0;
            for (Tensor p : parts) {
                MemorySegment.copy(p.segment(), 0, out, at, p.segment().byteSize());
                at += p.segment().byteSize();
            }
            return Tensor.of(out, first.dtype(), shape);
        }
        float[] out = new float[Math.toIntExact(shape.elements())];
        int at = 0;
        for (Tensor p : parts) {
            float[] values = p.toFloats();
            System.arraycopy(values, 0, out, at, values.length);
            at += values.length;
        }
        return Tensor.of(out, 0, shape);
    }

    /** The last two sizes exchanged. */
    static Shape transposed(Shape shape) {
        if (shape.rank() < 2) {
            throw new IllegalArgumentException("a tensor of shape " + shape + " is no matrix");
        }
        long[] sizes = shape.toArray();
        sizes[sizes.length - 2] = shape.size(-1);
        sizes[sizes.length - 1] = shape.size(-2);
        return Shape.of(sizes);
    }

    /** [.., rows, cols] → [.., cols, rows]; quantised elements become floats. */
    static Tensor transpose(Tensor t) {
        Shape shape = transposed(t.shape());
        int rows = t.dim(-2);
        int cols = t.dim(-1);
        if (!t.onHeap() && !t.dtype().isQuantized()) {
            int bytes = t.dtype().blockBytes();
            MemorySegment out = Arena.ofAuto().allocate(t.segment().byteSize());
            for (long i = 0; i < t.elements(); i++) {
                MemorySegment.copy(t.segment(), i * bytes, out, target(i, rows, cols) * bytes, bytes);
            }
            return Tensor.of(out, t.dtype(), shape);
        }
        float[] in = t.toFloats();
        float[] out = new float[in.length];
        for (int i = 0; i < in.length; i++) {
            out[(int) target(i, rows, cols)] = in[i];
        }
        return Tensor.of(out, 0, shape);
    }

    /** Where element i goes when matrices [rows, cols] are transposed. */
    private static long target(long i, int rows, int cols) {
        long size = (long) rows * cols;
        long within = i % size;
        return i - within + within % cols * rows + within / cols;
    }

    /** Each element through a function, as floats. */
    static Tensor map(Tensor t, Conversions.FloatFunction f) {
        float[] out = t.toFloats();
        for (int i = 0; i < out.length; i++) {
            out[i] = f.apply(out[i]);
        }
        return Tensor.of(out, 0, t.shape());
    }
}
