package org.menura.format.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufStrings;

/**
 * The {@code tokenizer.ggml.*} metadata of a GGUF file, checked.
 *
 * @param metadata all metadata: whole numbers as Long, floating-point ones as Double, arrays as String[] or a list of
 *     texts, long[], double[] or boolean[]
 * @param model the kind of vocabulary
 * @param tokens the tokens by id
 * @param types the number of the type of each token; null if all are normal
 */
record GgufVocabulary(Map<String, Object> metadata, String model, List<String> tokens, long @Nullable [] types) {
    private static final String PREFIX = "tokenizer.ggml.";

    /**
     * Reads the metadata of a file.
     *
     * @throws FormatException if a field is missing or of the wrong type, or an array too short
     */
    static GgufVocabulary of(Map<String, Object> metadata) {
        String model = required(metadata, "model", String.class);
        if (model.equals("none") || model.equals("no_vocab")) {
            throw new FormatException("The GGUF file has no vocabulary (tokenizer.ggml.model is '" + model
                    + "'): give the tokenizer as a file of its own.");
        }
        List<String> tokens = texts(metadata, "tokens");
        if (tokens == null) {
            throw missing("tokens");
        }
        if (tokens.isEmpty()) {
            throw new FormatException("The GGUF file's tokenizer.ggml.tokens is empty.");
        }
        long[] types = value(metadata, "token_type", long[].class);
        if (types != null && types.length < tokens.size()) {
            throw tooShort("token_type", types.length, tokens.size());
        }
        return new GgufVocabulary(metadata, model, tokens, types);
    }

    /** The type of a token. */
    TokenType type(int id) {
        return types == null ? TokenType.NORMAL : TokenType.of(types[id]);
    }

    /** Whether a token has this type. */
    boolean has(TokenType type) {
        for (int id = 0; id < tokens.size(); id++) {
            if (type(id) == type) {
                return true;
            }
        }
        return false;
    }

    /** A text, or what stands for it if there is none. */
    String string(String key, String otherwise) {
        String value = value(metadata, key, String.class);
        return value == null ? otherwise : value;
    }

    /** A true-or-false setting. */
    boolean flag(String key, boolean otherwise) {
        Boolean value = value(metadata, key, Boolean.class);
        return value == null ? otherwise : value;
    }

    /** A whole number. */
    int number(String key, int otherwise) {
        Number value = value(metadata, key, Number.class);
        return value == null ? otherwise : value.intValue();
    }

    /** The id under {@code KEY_token_id}; ids outside the vocabulary don't count. */
    OptionalInt id(String key, int otherwise) {
        Number value = value(metadata, key + "_token_id", Number.class);
        long id = value == null ? otherwise : value.longValue();
        return id >= 0 && id < tokens.size() ? OptionalInt.of((int) id) : OptionalInt.empty();
    }

    /** The scores of the tokens; zeros if the file has none. */
    double[] scores() {
        Object value = metadata.get(PREFIX + "scores");
        if (value == null) {
            return new double[tokens.size()];
        }
        double[] scores = switch (value) {
            case double[] reals -> reals;
            case long[] wholes -> {
                double[] reals = new double[wholes.length];
                for (int i = 0; i < reals.length; i++) {
                    reals[i] = wholes[i];
                }
                yield reals;
            }
            default -> throw wrongType("scores", value);
        };
        if (scores.length < tokens.size()) {
            throw tooShort("scores", scores.length, tokens.size());
        }
        return scores;
    }

    /** The merges of a BPE vocabulary, each two tokens with a blank between. */
    List<String> merges() {
        List<String> merges = texts(metadata, "merges");
        if (merges == null) {
            throw new FormatException(
                    "The GGUF file's BPE vocabulary has no tokenizer.ggml.merges: it can't be used without.");
        }
        return merges;
    }

    /** SentencePiece's compiled normalisation rules, empty for none. */
    byte[] charsMap() {
        Object value = metadata.get(PREFIX + "precompiled_charsmap");
        return switch (value) {
            case null -> new byte[0];
            case byte[] bytes -> bytes;
            case long[] numbers -> {
                byte[] bytes = new byte[numbers.length];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) numbers[i];
                }
                yield bytes;
            }
            default -> throw wrongType("precompiled_charsmap", value);
        };
    }

    private static <T> T required(Map<String, Object> metadata, String key, Class<T> type) {
        T value = value(metadata, key, type);
        if (value == null) {
            throw missing(key);
        }
        return value;
    }

    /** An array of texts; those of a file are left where they lie. */
    private static @Nullable List<String> texts(Map<String, Object> metadata, String key) {
        Object value = metadata.get(PREFIX + key);
        return switch (value) {
            case null -> null;
            case String[] texts -> Arrays.asList(texts);
            case GgufStrings texts -> texts;
            default -> throw wrongType(key, value);
        };
    }

    private static FormatException missing(String key) {
        return new FormatException("The GGUF file has no " + PREFIX + key + ": it holds no vocabulary.");
    }

    private static <T> @Nullable T value(Map<String, Object> metadata, String key, Class<T> type) {
        Object value = metadata.get(PREFIX + key);
        if (value != null && !type.isInstance(value)) {
            throw wrongType(key, value);
        }
        return type.cast(value);
    }

    private static FormatException wrongType(String key, Object value) {
        return new FormatException("The GGUF file's " + PREFIX + key + " has the wrong type ("
                + value.getClass().getSimpleName() + ").");
    }

    private static FormatException tooShort(String key, int length, int tokens) {
        return new FormatException(
                "The GGUF file's " + PREFIX + key + " has " + length + " entries for " + tokens + " tokens.");
    }
}
