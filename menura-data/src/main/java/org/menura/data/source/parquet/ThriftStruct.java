package org.menura.data.source.parquet;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * A structure in Thrift's compact protocol, by the numbers of its fields: integers, lists and structures. Texts are
 * stepped over. Every element takes a byte at least, so that no more is allocated than is there.
 *
 * @see <a href="https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md">the protocol</a>
 */
record ThriftStruct(Map<Integer, Object> fields) {
    private static final int MAX_DEPTH = 32;
    private static final int LONG_COUNT = 15;

    /**
     * Reads the structure at the buffer's position, and moves the position behind it.
     *
     * @throws BufferUnderflowException if it ends behind the buffer
     * @throws FormatException if it is not one
     */
    static ThriftStruct read(ByteBuffer in) {
        return new Reading(in, false).struct(0);
    }

    /** Reads a structure that has lists of truths, such as a column's index; others have none, and readers go astray. */
    static ThriftStruct readWithTruths(ByteBuffer in) {
        return new Reading(in, true).struct(0);
    }

    /** The integer of 32 bits of a field, or 0 where the field is not there or of another type. */
    int int32(int field) {
        return fields.get(field) instanceof Integer number ? number : 0;
    }

    /** The integer of 64 bits of a field, or 0 where the field is not there or of another type. */
    long int64(int field) {
        return fields.get(field) instanceof Long number ? number : 0;
    }

    /** The truth of a field, or {@code fallback} where the field is not there or of another type. */
    boolean truth(int field, boolean fallback) {
        return fields.get(field) instanceof Boolean truth ? truth : fallback;
    }

    /** The structure of a field. */
    @Nullable
    ThriftStruct struct(int field) {
        return fields.get(field) instanceof ThriftStruct struct ? struct : null;
    }

    /**
     * The structures in the list of a field.
     *
     * @throws FormatException if it is a list of something else
     */
    List<ThriftStruct> structs(int field) {
        expect(Wire.STRUCT, field);
        return fields.get(field) instanceof Items list
                ? list.values().stream().map(ThriftStruct.class::cast).toList()
                : List.of();
    }

    /**
     * Checks that lists hold what they should: a reader that takes their elements for something else goes astray in
     * the bytes.
     *
     * @param type one of {@link Wire}
     */
    void expect(int type, int... lists) {
        for (int field : lists) {
            if (fields.get(field) instanceof Items list && list.type() != type && list.count() > 0) {
                throw new FormatException("field %d of its metadata is a list of type %d where %d is expected"
                        .formatted(field, list.type(), type));
            }
        }
    }

    /**
     * Checks the types of fields, of which readers take some as they should be.
     *
     * @param types of {@link Fields}
     * @throws FormatException if one has another type
     */
    ThriftStruct expect(String types) {
        fields.forEach((id, value) -> {
            if (id >= 1 && id <= types.length() && letter(value) != types.charAt(id - 1)) {
                throw new FormatException("field %d of its metadata has the type '%c' where '%c' is expected"
                        .formatted(id, letter(value), types.charAt(id - 1)));
            }
        });
        return this;
    }

    /** Checks the types of the structure in a field, if there is one, as {@link #expect(String)} does. */
    void expectIn(int field, String types) {
        ThriftStruct struct = struct(field);
        if (struct != null) {
            struct.expect(types);
        }
    }

    private static char letter(Object value) {
        return switch (value) {
            case Integer _ -> 'i';
            case Long _ -> 'l';
            case Boolean _ -> 't';
            case ThriftStruct _ -> 's';
            case Items _ -> 'L';
            case Other other when other.type == Wire.BINARY -> 'b';
            case Other other when other.type == Wire.I16 -> 'h';
            case Other other when other.type == Wire.BYTE -> 'y';
            case Other other when other.type == Wire.DOUBLE -> 'd';
            default -> '?';
        };
    }

    /**
     * Checks that this is a union of structures: has one field, which is one.
     *
     * @return the number of the field
     * @throws FormatException if it has none, or others
     */
    int expectUnion() {
        if (fields.size() != 1 || !(fields.values().iterator().next() instanceof ThriftStruct)) {
            throw new FormatException(
                    "a union in its metadata has %d fields, or no structure".formatted(fields.size()));
        }
        return fields.keySet().iterator().next();
    }

