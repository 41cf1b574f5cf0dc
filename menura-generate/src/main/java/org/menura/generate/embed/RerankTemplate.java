package org.menura.generate.embed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.gguf.GgufFile;
import org.menura.format.tokenizer.AddedToken;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.LoadedModel;

/**
 * How the GGUF file of a reranker asks: a text with places for query and document, whose control tokens are the file's
 * alone.
 *
 * @param parts texts and, between them, control tokens
 */
record RerankTemplate(List<Part> parts) {
    private static final String KEY = "tokenizer.chat_template.rerank";

    /** A text; or a token, where that is null. */
    private record Part(@Nullable String text, int token) {}

    /** What a model's file says; null if it says nothing. */
    static @Nullable RerankTemplate of(LoadedModel model) {
        GgufFile gguf = model.source().gguf();
        return gguf != null && gguf.hasKey(KEY)
                ? parsed(gguf.text(KEY), model.text().tokenizer().addedTokens())
                : null;
    }

    private static RerankTemplate parsed(String template, List<AddedToken> tokens) {
        List<AddedToken> longestFirst = tokens.stream()
                .filter(t -> !t.content().isEmpty())
                .sorted(Comparator.comparingInt((AddedToken t) -> -t.content().length()))
                .toList();
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < template.length(); ) {
            int here = at;
            AddedToken token = longestFirst.stream()
                    .filter(t -> template.startsWith(t.content(), here))
                    .findFirst()
                    .orElse(null);
            if (token == null) {
                at++;
                continue;
            }
            parts.add(new Part(template.substring(from, at), 0));
            parts.add(new Part(null, token.id()));
            at += token.content().length();
            from = at;
        }
        parts.add(new Part(template.substring(from), 0));
        return new RerankTemplate(List.copyOf(parts));
    }

    /** Encodes a query and a document, in which no text becomes a control token. */
    int[] ids(Tokenizer tokenizer, String query, String document) {
        return parts.stream()
                .flatMapToInt(part -> part.text == null
                        ? IntStream.of(part.token)
                        : Arrays.stream(tokenizer.encode(filled(part.text, query, document), false, false)))
                .toArray();
    }

    /** In one pass, so that a query that names the document's place stays as it is. */
    private static String filled(String text, String query, String document) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        while (true) {
            int q = text.indexOf("{query}", from);
            int d = text.indexOf("{document}", from);
            if (q < 0 && d < 0) {
                return out.append(text, from, text.length()).toString();
            }
            boolean isQuery = q >= 0 && (d < 0 || q < d);
            int at = isQuery ? q : d;
            out.append(text, from, at).append(isQuery ? query : document);
            from = at + (isQuery ? "{query}" : "{document}").length();
        }
    }
}
