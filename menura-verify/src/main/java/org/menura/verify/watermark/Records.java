package org.menura.verify.watermark;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.menura.format.FormatException;
import org.menura.format.Sha256;

/** Reads the fields of recorded cases. */
final class Records {
    private static final int PRIME_TRIES = 1 << 16;

    private Records() {}

    static JsonNode field(JsonNode record, String name) {
        JsonNode value = record.get(name);
        if (value == null) {
            throw new FormatException("A record has no field '%s': %.200s".formatted(name, record));
        }
        return value;
    }

    static int integer(JsonNode record, String name) {
        JsonNode value = field(record, name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new FormatException("The field '%s' must be a whole number, but it is %.60s".formatted(name, value));
        }
        return value.intValue();
    }

    /** A number, or a number as a text. */
    static double number(JsonNode value) {
        try {
            return value.isNumber()
                    ? value.doubleValue()
                    : switch (value.asText()) {
                        case "inf" -> Double.POSITIVE_INFINITY;
                        case "-inf" -> Double.NEGATIVE_INFINITY;
                        case "nan" -> Double.NaN;
                        default -> Double.parseDouble(value.asText());
                    };
        } catch (NumberFormatException e) {
            throw new FormatException("A record has %.60s where a number is expected".formatted(value), e);
        }
    }

    /** The ids of tokens, which must lie in the vocabulary. */
    static int[] tokens(JsonNode record, String name, int vocabulary) {
        int[] ids = ints(field(record, name));
        for (int id : ids) {
            if (id < 0 || id >= vocabulary) {
                throw new FormatException("The field '%s' has token %d, but the vocabulary has %d tokens"
                        .formatted(name, id, vocabulary));
            }
        }
        return ids;
    }

    static int vocabulary(JsonNode record) {
        int size = integer(record, "vocab_size");
        if (size < 1 || size > 1 << 24) {
            throw new FormatException("A vocabulary must have 1 to 16777216 tokens, but vocab_size is " + size);
        }
        return size;
    }

    static int[] ints(JsonNode list) {
        int[] out = new int[list.size()];
        for (int i = 0; i < out.length; i++) {
            if (!list.path(i).canConvertToInt()) {
                throw new FormatException("A list of whole numbers has %.60s".formatted(list.path(i)));
            }
            out[i] = list.path(i).intValue();
        }
        return out;
    }

    /**
     * The logits that the reference's formula gives: p is the least prime above the vocabulary's size, which is what the
     * reference's table has for its sizes.
     */
    static float[] logits(int vocabulary, long s) {
        long p = prime(vocabulary);
        long a = new long[] {7919, 104729, 1299709}[(int) Math.floorMod(s, 3L)] % p;
        float[] logits = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            logits[i] = (float) ((double) Math.floorMod(i * a + 17 * s + 3, p) / p * 12 - 6);
        }
        return logits;
    }

    private static long prime(int size) {
        long p = size + 1L;
        while (!isPrime(p)) {
            p++;
        }
        return p;
    }

    private static boolean isPrime(long p) {
        for (long d = 2; d * d <= p && d < PRIME_TRIES; d++) {
            if (p % d == 0) {
                return false;
            }
        }
        return true;
    }

    /** The hash of the little-endian bytes of ids. */
    static String sha256(int[] ids) {
        ByteBuffer bytes = ByteBuffer.allocate(ids.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int id : ids) {
            bytes.putInt(id);
        }
        return Sha256.of(bytes.array());
    }
}
