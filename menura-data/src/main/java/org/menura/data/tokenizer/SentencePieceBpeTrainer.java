package org.menura.data.tokenizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A trainer of SentencePiece's BPE tokenizers, as Llama 2 has them: over characters, blanks spelled U+2581, and bytes
 * for rare characters (Kudo and Richardson 2018, arXiv 1808.06226). Special tokens have the first ids, then come the
 * bytes, the characters and the merged pieces.
 *
 * <p>With bytes, any text comes back as it was, but for U+2581 itself, which comes back as a blank. As SentencePiece
 * does, the tokenizer merges any two neighbours that form a piece, the piece made first going first; so it can also be
 * written into a GGUF file.
 *
 * @param vocabularySize number of tokens of the vocabulary, special ones and bytes among them
 * @param minFrequency minimum number of occurrences of a pair in the documents to become a piece
 * @param rules rules for the pieces of the vocabulary
 * @param profile special tokens and further settings of the tokenizer
 * @param progress listener to the progress of the training
 */
public record SentencePieceBpeTrainer(
        int vocabularySize, int minFrequency, PieceRules rules, TokenizerProfile profile, TrainingProgress progress) {
    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if there is neither byte fallback nor an unknown token
     */
    public SentencePieceBpeTrainer {
        if (!rules.byteFallback() && profile.unk() == null) {
            throw new IllegalArgumentException(
                    "Without byte fallback, characters outside the vocabulary need an unknown"
                            + " token: name one of the special tokens as unk.");
        }
        if (minFrequency < 1) {
            throw new IllegalArgumentException("The least frequency must be 1 or more, and is " + minFrequency + ".");
        }
    }

    /** Creates a trainer with the default rules that merges pairs that occur at least twice and reports no progress. */
    public static SentencePieceBpeTrainer of(int vocabularySize, TokenizerProfile profile) {
        return new SentencePieceBpeTrainer(vocabularySize, 2, PieceRules.DEFAULT, profile, TrainingProgress.SILENT);
    }

    /** Returns a copy with other rules. */
    public SentencePieceBpeTrainer withRules(PieceRules pieces) {
        return new SentencePieceBpeTrainer(vocabularySize, minFrequency, pieces, profile, progress);
    }

    /** Returns a copy with another minimum frequency of pairs. */
    public SentencePieceBpeTrainer withMinFrequency(int frequency) {
        return new SentencePieceBpeTrainer(vocabularySize, frequency, rules, profile, progress);
    }

    /** Returns a copy with a progress listener. */
    public SentencePieceBpeTrainer withProgress(TrainingProgress listener) {
        return new SentencePieceBpeTrainer(vocabularySize, minFrequency, rules, profile, listener);
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
        WordCounts words = WordCounts.of(documents, profile.specialTokens(), new PieceWords(true), reporter);
        Alphabet alphabet = Alphabet.of(words, rules.characterCoverage(), JsonParts.BLANK);
        rules.checkRoom(vocabularySize, profile, alphabet);
        Set<String> reserved = new HashSet<>(profile.specialTokens());
        BpeMerger merger = new BpeMerger(
                alphabet.symbols(words), alphabet.spellings(), reserved, rules.maxPieceLength(), minFrequency);
        merger.run(vocabularySize - rules.firstPiece(profile), reporter);
        List<String> tokens = new ArrayList<>(profile.specialTokens());
        if (rules.byteFallback()) {
            tokens.addAll(ByteTokens.fallback());
        }
        tokens.addAll(merger.tokens());
        ObjectNode model = JsonParts.bpe(profile.unk(), rules.byteFallback());
        model.set("vocab", JsonParts.vocabulary(tokens));
        addMerges(model.putArray("merges"), merger.tokens());
        String json = JsonParts.tokenizer(
                profile, JsonParts.blanksNormalizer(), NullNode.getInstance(), JsonParts.blanksDecoder(), model);
        return new TrainedTokenizer(json, JsonParts.config(profile), tokens.size());
    }

    /** Adds every way to split a piece in two others, in the order of the pieces. */
    private static void addMerges(ArrayNode merges, List<String> pieces) {
        Set<String> known = new HashSet<>(pieces);
        for (String piece : pieces) {
            int length = piece.codePointCount(0, piece.length());
            for (int i = 1; i < length; i++) {
                int cut = piece.offsetByCodePoints(0, i);
                if (known.contains(piece.substring(0, cut)) && known.contains(piece.substring(cut))) {
                    merges.add(piece.substring(0, cut) + " " + piece.substring(cut));
                }
            }
        }
    }
}
