package org.menura.eval.baseline;

import java.util.List;

/** Tags the words of a sentence, such as with BIO tags of named entities. */
public interface Tagger {
    /** Returns a tag for each word. */
    List<String> tag(List<String> words);

    /** Tags sentences. */
    default List<List<String>> tagAll(List<List<String>> sentences) {
        return sentences.stream().map(this::tag).toList();
    }
}
