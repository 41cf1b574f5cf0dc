package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The parts of a {@code tokenizer.json} that are BERT's (Devlin et al. 2018, arXiv 1810.04805). */
final class WordPieceJson {
    private WordPieceJson() {}

    static ObjectNode normalizer(boolean lowercase, boolean stripAccents) {
        return JsonNodes.typed("BertNormalizer")
                .put("clean_text", true)
                .put("handle_chinese_chars", true)
                .put("strip_accents", stripAccents)
                .put("lowercase", lowercase);
    }

    static ObjectNode decoder() {
        return JsonNodes.typed("WordPiece").put("prefix", "##").put("cleanup", true);
    }

    static ObjectNode model(ObjectNode vocab, String unknown, int maxWord) {
        ObjectNode model = JsonNodes.typed("WordPiece")
                .put("unk_token", unknown)
                .put("continuing_subword_prefix", "##")
                .put("max_input_chars_per_word", maxWord);
        model.set("vocab", vocab);
        return model;
    }
}
