package org.menura.serve.work;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;

/** Reads a text, or a list of token ids and texts, as llama.cpp's server takes them. */
public final class MixedTokens {
    private static final String FORM = "a string, or a list of token ids and strings";

    private MixedTokens() {}

    /**
     * Reads the tokens.
     *
     * @param where the parameter that holds them
     * @param addSpecial whether a text that stands first gets the tokens around texts
     * @param parseSpecial whether the texts of special tokens are those
     * @throws HttpError if it is neither
     */
    public static int[] ids(
            JsonNode given, String where, Tokenizer tokenizer, boolean addSpecial, boolean parseSpecial) {
        if (given.isTextual()) {
            return tokenizer.encode(given.textValue(), addSpecial, parseSpecial);
        }
        if (!given.isArray()) {
            throw Fields.wrong(where, FORM, given);
        }
        List<Integer> ids = new ArrayList<>();
        for (JsonNode part : given) {
            if (part.isTextual()) {
                for (int id : tokenizer.encode(part.textValue(), addSpecial && ids.isEmpty(), parseSpecial)) {
                    ids.add(id);
                }
            } else if (part.isIntegralNumber() && part.intValue() >= 0 && part.intValue() < tokenizer.size()) {
                ids.add(part.intValue());
            } else {
                throw Fields.wrong(where, FORM, part);
            }
        }
        return ids.stream().mapToInt(i -> i).toArray();
    }
}
