package org.menura.data;

import java.util.List;

/**
 * A sentence of words with a tag each, such as BIO tags of named entities.
 *
 * @param words words of the sentence
 * @param tags tags, as many as words
 */
public record TaggedSentence(List<String> words, List<String> tags) {
    public TaggedSentence {
        words = List.copyOf(words);
        tags = List.copyOf(tags);
        if (words.size() != tags.size()) {
            throw new IllegalArgumentException("%d words and %d tags".formatted(words.size(), tags.size()));
        }
    }
}
