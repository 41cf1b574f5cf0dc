package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.format.FormatException;

/**
 * CLIP's {@code vocab.json} and {@code merges.txt} as a {@code tokenizer.json}: lower case, words without the blanks
 * between them, whose last piece says that it is the last.
 */
final class ClipVocabulary {
    private static final String END_OF_WORD = "</w>";
    private static final String BEGIN = "<|startoftext|>";
    private static final String END = "<|endoftext|>";
    private static final String WORDS = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

    private ClipVocabulary() {}

    /** Whether a vocabulary is of this kind, by the class that the configuration names or by its tokens. */
    static boolean applies(JsonNode vocab, TokenizerConfig config) {
        String name = config.tokenizerClass();
        return name.startsWith("CLIPTokenizer") || name.isEmpty() && vocab.has("a" + END_OF_WORD) && vocab.has(BEGIN);
    }

    static ObjectNode json(JsonNode vocab, String merges, TokenizerConfig config) {
        if (!(vocab instanceof ObjectNode ids)) {
            throw new FormatException("vocab.json must hold an object of tokens and ids.");
        }
        ObjectNode json = TokenizerJsonParts.empty();
        VocabularyFiles.addSpecials(json, ids, config);
        ObjectNode composed = JsonNodes.typed("NFC");
        ObjectNode blanks = TokenizerJsonParts.replaceRegex("\\s+", " ");
        ObjectNode lower = JsonNodes.typed("Lowercase");
        json.set("normalizer", TokenizerJsonParts.sequence("normalizers", List.of(composed, blanks, lower)));
        ObjectNode words =
                TokenizerJsonParts.split(WORDS).put("behavior", "Removed").put("invert", true);
        ObjectNode bytes = TokenizerJsonParts.byteLevel().put("add_prefix_space", false);
        json.set("pre_tokenizer", TokenizerJsonParts.sequence("pretokenizers", List.of(words, bytes)));
        json.set("post_processor", around(ids, config));
        json.set("decoder", TokenizerJsonParts.byteLevel());
        ObjectNode model = JsonNodes.typed("BPE").putNull("dropout");
        model.put("unk_token", config.token("unk_token").orElse(END));
        model.put("continuing_subword_prefix", "").put("end_of_word_suffix", END_OF_WORD);
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        model.set("vocab", ids);
        model.set("merges", VocabularyFiles.merges(merges));
        json.set("model", model);
        return json;
    }

    private static ObjectNode around(ObjectNode ids, TokenizerConfig config) {
        ObjectNode processor = JsonNodes.typed("RobertaProcessing");
        token(processor.putArray("sep"), ids, config.token("eos_token").orElse(END));
        token(processor.putArray("cls"), ids, config.token("bos_token").orElse(BEGIN));
        return processor.put("trim_offsets", false).put("add_prefix_space", false);
    }

    private static void token(ArrayNode to, ObjectNode ids, String token) {
        if (!ids.path(token).isInt()) {
            throw new FormatException("vocab.json lacks the token '" + token + "', which CLIP puts around texts.");
        }
        to.add(token).add(ids.path(token).intValue());
    }
}
