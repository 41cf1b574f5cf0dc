package org.menura.conference.office;

import java.util.Arrays;
import java.util.List;

/** What a mail to the office is for, in the words in which minds choose it. */
public enum Intent {
    DOCUMENTS("answer from documents"),
    DATABASE("answer from database"),
    CHAIR("ask the chair"),
    QUARANTINE("put in quarantine"),
    DUPLICATE("asked before"),
    CANCEL("speaker cancels"),
    CLOSED("room is closed"),
    PRICE("price rises");

    private final String words;

    Intent(String words) {
        this.words = words;
    }

    /** Returns the words that stand for it. */
    public String words() {
        return words;
    }

    /** Returns the words of all. */
    static List<String> all() {
        return Arrays.stream(values()).map(Intent::words).toList();
    }

    /**
     * Finds the intent of words that were offered.
     *
     * @throws IllegalArgumentException if no intent has them
     */
    static Intent of(String words) {
        return Arrays.stream(values())
                .filter(i -> i.words.equals(words))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no mail is for '%s'".formatted(words)));
    }
}
