package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * The scores that make SentencePiece's BPE merge in the order of a list of merges. SentencePiece merges any two
 * neighbours that together are a piece, the highest score first; so this is possible only if every way to split a piece
 * in two is in the list, and all ways to make the same piece follow one another.
 */
final class MergeScores {
    private final TokenizerJson json;
    private final long[] types;
    private final Map<String, Integer> firstRank = new HashMap<>();
    private final Set<String> pairs = new HashSet<>();

    MergeScores(TokenizerJson json, long[] types) {
        this.json = json;
        this.types = types;
        readMerges();
        checkComplete();
    }

    /** Minus the rank of the first merge that makes each token; those that no merge makes come last, in their order. */
    double[] scores(int size) {
        double[] scores = new double[size];
        @Nullable String[] tokens = json.tokens();
        int next = pairs.size();
        for (int id = 0; id < tokens.length; id++) {
            if (types[id] == TokenType.NORMAL.number() || types[id] == TokenType.USER_DEFINED.number()) {
                Integer rank = firstRank.get(tokens[id]);
                scores[id] = rank != null ? -rank : -next++;
            }
        }
        return scores;
    }

    private void readMerges() {
        String before = "";
        int rank = 0;
        for (JsonNode merge : json.model().path("merges")) {
            String text = merge.isTextual()
                    ? merge.asText()
                    : merge.path(0).asText() + " " + merge.path(1).asText();
            int blank = text.indexOf(' ', 1);
            String product = text.substring(0, Math.max(0, blank)) + text.substring(blank + 1);
            Integer first = firstRank.putIfAbsent(product, rank++);
            if (first != null && !product.equals(before)) {
                throw notSentencePiece("it makes '" + product + "' at different places");
            }
            pairs.add(text);
            before = product;
        }
    }

    private void checkComplete() {
        for (Map.Entry<String, Integer> entry : json.ids().entrySet()) {
            String token = entry.getKey();
            if (!mergeable(entry.getValue())) {
                continue;
            }
            for (int i = token.offsetByCodePoints(0, 1); i < token.length(); i = token.offsetByCodePoints(i, 1)) {
                Integer left = json.ids().get(token.substring(0, i));
                Integer right = json.ids().get(token.substring(i));
                boolean possible = left != null && right != null && mergeable(left) && mergeable(right);
                if (possible && !pairs.contains(token.substring(0, i) + " " + token.substring(i))) {
                    throw notSentencePiece(
                            "it does not merge '" + token.substring(0, i) + "' and '" + token.substring(i) + "'");
                }
            }
        }
    }

    private boolean mergeable(int id) {
        return types[id] == TokenType.NORMAL.number() || types[id] == TokenType.USER_DEFINED.number();
    }

    private static FormatException notSentencePiece(String why) {
        return new FormatException(
                "The tokenizer.json's merges are not those of a SentencePiece model, which a GGUF file"
                        + " could hold by its scores: " + why + ".");
    }
}
