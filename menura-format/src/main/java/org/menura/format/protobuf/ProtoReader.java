package org.menura.format.protobuf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;
import org.menura.format.FormatException;

/**
 * Reads one message field by field (Protocol Buffers, "Encoding"). Lengths are checked against what is left before
 * anything is copied; embedded messages and bytes are slices of the same memory.
 */
public final class ProtoReader {
    private static final ValueLayout.OfInt FIXED_32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long MAX_FIELD = (1 << 29) - 1;
    private static final long MAX_STRING = 64 << 20;
    private static final int VARINT = 0;
    private static final int BITS_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int BITS_32 = 5;

    private final MemorySegment message;
    private final String source;
    private long position;
    private int wireType;

    /**
     * A reader at the start of a message.
     *
     * @param source where the message comes from, for messages to the user
     */
    public ProtoReader(MemorySegment message, String source) {
        this.message = message;
        this.source = source;
    }

    /** The number of the next field, 0 at the end; take its value or {@link #skip} it before the next call. */
    public int next() {
        if (position == message.byteSize()) {
            return 0;
        }
        long tag = readVarint();
        long field = tag >>> 3;
        if (field == 0 || field > MAX_FIELD) {
            throw damaged("the field number " + Long.toUnsignedString(field));
        }
        wireType = (int) (tag & 7);
        return (int) field;
    }

    /** A whole number of 64 bits. */
    public long int64() {
        expect(VARINT);
        return readVarint();
    }

    /** A whole number of 32 bits, or an enum. */
    public int int32() {
        return (int) int64();
    }

    /** A truth value. */
    public boolean bool() {
        return int64() != 0;
    }

    /** A number of single precision. */
    public float float32() {
        expect(BITS_32);
        return Float.intBitsToFloat(message.get(FIXED_32, take(Integer.BYTES)));
    }

    /** A text. */
    public String string() {
        MemorySegment text = bytes();
        if (text.byteSize() > MAX_STRING) {
            throw damaged("a text of " + text.byteSize() + " bytes");
        }
        return new String(text.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** Bytes, an embedded message or packed numbers; not copied. */
    public MemorySegment bytes() {
        expect(LENGTH_DELIMITED);
        long length = readVarint();
        return message.asSlice(take(length), length);
    }

    /** An embedded message. */
    public ProtoReader message() {
        return new ProtoReader(bytes(), source);
    }

    /** The whole numbers of a repeated field: one of them, or many packed together. */
    public void int64s(LongConsumer each) {
        if (wireType == VARINT) {
            each.accept(readVarint());
            return;
        }
        message().packedInt64s(each);
    }

    /** The whole numbers that a message of packed ones consists of. */
    public void packedInt64s(LongConsumer each) {
        while (position < message.byteSize()) {
            each.accept(readVarint());
        }
    }

    /** Passes over the value of a field that is not wanted. */
    public void skip() {
        switch (wireType) {
            case VARINT -> readVarint();
            case BITS_64 -> take(Long.BYTES);
            case BITS_32 -> take(Integer.BYTES);
            case LENGTH_DELIMITED -> take(readVarint());
            default -> throw damaged("the wire type " + wireType);
        }
    }

    private void expect(int type) {
        if (wireType != type) {
            throw damaged("the wire type %d where %d is due".formatted(wireType, type));
        }
    }

    private long take(long bytes) {
        long left = message.byteSize() - position;
        if (bytes < 0 || bytes > left) {
            throw damaged("a value of %s bytes where %d are left".formatted(Long.toUnsignedString(bytes), left));
        }
        long at = position;
        position += bytes;
        return at;
    }

    private long readVarint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte b = message.get(ValueLayout.JAVA_BYTE, take(1));
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw damaged("a number of more than 10 bytes");
    }

    private FormatException damaged(String what) {
        return new FormatException(
                "%s is damaged or no protobuf file: %s at byte %d of a message".formatted(source, what, position));
    }
}
