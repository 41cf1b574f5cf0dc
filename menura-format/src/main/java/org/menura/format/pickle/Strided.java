package org.menura.format.pickle;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/** Turns strided views of storages into tensors: where they lie if they are contiguous, else gathered. */
final class Strided {
    /** How much larger than its storage a view with strides of 0 may become. */
    private static final long MAX_EXPANSION = 1 << 20;

    private final String name;
    private final String source;
    private final Value.StoredTensor view;

    private Strided(String name, Value.StoredTensor view, String source) {
        this.name = name;
        this.view = view;
        this.source = source;
    }

    /**
     * A tensor over the bytes of its storage.
     *
     * @param name the tensor's, for messages
     * @throws FormatException if the view does not lie within the storage
     */
    static TensorEntry entry(String name, Value.StoredTensor view, MemorySegment storage, String source) {
        return new Strided(name, view, source).entry(storage);
    }

    private TensorEntry entry(MemorySegment storage) {
        DType dtype = view.dtype();
        try {
            Shape shape = Shape.of(view.sizes());
            long first = Math.addExact(view.storage().view(), view.offset());
            long elements = shape.elements() == 0 ? 0 : Math.addExact(lastOffset(), 1);
            long start = Math.multiplyExact(first, dtype.blockBytes());
            long bytes = Math.multiplyExact(elements, dtype.blockBytes());
            if (start < 0 || bytes < 0 || start > storage.byteSize() || bytes > storage.byteSize() - start) {
                throw damaged("lies at bytes %d to %d of a storage that has %d"
                        .formatted(start, start + bytes, storage.byteSize()));
            }
            if (dtype.bytes(shape.elements()) > storage.byteSize() + MAX_EXPANSION) {
                throw damaged("has shape %s over a storage of %d bytes".formatted(shape, storage.byteSize()));
            }
            MemorySegment part = storage.asSlice(start, bytes);
            Supplier<Tensor> tensor = isContiguous()
                    ? () -> Tensor.of(part, dtype, shape)
                    : () -> Tensor.of(gather(part, shape), dtype, shape);
            return new TensorEntry(dtype, shape, tensor);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw damaged("has impossible sizes or strides", e);
        }
    }

    private long lastOffset() {
        long last = 0;
        for (int i = 0; i < view.sizes().length; i++) {
            if (view.strides()[i] < 0) {
                throw damaged("has the negative stride " + view.strides()[i]);
            }
            last = Math.addExact(last, Math.multiplyExact(view.sizes()[i] - 1, view.strides()[i]));
        }
        return last;
    }

    private boolean isContiguous() {
        long expected = 1;
        for (int i = view.sizes().length - 1; i >= 0; i--) {
            long size = view.sizes()[i];
            if (size == 0) {
                return true;
            }
            if (size != 1 && view.strides()[i] != expected) {
                return false;
            }
            expected *= size;
        }
        return true;
    }

    private MemorySegment gather(MemorySegment from, Shape shape) {
        int width = view.dtype().blockBytes();
        MemorySegment to = Arena.ofAuto().allocate(view.dtype().bytes(shape.elements()), width);
        long[] index = new long[shape.rank()];
        long source = 0;
        for (long target = 0; target < shape.elements(); target++) {
            MemorySegment.copy(from, source * width, to, target * width, width);
            int d = shape.rank() - 1;
            while (d >= 0 && ++index[d] == shape.size(d)) {
                source -= (shape.size(d) - 1) * view.strides()[d];
                index[d--] = 0;
            }
            if (d >= 0) {
                source += view.strides()[d];
            }
        }
        return to;
    }

    private FormatException damaged(String what) {
        return new FormatException("%s is damaged: tensor %s %s".formatted(source, name, what));
    }

    private FormatException damaged(String what, Throwable cause) {
        return new FormatException("%s is damaged: tensor %s %s".formatted(source, name, what), cause);
    }
}
