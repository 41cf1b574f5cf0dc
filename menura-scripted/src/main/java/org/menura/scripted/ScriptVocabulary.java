package org.menura.scripted;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The vocabulary of a scripted model: the end of a turn, a token for each byte, and further tokens. */
final class ScriptVocabulary {
    static final int BYTES = 256;
    /** The id of the token that ends a turn. */
    static final int END = 0;

    private final List<byte[]> tokens = new ArrayList<>();

    /** @param more texts of the tokens that follow the bytes; the first is the token that ends a turn */
    ScriptVocabulary(List<String> more) {
        tokens.add(ScriptedModel.utf8(more.getFirst()));
        for (int b = 0; b < BYTES; b++) {
            tokens.add(new byte[] {(byte) b});
        }
        more.subList(1, more.size()).forEach(t -> tokens.add(ScriptedModel.utf8(t)));
    }

    int size() {
        return tokens.size();
    }

    byte[] bytes(int id) {
        return tokens.get(id);
    }

    byte[] bytes(int[] ids) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int id : ids) {
            out.writeBytes(tokens.get(id));
        }
        return out.toByteArray();
    }

    /**
     * Returns the vocabulary of {@code tokenizer.json}, where a character stands for each byte, as GPT-2 has it.
     *
     * @param pairs tokens of two bytes
     * @param first id of the first of them
     */
    static Map<String, Integer> vocab(List<String> pairs, int first) {
        Map<String, Integer> out = new LinkedHashMap<>();
        int other = BYTES;
        for (int b = 0; b < BYTES; b++) {
            boolean isItself = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
            out.put(String.valueOf((char) (isItself ? b : other++)), 1 + b);
        }
        pairs.forEach(t -> out.put(t, first + out.size() - BYTES));
        return out;
    }
}
