package org.menura.data.tokenizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.menura.data.tokenizer.TrainingProgress.Stage;

/**
 * A trainer of SentencePiece's unigram language model (Kudo 2018, arXiv 1804.10959): from all substrings that repeat,
 * the pieces are kept without which the documents would become improbable most. Blanks are spelled U+2581. Special
 * tokens have the first ids, then come the bytes, then the pieces, the most probable first.
 *
 * <p>With bytes, any text comes back as it was, but for U+2581 itself, which comes back as a blank.
 *
 * @param vocabularySize number of tokens of the vocabulary, special ones and bytes among them
 * @param seedSize maximum number of pieces to start with
 * @param shrinkingFactor share of the pieces that is left after each round
 * @param rules rules for the pieces of the vocabulary
 * @param profile special tokens, an unknown one among them, and further settings of the tokenizer
 * @param progress listener to the progress of the training
 */
public record UnigramTrainer(
        int vocabularySize,
        int seedSize,
        double shrinkingFactor,
        PieceRules rules,
        TokenizerProfile profile,
        TrainingProgress progress) {
    private static final int STEPS_PER_ROUND = 2;

    /** The characters of byte tokens are pieces always, so that such a text is not taken for the byte. */
    private static final String BYTE_SPELLING = "<0x123456789ABCDEF>";

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if the profile has no unknown token, without which the Hugging Face library runs
     *     no unigram model, or the shrinking factor is not in [0.1, 0.99]
     */
    public UnigramTrainer {
        if (profile.unk() == null) {
            throw new IllegalArgumentException(
                    "A unigram vocabulary needs an unknown token: name one of the special tokens as unk.");
        }
        if (!(shrinkingFactor >= 0.1 && shrinkingFactor <= 0.99)) {
            throw new IllegalArgumentException(
                    "The shrinking factor must lie between 0.1 and 0.99, and is " + shrinkingFactor + ".");
        }
        if (seedSize < 1) {
            throw new IllegalArgumentException("There must be 1 piece to start with or more, not " + seedSize + ".");
        }
    }

    /**
     * Creates a trainer with the default rules: a million pieces to start with, of which a quarter goes in each round;
     * no progress is reported.
     */
    public static UnigramTrainer of(int vocabularySize, TokenizerProfile profile) {
        return new UnigramTrainer(
                vocabularySize, 1_000_000, 0.75, PieceRules.DEFAULT, profile, TrainingProgress.SILENT);
    }

    /** Returns a copy with other rules. */
    public UnigramTrainer withRules(PieceRules pieces) {
        return new UnigramTrainer(vocabularySize, seedSize, shrinkingFactor, pieces, profile, progress);
    }

    /** Returns a copy with a progress listener. */
    public UnigramTrainer withProgress(TrainingProgress listener) {
        return new UnigramTrainer(vocabularySize, seedSize, shrinkingFactor, rules, profile, listener);
    }

    /**
     * Trains a tokenizer on documents, each of which is read once.
     *
     * @throws IllegalArgumentException if there is no text in them, or the vocabulary is too small for their characters
     * @throws java.util.concurrent.CancellationException if the progress listener ends it
     */
    public TrainedTokenizer train(Stream<String> documents) {
        return train(documents::iterator);
    }

    /** Trains a tokenizer on documents; see {@link #train(Stream)}. */
    public TrainedTokenizer train(Iterable<String> documents) {
        Reporter reporter = new Reporter(progress);
        WordCounts counted = WordCounts.of(documents, profile.specialTokens(), new PieceWords(false), reporter);
        String needed = JsonParts.BLANK + profile.unk() + (rules.byteFallback() ? BYTE_SPELLING : "");
        Alphabet alphabet = Alphabet.of(counted, rules.characterCoverage(), needed);
        rules.checkRoom(vocabularySize, profile, alphabet);
        SymbolWords words = alphabet.symbols(counted);
        List<SeedPieces.Seed> seeds =
                new ArrayList<>(SeedPieces.of(words, alphabet.size(), rules.maxPieceLength(), seedSize, reporter));
        Set<String> reserved = new HashSet<>(profile.specialTokens());
        seeds.removeIf(seed -> reserved.contains(spelling(alphabet, words, seed.place(), seed.length())));
        UnigramModel model = new UnigramModel(words, alphabet.size(), seeds);
        fit(model, vocabularySize - rules.firstPiece(profile), reporter);
        return write(pieces(model, alphabet, words));
    }

    private void fit(UnigramModel model, int wanted, Reporter reporter) {
        int start = model.size();
        while (true) {
            for (int i = 0; i < STEPS_PER_ROUND; i++) {
                reporter.at(Stage.FITTING, start - model.size(), Math.max(0, start - wanted));
                model.step();
            }
            if (model.size() <= wanted) {
                return;
            }
            model.prune(Math.max(wanted, (int) (shrinkingFactor * model.size())));
        }
    }

    private record Piece(String text, double score) {}

    private static List<Piece> pieces(UnigramModel model, Alphabet alphabet, SymbolWords words) {
        List<Piece> pieces = new ArrayList<>();
        for (int piece = 0; piece < model.size(); piece++) {
            String text = piece < alphabet.size()
                    ? Character.toString(alphabet.characters()[piece])
                    : spelling(alphabet, words, model.place(piece), model.length(piece));
            pieces.add(new Piece(text, model.logProbability(piece)));
        }
        pieces.sort(Comparator.comparingDouble((Piece p) -> -p.score()).thenComparing(Piece::text));
        return pieces;
    }

    private static String spelling(Alphabet alphabet, SymbolWords words, int place, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = place; i < place + length; i++) {
            text.appendCodePoint(alphabet.characters()[words.symbols()[i]]);
        }
        return text.toString();
    }

    private TrainedTokenizer write(List<Piece> pieces) {
        List<String> others = new ArrayList<>(profile.specialTokens());
        if (rules.byteFallback()) {
            others.addAll(ByteTokens.fallback());
        }
        // Less probable than spelling them by characters, so that a text which looks like one is not taken for it.
        int longest = others.stream().mapToInt(String::length).max().orElse(0);
        double least = (longest + 1) * pieces.getLast().score();
        ObjectNode model = JsonParts.typed("Unigram")
                .put("unk_id", others.indexOf(profile.unk()))
                .put("byte_fallback", rules.byteFallback());
        ArrayNode vocabulary = model.putArray("vocab");
        others.forEach(token -> vocabulary.addArray().add(token).add(least));
        pieces.forEach(piece -> vocabulary.addArray().add(piece.text()).add(piece.score()));
        ObjectNode words = JsonParts.typed("Metaspace")
                .put("replacement", JsonParts.BLANK)
                .put("prepend_scheme", "never")
                .put("split", true);
        String json =
                JsonParts.tokenizer(profile, JsonParts.blanksNormalizer(), words, JsonParts.blanksDecoder(), model);
        return new TrainedTokenizer(json, JsonParts.config(profile), vocabulary.size());
    }
}
