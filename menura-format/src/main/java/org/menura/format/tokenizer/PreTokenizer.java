package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.menura.format.FormatException;

/**
 * How a byte-level BPE vocabulary cuts a text into words, by the names that GGUF files give in {@code
 * tokenizer.ggml.pre} and with the regular expressions that the models' own {@code tokenizer.json} have.
 *
 * @param patterns regular expressions in Oniguruma's syntax, each applied to what those before it left
 * @param byteLevel whether words are spelled in GPT-2's byte alphabet, or as they are with blanks as U+2581
 * @param ignoreMerges whether a word that is a token is that token, whatever the merges say
 * @param addBos whether BOS goes before a text where the file doesn't say
 */
record PreTokenizer(List<String> patterns, boolean byteLevel, boolean ignoreMerges, boolean addBos) {
    private static final Map<String, PreTokenizer> BY_NAME = PreTokenizerTable.table();

    /**
     * The pre-tokenizer of a name.
     *
     * @throws FormatException if there is none
     */
    static PreTokenizer of(String name) {
        PreTokenizer found = BY_NAME.get(name);
        if (found == null) {
            throw new FormatException("The GGUF file's tokenizer.ggml.pre is '" + name
                    + "', a pre-tokenizer that is not supported: " + String.join(", ", BY_NAME.keySet()) + " are.");
        }
        return found;
    }

    /** All names, with the commonest name of each kind first. */
    static Map<String, PreTokenizer> all() {
        return BY_NAME;
    }

    /** The {@code pre_tokenizer} of a tokenizer.json. */
    ObjectNode json() {
        List<ObjectNode> steps = new ArrayList<>();
        patterns.forEach(pattern -> steps.add(TokenizerJsonParts.split(pattern)));
        if (byteLevel) {
            steps.add(TokenizerJsonParts.byteLevel());
        }
        return TokenizerJsonParts.sequence("pretokenizers", steps);
    }

    /**
     * The name that llama.cpp knows a {@code pre_tokenizer} by: one with the same patterns, and if there are several, one
     * that takes whole words the same way.
     *
     * @throws FormatException if it knows none
     */
    static String nameOf(JsonNode preTokenizer, boolean ignoreMerges) {
        List<String> patterns = new ArrayList<>();
        collect(preTokenizer, patterns);
        String found = null;
        for (Map.Entry<String, PreTokenizer> entry : BY_NAME.entrySet()) {
            PreTokenizer kind = entry.getValue();
            if (kind.byteLevel && canonical(kind.patterns).equals(canonical(patterns))) {
                if (kind.ignoreMerges == ignoreMerges) {
                    return entry.getKey();
                }
                found = found == null ? entry.getKey() : found;
            }
        }
        if (found == null) {
            throw new FormatException("The tokenizer.json cuts texts into words by " + patterns
                    + ", which GGUF has no name for (tokenizer.ggml.pre).");
        }
        return found;
    }

    /** Spellings of the same pattern become one. */
    private static List<String> canonical(List<String> patterns) {
        List<String> result = new ArrayList<>();
        for (String pattern : patterns) {
            String same = pattern.replace(
                    "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])", PreTokenizerTable.CONTRACTIONS);
            same = same.replace("\\p{N}{1}", "\\p{N}");
            // A run of digits cut out whole: models that do this have no token of several digits.
            result.add(same.equals("\\p{N}+") ? "\\p{N}" : same);
        }
        return result;
    }

    private static void collect(JsonNode node, List<String> patterns) {
        switch (node.path("type").asText()) {
            case "Sequence" -> node.path("pretokenizers").forEach(child -> collect(child, patterns));
            case "Split" -> patterns.add(node.path("pattern").path("Regex").asText());
            case "Digits" -> patterns.add(node.path("individual_digits").asBoolean() ? "\\p{N}" : "\\p{N}+");
            case "Punctuation" -> patterns.add("[\\p{P}\\$\\+<=>\\^~\\|`]+");
            case "ByteLevel" -> {
                if (node.path("use_regex").asBoolean(true)) {
                    patterns.add(PreTokenizerTable.GPT2);
                }
            }
            default -> patterns.add(node.path("type").asText("no pattern at all"));
        }
    }
}
