package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.SentencePieces.Algorithm;
import org.menura.format.tokenizer.SentencePieces.Normalizer;

/** Writes a SentencePiece vocabulary as the {@code tokenizer.json} that gives the same ids. */
final class SentencePieceJson {
    private static final String SPACE = "▁";
    private static final String SPACES = " {2,}";
    private static final String OUTER_SPACE = "\\A | \\z";

    /** The regular expressions that the normalizer may use. */
    static final List<String> PATTERNS = List.of(SPACES, OUTER_SPACE);

    private final SentencePieces vocabulary;

    private SentencePieceJson(SentencePieces vocabulary) {
        this.vocabulary = vocabulary;
    }

    static ObjectNode of(SentencePieces vocabulary) {
        return new SentencePieceJson(vocabulary).json();
    }

    private ObjectNode json() {
        ObjectNode json = TokenizerJsonParts.empty();
        List<AddedToken> added = new ArrayList<>();
        for (int id = 0; id < vocabulary.pieces().length; id++) {
            addedToken(id, vocabulary.pieces()[id], vocabulary.types()[id], added);
        }
        ArrayNode nodes = json.putArray("added_tokens");
        added.forEach(token -> nodes.add(TokenizerJson.toJson(token)));
        json.set("normalizer", normalizer(vocabulary.normalizer()));
        json.set("post_processor", postProcessor());
        json.set("decoder", decoder(vocabulary.normalizer()));
        json.set("model", vocabulary.algorithm() == Algorithm.BPE ? bpe() : unigram());
        return json;
    }

    /** Adds a piece to the tokens that are looked for before all others if its type says so. */
    static void addedToken(int id, String piece, TokenType type, List<AddedToken> added) {
        boolean special = type == TokenType.CONTROL || type == TokenType.UNKNOWN;
        // A blank inside a text is not yet U+2581 when added tokens are looked for; such pieces are merged instead.
        if (special || (type == TokenType.USER_DEFINED && !piece.contains(SPACE))) {
            added.add(AddedToken.exact(id, piece, special));
        }
    }

    /** What happens to a text first. */
    static JsonNode normalizer(Normalizer rules) {
        List<ObjectNode> steps = new ArrayList<>();
        if (rules.charsMap().length > 0) {
            steps.add(JsonNodes.typed("Precompiled")
                    .put("precompiled_charsmap", Base64.getEncoder().encodeToString(rules.charsMap())));
        }
        if (rules.removeExtraSpaces()) {
            steps.add(TokenizerJsonParts.replaceRegex(SPACES, " "));
            steps.add(TokenizerJsonParts.replaceRegex(OUTER_SPACE, ""));
        }
        if (rules.addSpacePrefix()) {
            steps.add(JsonNodes.typed("Prepend").put("prepend", " "));
        }
        if (rules.escapeSpaces()) {
            steps.add(TokenizerJsonParts.replace(" ", SPACE));
        }
        return steps.isEmpty() ? NullNode.getInstance() : TokenizerJsonParts.sequence("normalizers", steps);
    }

    /** What makes text of pieces. */
    static JsonNode decoder(Normalizer rules) {
        List<ObjectNode> steps = new ArrayList<>();
        steps.add(TokenizerJsonParts.replace(SPACE, " "));
        steps.add(JsonNodes.typed("ByteFallback"));
        steps.add(JsonNodes.typed("Fuse"));
        if (rules.addSpacePrefix()) {
            steps.add(
                    JsonNodes.typed("Strip").put("content", " ").put("start", 1).put("stop", 0));
        }
        return TokenizerJsonParts.sequence("decoders", steps);
    }

    private JsonNode postProcessor() {
        SentencePieces.Special special = vocabulary.special();
        return TokenizerJsonParts.template(
                special.addBos() ? special.bos() : OptionalInt.empty(),
                special.addEos() ? special.eos() : OptionalInt.empty(),
                id -> vocabulary.pieces()[id]);
    }

    private ObjectNode unigram() {
        ObjectNode model = JsonNodes.typed("Unigram");
        vocabulary.special().unk().ifPresentOrElse(id -> model.put("unk_id", id), () -> model.putNull("unk_id"));
        model.put("byte_fallback", vocabulary.byteFallback());
        ArrayNode vocab = model.putArray("vocab");
        for (int id = 0; id < vocabulary.pieces().length; id++) {
            String piece = vocabulary.types()[id] == TokenType.UNUSED
                    ? TokenizerJson.nameless(id)
                    : vocabulary.pieces()[id];
            double score = vocabulary.scores()[id];
            // Words and characters that were asked for but never seen have a score of minus infinity, and don't need
            // it.
            vocab.addArray().add(piece).add(Double.isFinite(score) ? score : 0);
        }
        return model;
    }

    private ObjectNode bpe() {
        Map<String, Integer> ids = new HashMap<>();
        ObjectNode vocab = JsonNodes.object();
        for (int id = 0; id < vocabulary.pieces().length; id++) {
            Integer before = ids.put(vocabulary.pieces()[id], id);
            if (before != null) {
                throw new FormatException("The vocabulary has the piece '"
                        + vocabulary.pieces()[id] + "' twice, as " + before + " and " + id + ".");
            }
            vocab.put(vocabulary.pieces()[id], id);
        }
        ObjectNode model = JsonNodes.typed("BPE").putNull("dropout");
        vocabulary
                .special()
                .unk()
                .ifPresentOrElse(
                        id -> model.put("unk_token", vocabulary.pieces()[id]), () -> model.putNull("unk_token"));
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        model.put("fuse_unk", true)
                .put("byte_fallback", vocabulary.byteFallback())
                .put("ignore_merges", false);
        model.set("vocab", vocab);
        model.set("merges", merges(ids));
        return model;
    }

    /**
     * SentencePiece merges whichever two neighbours form the piece with the highest score, so every way to split a
     * piece into two others is a merge, in the order of the scores.
     */
    private ArrayNode merges(Map<String, Integer> ids) {
        record Merge(String left, String right, double score, int id) {}
        List<Merge> merges = new ArrayList<>();
        for (int id = 0; id < vocabulary.pieces().length; id++) {
            String piece = vocabulary.pieces()[id];
            if (!mergeable(id)) {
                continue;
            }
            for (int i = piece.offsetByCodePoints(0, 1); i < piece.length(); i = piece.offsetByCodePoints(i, 1)) {
                Integer left = ids.get(piece.substring(0, i));
                Integer right = ids.get(piece.substring(i));
                if (left != null && right != null && mergeable(left) && mergeable(right)) {
                    merges.add(new Merge(
                            piece.substring(0, i),
                            piece.substring(i),
                            vocabulary.scores()[id],
                            id));
                }
            }
        }
        merges.sort(Comparator.comparingDouble(Merge::score).reversed().thenComparingInt(Merge::id));
        List<String> halves = new ArrayList<>(2 * merges.size());
        for (Merge merge : merges) {
            halves.add(merge.left());
            halves.add(merge.right());
        }
        return TokenizerJsonParts.merges(halves);
    }

    private boolean mergeable(int id) {
        TokenType type = vocabulary.types()[id];
        return type == TokenType.NORMAL || type == TokenType.USER_DEFINED;
    }
}
