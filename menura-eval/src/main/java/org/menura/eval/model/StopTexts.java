package org.menura.eval.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.menura.format.tokenizer.Tokenizer;

/**
 * What ends an answer: texts, and tokens.
 *
 * @param texts in the order in which answers are cut at them
 * @param ids tokens, among them the texts that are special tokens and so are no part of an answer's text
 */
record StopTexts(List<String> texts, Set<Integer> ids) {
    static StopTexts of(List<String> until, Set<Integer> ends, Tokenizer tokenizer) {
        List<String> texts = new ArrayList<>();
        Set<Integer> ids = new LinkedHashSet<>(ends);
        for (String text : until) {
            OptionalInt id = tokenizer.id(text);
            if (id.isPresent() && tokenizer.isSpecial(id.getAsInt())) {
                ids.add(id.getAsInt());
            } else {
                texts.add(text);
            }
        }
        return new StopTexts(texts, ids);
    }

    /** Returns a text up to the first place where one of the texts begins. */
    static String cut(String text, List<String> at) {
        String left = text;
        for (String stop : at) {
            int place = stop.isEmpty() ? -1 : left.indexOf(stop);
            left = place < 0 ? left : left.substring(0, place);
        }
        return left;
    }
}
