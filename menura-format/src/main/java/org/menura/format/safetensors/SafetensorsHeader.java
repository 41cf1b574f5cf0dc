package org.menura.format.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.TensorEntries;
import org.menura.format.json.Json;
import org.menura.tensor.Shape;
import org.menura.tensor.dtype.DType;

/**
 * The JSON header of a safetensors file, checked field by field.
 *
 * @param tensors in the header's order
 * @param metadata the strings of {@code __metadata__}
 */
record SafetensorsHeader(List<Entry> tensors, Map<String, String> metadata) {
    private static final int MAX_RANK = 16;

    /** A tensor at bytes {@code begin} (inclusive) to {@code end} (exclusive) of the part after the header. */
    record Entry(String name, DType dtype, Shape shape, long begin, long end) {}

    static SafetensorsHeader parse(byte[] json, String source) {
        return Json.stream(json, source, parser -> new Parse(parser, source).header());
    }

    private static final class Parse {
        private final JsonParser in;
        private final String source;

        Parse(JsonParser in, String source) {
            this.in = in;
            this.source = source;
        }

        SafetensorsHeader header() throws IOException {
            List<Entry> tensors = new ArrayList<>();
            Map<String, String> metadata = new LinkedHashMap<>();
            expect(in.nextToken(), JsonToken.START_OBJECT, "the header");
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                if (name.equals("__metadata__")) {
                    metadata(metadata);
                } else if (tensors.size() == TensorEntries.MAX_TENSORS) {
                    throw new FormatException("%s holds more tensors than the %d that are read"
                            .formatted(source, TensorEntries.MAX_TENSORS));
                } else {
                    tensors.add(entry(name));
                }
            }
            if (in.nextToken() != null) {
                throw new FormatException(source + ": the header goes on after its JSON object");
            }
            return new SafetensorsHeader(tensors, metadata);
        }

        private void metadata(Map<String, String> metadata) throws IOException {
            expect(in.nextToken(), JsonToken.START_OBJECT, "__metadata__");
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String key = in.currentName();
                expect(in.nextToken(), JsonToken.VALUE_STRING, "__metadata__." + key);
                metadata.put(key, in.getText());
            }
        }

        private Entry entry(String name) throws IOException {
            DType dtype = null;
            Shape shape = null;
            long[] offsets = null;
            expect(in.nextToken(), JsonToken.START_OBJECT, name);
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                switch (in.currentName()) {
                    case "dtype" -> dtype = dtype(name);
                    case "shape" -> shape = shape(name, longs(name + ".shape", MAX_RANK));
                    case "data_offsets" -> offsets = longs(name + ".data_offsets", 2);
                    default ->
                        throw new FormatException(
                                "%s: tensor %s has the unknown field %s".formatted(source, name, in.currentName()));
                }
            }
            if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
                throw new FormatException(
                        "%s: tensor %s needs dtype, shape and two data_offsets".formatted(source, name));
            }
            return new Entry(name, dtype, shape, offsets[0], offsets[1]);
        }

        private DType dtype(String name) throws IOException {
            expect(in.nextToken(), JsonToken.VALUE_STRING, name + ".dtype");
            DType dtype = SafetensorsTypes.of(in.getText());
            if (dtype == null) {
                throw new FormatException("%s: tensor %s has dtype %s, which is not supported; supported are %s"
                        .formatted(source, name, in.getText(), SafetensorsTypes.names()));
            }
            return dtype;
        }

        private Shape shape(String name, long[] sizes) {
            try {
                return Shape.of(sizes);
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new FormatException(
                        "%s: tensor %s has the impossible shape %s".formatted(source, name, Arrays.toString(sizes)), e);
            }
        }

        private long[] longs(String what, int most) throws IOException {
            expect(in.nextToken(), JsonToken.START_ARRAY, what);
            long[] values = new long[most];
            int n = 0;
            while (in.nextToken() != JsonToken.END_ARRAY) {
                expect(in.currentToken(), JsonToken.VALUE_NUMBER_INT, what);
                if (n == most) {
                    throw new FormatException("%s: %s has more than %d entries".formatted(source, what, most));
                }
                if (in.getNumberType() == JsonParser.NumberType.BIG_INTEGER || in.getLongValue() < 0) {
                    throw new FormatException("%s: %s has the entry %s, which lies outside 0 to 2^63 - 1"
                            .formatted(source, what, in.getText()));
                }
                values[n++] = in.getLongValue();
            }
            return Arrays.copyOf(values, n);
        }

        private void expect(@Nullable JsonToken token, JsonToken due, String what) {
            if (token != due) {
                throw new FormatException("%s: %s must be %s".formatted(source, what, name(due)));
            }
        }

        private static String name(JsonToken token) {
            return switch (token) {
                case START_OBJECT -> "a JSON object";
                case START_ARRAY -> "a list";
                case VALUE_STRING -> "a string";
                case VALUE_NUMBER_INT -> "an integer";
                default -> token.toString();
            };
        }
    }
}
