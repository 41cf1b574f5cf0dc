package org.menura.format.onnx;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.protobuf.ProtoReader;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/** A TensorProto (onnx.proto): sizes, a type, and elements in one of several places. */
final class OnnxTensor {
    private static final int MAX_RANK = 64;
    private static final MemorySegment EMPTY = MemorySegment.ofArray(new byte[0]);

    private final String source;
    private final ExternalData external;
    private final long[] sizes = new long[MAX_RANK];
    private final Map<String, String> externalData = new HashMap<>();
    private String name = "";
    private int rank;
    private int type;
    private boolean isExternal;
    private @Nullable MemorySegment raw;
    private @Nullable MemorySegment varints;

    private OnnxTensor(String source, ExternalData external) {
        this.source = source;
        this.external = external;
    }

    /** A tensor with the name that its message gives it, which may be empty. */
    record Named(String name, TensorEntry entry) {}

    static Named read(ProtoReader message, ExternalData external, String source) {
        OnnxTensor tensor = new OnnxTensor(source, external);
        for (int field = message.next(); field != 0; field = message.next()) {
            tensor.field(field, message);
        }
        return new Named(tensor.name, tensor.entry());
    }

    private void field(int field, ProtoReader message) {
        switch (field) {
            case 1 -> message.int64s(this::size);
            case 2 -> type = message.int32();
            // Packed floats and doubles lie as they do in memory, like raw data.
            case 4, 9, 10 -> raw = message.bytes();
            case 5, 7 -> varints = message.bytes();
            case 8 -> name = message.string();
            case 13 -> externalField(message.message());
            case 14 -> isExternal = message.int32() == 1;
            default -> message.skip();
        }
    }

    private void size(long size) {
        if (rank == MAX_RANK) {
            throw damaged("has more than %d dimensions".formatted(MAX_RANK));
        }
        sizes[rank++] = size;
    }

    private void externalField(ProtoReader entry) {
        String key = "";
        String value = "";
        for (int field = entry.next(); field != 0; field = entry.next()) {
            switch (field) {
                case 1 -> key = entry.string();
                case 2 -> value = entry.string();
                default -> entry.skip();
            }
        }
        externalData.put(key, value);
    }

    private TensorEntry entry() {
        DType dtype = dtype();
        long[] dims = Arrays.copyOf(sizes, rank);
        try {
            Shape shape = Shape.of(dims);
            return new TensorEntry(dtype, shape, content(dtype, shape, dtype.bytes(shape.elements())));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw damaged("has the impossible shape " + Arrays.toString(dims));
        }
    }

    private Supplier<Tensor> content(DType dtype, Shape shape, long bytes) {
        if (!isExternal && varints != null) {
            MemorySegment packed = varints;
            long count = PackedElements.count(packed);
            check(count * dtype.blockBytes(), bytes, shape);
            return () -> Tensor.of(PackedElements.decode(packed, count, dtype, source), dtype, shape);
        }
        MemorySegment elements = isExternal ? external.find(externalData, bytes, "tensor " + name) : raw;
        check(elements == null ? 0 : elements.byteSize(), bytes, shape);
        return () -> Tensor.of(elements == null ? EMPTY : elements, dtype, shape);
    }

    private void check(long given, long needed, Shape shape) {
        if (given != needed) {
            throw damaged("has %d bytes of elements where its shape %s takes %d".formatted(given, shape, needed));
        }
    }

    private DType dtype() {
        return switch (type) {
            case 1 -> DType.F32;
            case 2 -> DType.U8;
            case 3 -> DType.I8;
            case 5 -> DType.I16;
            case 6 -> DType.I32;
            case 7 -> DType.I64;
            case 9 -> DType.BOOL;
            case 10 -> DType.F16;
            case 11 -> DType.F64;
            case 16 -> DType.BF16;
            case 17 -> DType.F8_E4M3;
            case 19 -> DType.F8_E5M2;
            default -> throw damaged("has the ONNX data type %d, which is not supported".formatted(type));
        };
    }

    private FormatException damaged(String what) {
        return new FormatException("%s: tensor %s %s".formatted(source, name, what));
    }

    /** Elements as packed varints; narrow floats are given by their bits. */
    private static final class PackedElements {
        private PackedElements() {}

        static long count(MemorySegment packed) {
            long count = 0;
            for (long i = 0; i < packed.byteSize(); i++) {
                // Only a varint's last byte has no high bit.
                count += packed.get(ValueLayout.JAVA_BYTE, i) >= 0 ? 1 : 0;
            }
            return count;
        }

        /** The elements in the layout of a type. */
        static MemorySegment decode(MemorySegment packed, long count, DType dtype, String source) {
            int width = dtype.blockBytes();
            byte[] bytes = new byte[Math.toIntExact(count * width)];
            new ProtoReader(packed, source).packedInt64s(new LongConsumer() {
                private int at;

                @Override
                public void accept(long value) {
                    for (int b = 0; b < width; b++) {
                        bytes[at++] = (byte) (value >>> (Byte.SIZE * b));
                    }
                }
            });
            return MemorySegment.ofArray(bytes);
        }
    }
}
