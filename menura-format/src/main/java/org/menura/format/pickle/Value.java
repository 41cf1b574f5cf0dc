package org.menura.format.pickle;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.dtype.DType;

/** What a pickle can hold: scalars, containers and tensors. */
sealed interface Value {
    /** Scalars that need no content. */
    enum Constant implements Value {
        NONE,
        TRUE,
        FALSE,
        /** Something that holds no tensors and is not needed, such as bytes or a device. */
        OTHER
    }

    record Int(long value) implements Value {}

    record BigInt(BigInteger value) implements Value {}

    record Real(double value) implements Value {}

    record Text(String value) implements Value {}

    /** A list, tuple or set; only lists are changed after they were made. */
    record Sequence(List<Value> items) implements Value {}

    /** A dictionary; keys are texts, or numbers written as texts. */
    record Dict(Map<String, Value> items) implements Value {}

    /** A function or class that may be named. */
    record Global(String name) implements Value {}

    /**
     * The bytes behind tensors.
     *
     * @param dtype type of the elements, or null for bytes of any type
     * @param view first element of a view into a storage, in elements
     */
    record Storage(String key, @Nullable DType dtype, long elements, long view) implements Value {}

    /** A strided view of a storage; offset and strides in elements. */
    record StoredTensor(Storage storage, DType dtype, long offset, long[] sizes, long[] strides) implements Value {}
}
