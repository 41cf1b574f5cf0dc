package org.menura.data.tokenizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A trainer of byte-level BPE tokenizers as GPT-2 has them (Radford et al. 2019): words are cut by its regular
 * expression and spelled in bytes, all 256 of which are tokens, so that any text can be encoded and comes back as it
 * was. Special tokens have the first ids, then come the bytes in the order of GPT-2's alphabet, then the merged tokens.
 *
 * @param vocabularySize number of tokens of the vocabulary, special ones and bytes among them
 * @param minFrequency minimum number of occurrences of a pair in the documents to become a token
 * @param profile special tokens and further settings of the tokenizer
 * @param progress listener to the progress of the training
 */
public record ByteLevelBpeTrainer(
        int vocabularySize, int minFrequency, TokenizerProfile profile, TrainingProgress progress) {
    /** Longer words, in bytes, are learnt from in parts: a merge costs time with the length of the word. */
    private static final int MAX_WORD = 256;

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if the vocabulary is too small for the special tokens and the bytes, or a
     *     special token is spelled like a byte
     */
    public ByteLevelBpeTrainer {
        int least = 256 + profile.specialTokens().size();
        if (vocabularySize < least) {
            throw new IllegalArgumentException("A vocabulary of " + vocabularySize
                    + " tokens has no room for the 256 bytes and the special tokens: give it at least " + least + ".");
        }
        if (minFrequency < 1) {
            throw new IllegalArgumentException("The least frequency must be 1 or more, and is " + minFrequency + ".");
        }
    }

    /** Creates a trainer that merges pairs that occur at least twice and reports no progress. */
    public static ByteLevelBpeTrainer of(int vocabularySize, TokenizerProfile profile) {
        return new ByteLevelBpeTrainer(vocabularySize, 2, profile, TrainingProgress.SILENT);
    }

    /** Returns a copy with another minimum frequency of pairs. */
    public ByteLevelBpeTrainer withMinFrequency(int frequency) {
        return new ByteLevelBpeTrainer(vocabularySize, frequency, profile, progress);
    }

    /** Returns a copy with a progress listener. */
    public ByteLevelBpeTrainer withProgress(TrainingProgress listener) {
        return new ByteLevelBpeTrainer(vocabularySize, minFrequency, profile, listener);
    }

    /**
     * Trains a tokenizer on documents, each of which is read once.
     *
     * @throws IllegalArgumentException if there is no text in them
     * @throws java.util.concurrent.CancellationException if the progress listener ends it
     */
    public TrainedTokenizer train(Stream<String> documents) {
        return train(documents::iterator);
    }

    /** Trains a tokenizer on documents; see {@link #train(Stream)}. */
    public TrainedTokenizer train(Iterable<String> documents) {
        Reporter reporter = new Reporter(progress);
        WordCounts words = WordCounts.of(documents, profile.specialTokens(), new Gpt2Words(), reporter);
        List<String> bytes = ByteTokens.byteLevel();
        BpeMerger merger = new BpeMerger(
                symbols(words, bytes), bytes, new HashSet<>(profile.specialTokens()), Integer.MAX_VALUE, minFrequency);
        merger.run(vocabularySize - profile.specialTokens().size(), reporter);
        List<String> tokens = new ArrayList<>(profile.specialTokens());
        tokens.addAll(merger.tokens());
        return new TrainedTokenizer(json(tokens, merger.merges()), JsonParts.config(profile), tokens.size());
    }

    private static SymbolWords symbols(WordCounts words, List<String> bytes) {
        Map<Character, Integer> places = new HashMap<>();
        bytes.forEach(b -> places.put(b.charAt(0), places.size()));
        SymbolWords.Builder result = new SymbolWords.Builder();
        for (int w = 0; w < words.counts().length; w++) {
            String word = ByteTokens.spell(words.words().get(w));
            for (int i = 0; i < word.length(); i++) {
                if (i % MAX_WORD == 0) {
                    result.end(words.counts()[w]);
                }
                result.add(Objects.requireNonNull(places.get(word.charAt(i))));
            }
            result.end(words.counts()[w]);
        }
        return result.build();
    }

    private String json(List<String> tokens, List<BpeMerger.Merge> made) {
        ObjectNode model = JsonParts.bpe(null, false);
        model.set("vocab", JsonParts.vocabulary(tokens));
        ArrayNode merges = model.putArray("merges");
        made.forEach(merge -> merges.add(merge.left() + " " + merge.right()));
        ObjectNode byteLevel = JsonParts.typed("ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
        return JsonParts.tokenizer(profile, NullNode.getInstance(), byteLevel, byteLevel.deepCopy(), model);
    }
}
