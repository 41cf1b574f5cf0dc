package org.menura.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/**
 * A row-major, contiguous array of one {@link DType}.
 *
 * <p>There are two kinds of storage. What is computed ({@code F32} activations, trained parameters) lies in a
 * {@code float[]}, from {@link #offset} on. What comes from disk lies in a {@link MemorySegment} in the layout of its
 * type, usually memory-mapped, and is read by kernels where it lies. A view ({@link #reshape}, {@link #rows}) shares
 * its storage.
 */
public final class Tensor {
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final DType dtype;
    private final Shape shape;
    private final float @Nullable [] floats;
    private final int offset;
    private final @Nullable MemorySegment segment;
    private volatile @Nullable Object prepared;

    private Tensor(DType dtype, Shape shape, float @Nullable [] floats, int offset, @Nullable MemorySegment segment) {
        this.dtype = dtype;
        this.shape = shape;
        this.floats = floats;
        this.offset = offset;
        this.segment = segment;
    }

    /** Creates a float tensor over {@code values}, which is not copied. */
    public static Tensor of(float[] values, long... sizes) {
        return of(values, 0, Shape.of(sizes));
    }

    /**
     * Creates a float tensor over the part of {@code values} that starts at {@code offset}; not copied.
     *
     * @throws IllegalArgumentException if the array is too short for the shape
     */
    public static Tensor of(float[] values, int offset, Shape shape) {
        if (offset < 0 || shape.elements() > values.length - offset) {
            throw new IllegalArgumentException(
                    "shape %s from %d on does not fit an array of %d".formatted(shape, offset, values.length));
        }
        return new Tensor(DType.F32, shape, values, offset, null);
    }

    /**
     * Creates a tensor over a segment in the layout of {@code dtype}; not copied.
     *
     * @throws IllegalArgumentException if the segment's size is not that of the shape
     */
    public static Tensor of(MemorySegment segment, DType dtype, Shape shape) {
        if (segment.byteSize() != dtype.bytes(shape.elements())) {
            throw new IllegalArgumentException("a %s tensor of shape %s takes %d bytes, not %d"
                    .formatted(dtype, shape, dtype.bytes(shape.elements()), segment.byteSize()));
        }
        return new Tensor(dtype, shape, null, 0, segment);
    }

    /** Creates a float tensor of zeros. */
    public static Tensor zeros(long... sizes) {
        Shape shape = Shape.of(sizes);
        return new Tensor(DType.F32, shape, new float[Math.toIntExact(shape.elements())], 0, null);
    }

    public DType dtype() {
        return dtype;
    }

    public Shape shape() {
        return shape;
    }

    /** Returns the size of dimension {@code i}; see {@link Shape#dim}. */
    public int dim(int i) {
        return shape.dim(i);
    }

    /** Returns the number of elements. */
    public long elements() {
        return shape.elements();
    }

    /** Returns whether the storage is a {@code float[]}. */
    public boolean onHeap() {
        return floats != null;
    }

    /**
     * Returns the array behind a float tensor; elements start at {@link #offset}.
     *
     * @throws IllegalStateException if the storage is a segment
     */
    public float[] floats() {
        if (floats == null) {
            throw new IllegalStateException("a %s tensor of shape %s lies in a segment".formatted(dtype, shape));
        }
        return floats;
    }

    /** Returns whether this float tensor and another share one storage, as views of each other do. */
    public boolean sharesStorage(Tensor other) {
        return floats != null && floats == other.floats;
    }

    /** Returns the index of the first element in {@link #floats}. */
    public int offset() {
        return offset;
    }

    /**
     * Returns the memory segment behind the tensor.
     *
     * @throws IllegalStateException if the storage is a {@code float[]}
     */
    public MemorySegment segment() {
        if (segment == null) {
            throw new IllegalStateException("a tensor of shape %s lies in an array".formatted(shape));
        }
        return segment;
    }

    /**
     * Returns what a backend has derived from a weight for its own use, such as another layout of the same numbers:
     * made at the first call, kept as long as this tensor (views have their own), and made anew for another kind.
     *
     * @param kind the class of what is kept, which tells backends apart
     */
    public <T> T prepared(Class<T> kind, Function<Tensor, ? extends T> make) {
        Object known = prepared;
        if (!kind.isInstance(known)) {
            synchronized (this) {
                known = prepared;
                if (!kind.isInstance(known)) {
                    known = make.apply(this);
                    prepared = known;
                }
            }
        }
        return kind.cast(known);
    }

    /**
     * Returns a view of the elements in another shape.
     *
     * @throws IllegalArgumentException if the element counts differ
     */
    public Tensor reshape(long... sizes) {
        Shape to = Shape.of(sizes);
        if (to.elements() != shape.elements()) {
            throw new IllegalArgumentException("cannot reshape %s to %s".formatted(shape, to));
        }
        return new Tensor(dtype, to, floats, offset, segment);
    }

    /**
     * Returns entries {@code from} (inclusive) to {@code to} (exclusive) of the outermost dimension, as a view.
     *
     * @throws IndexOutOfBoundsException if the range lies outside
     */
    public Tensor rows(long from, long to) {
        long count = shape.size(0);
        if (from < 0 || to < from || to > count) {
            throw new IndexOutOfBoundsException("rows %d to %d of %s".formatted(from, to, shape));
        }
        long[] sizes = shape.toArray();
        sizes[0] = to - from;
        long stride = count == 0 ? 0 : shape.elements() / count;
        Shape part = Shape.of(sizes);
        if (floats != null) {
            return new Tensor(dtype, part, floats, offset + Math.toIntExact(from * stride), null);
        }
        long start = dtype.bytes(from * stride);
        return new Tensor(dtype, part, null, 0, segment().asSlice(start, dtype.bytes(part.elements())));
    }

    /** Decodes all elements to floats, whatever type they have; a fresh array. */
    public float[] toFloats() {
        int n = Math.toIntExact(shape.elements());
        float[] out = new float[n];
        if (floats != null) {
            System.arraycopy(floats, offset, out, 0, n);
        } else {
            Codecs.of(dtype).decode(segment(), 0, out, 0, n);
        }
        return out;
    }

    /** Returns this tensor's values as a float tensor in an array: this tensor itself if it is one already. */
    public Tensor toHeap() {
        return floats != null ? this : new Tensor(DType.F32, shape, toFloats(), 0, null);
    }

    /**
     * Returns all elements of an integer tensor; a fresh array.
     *
     * @throws IllegalStateException if the elements are not integers
     */
    public long[] toLongs() {
        int n = Math.toIntExact(shape.elements());
        long[] out = new long[n];
        MemorySegment s = segment();
        for (int i = 0; i < n; i++) {
            out[i] = switch (dtype) {
                case I64 -> s.get(I64, 8L * i);
                case I32 -> s.get(I32, 4L * i);
                case I16 ->
                    (short) ((s.get(ValueLayout.JAVA_BYTE, 2L * i) & 0xff)
                            | s.get(ValueLayout.JAVA_BYTE, 2L * i + 1) << 8);
                case I8 -> s.get(ValueLayout.JAVA_BYTE, i);
                case U8, BOOL -> s.get(ValueLayout.JAVA_BYTE, i) & 0xff;
                default -> throw new IllegalStateException(dtype + " elements are not integers");
            };
        }
        return out;
    }

    @Override
    public String toString() {
        return dtype + shape.toString();
    }
}