    /** A value that is not kept. */
    private record Other(int type) {}

    /** @param values integers of 32 and 64 bits and structures; nothing is kept of others */
    private record Items(int type, long count, List<Object> values) {}

    private record Reading(ByteBuffer in, boolean truths) {
        private ThriftStruct struct(int depth) {
            if (depth > MAX_DEPTH) {
                throw new FormatException("its metadata nests more than %d deep".formatted(MAX_DEPTH));
            }
            Map<Integer, Object> fields = new HashMap<>();
            short id = 0;
            for (int header = in.get(); header != 0; header = in.get()) {
                int step = (header >> 4) & 0xF;
                id = (short) (step == 0 ? Varints.signed(in) : id + step);
                int type = header & 0xF;
                @Nullable
                Object value = switch (type) {
                    case Wire.TRUE -> true; // of a field the type is the truth
                    case Wire.FALSE -> false;
                    default -> value(type, depth);
                };
                if (fields.containsKey((int) id)) {
                    throw new FormatException("its metadata has field %d twice".formatted(id));
                }
                fields.put((int) id, value == null ? new Other(type) : value);
            }
            return new ThriftStruct(fields);
        }

        private @Nullable Object value(int type, int depth) {
            return switch (type) {
                case Wire.TRUE, Wire.FALSE, Wire.BYTE -> step(1);
                case Wire.I16 -> {
                    Varints.signed(in);
                    yield null;
                }
                case Wire.I32 -> (int) Varints.signed(in);
                case Wire.I64 -> Varints.signed(in);
                case Wire.DOUBLE -> step(Double.BYTES);
                case Wire.BINARY -> step(Varints.unsigned(in));
                case Wire.LIST, Wire.SET -> list(depth);
                case Wire.MAP -> map(depth);
                case Wire.STRUCT -> struct(depth + 1);
                default -> throw new FormatException("its metadata has a value of an unknown type, %d".formatted(type));
            };
        }

        private Items list(int depth) {
            int header = in.get();
            int type = header & 0xF;
            long count = (header >> 4) & 0xF;
            count = count == LONG_COUNT ? Varints.unsigned(in) : count;
            fits(count);
            if (count > 0) {
                items(type);
            }
            List<Object> out = new ArrayList<>();
            for (long i = 0; i < count; i++) {
                Object value = value(type, depth + 1);
                if (value != null) {
                    out.add(value);
                }
            }
            return new Items(type == Wire.TRUE ? Wire.FALSE : type, count, out);
        }

        private @Nullable Object map(int depth) {
            long count = Varints.unsigned(in);
            if (count == 0) {
                return null;
            }
            fits(count);
            int types = in.get();
            items((types >> 4) & 0xF);
            items(types & 0xF);
            for (long i = 0; i < count; i++) {
                value((types >> 4) & 0xF, depth + 1);
                value(types & 0xF, depth + 1);
            }
            return null;
        }

        private void items(int type) {
            if (type <= Wire.FALSE && !truths) {
                throw new FormatException("its metadata has a list of truths where none is expected");
            }
        }

        private @Nullable Object step(long bytes) {
            fits(bytes);
            in.position(in.position() + (int) bytes);
            return null;
        }

        private void fits(long bytes) {
            if (bytes < 0 || bytes > in.remaining()) {
                throw new BufferUnderflowException();
            }
        }
    }

    /** The numbers of types; lists of truths have that of {@code FALSE}. */
    static final class Wire {
        static final int TRUE = 1;
        static final int FALSE = 2;
        static final int BYTE = 3;
        static final int I16 = 4;
        static final int I32 = 5;
        static final int I64 = 6;
        static final int DOUBLE = 7;
        static final int BINARY = 8;
        static final int LIST = 9;
        static final int SET = 10;
        static final int MAP = 11;
        static final int STRUCT = 12;

        private Wire() {}
    }
}
