package org.menura.data.tag;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;

/** Counts the tokens of texts by tokenizers of the user's. */
final class TokenizerTaggers {
    private static final List<TaggerType.Parameter> PARAMETERS = List.of(new TaggerType.Parameter(
            "tokenizer", "needed", "a tokenizer's file, such as tokenizer.json, or the folder of a model"));

    private TokenizerTaggers() {}

    static List<TaggerType> types() {
        List<TaggerType> types = new ArrayList<>();
        for (String name : List.of("dolma_v1_tokenizer", "dolma_v2_tokenizer")) {
            types.add(type(name, "Tokens of the text without whitespace at its ends.", "length", true));
        }
        for (String name : List.of("tokenizers_EleutherAI_GPT_NeoX_20B", "tokenizers_AI2_OLMo_v1")) {
            types.add(type(name, "Tokens of the text, none of them special.", "tokens", false));
        }
        return types;
    }

    private static TaggerType type(String name, String description, String type, boolean stripped) {
        return new TaggerType(name, description, PARAMETERS, options -> {
            Path path = options.existing("tokenizer");
            Tokenizer tokenizer = Files.isDirectory(path) ? Tokenizers.fromFolder(path) : Tokenizers.fromFile(path);
            return new Count(name, type, tokenizer, stripped);
        });
    }

    private record Count(String name, String type, Tokenizer tokenizer, boolean stripped) implements Tagger {
        @Override
        public void tag(TaggedText text, SpanSink out) {
            String all = text.view().text();
            String used = stripped ? FastTextTaggers.strip(all) : all;
            int tokens = used.isEmpty() ? 0 : tokenizer.encode(used, stripped, true).length;
            out.add(type, 0, text.length(), tokens);
        }
    }
}
