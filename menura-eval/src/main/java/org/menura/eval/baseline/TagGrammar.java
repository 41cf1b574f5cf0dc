package org.menura.eval.baseline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.menura.data.TaggedSentence;

/**
 * Which tag may follow which: an {@code I-TYPE} only a {@code B-TYPE} or {@code I-TYPE}, unless there are sentences that do
 * otherwise.
 *
 * @param labels all tags
 * @param first which of them a sentence may begin with
 * @param allowed which label may follow which, [labels, labels]
 */
record TagGrammar(List<String> labels, boolean[] first, boolean[] allowed) {
    /** Reads off tags and what follows what. */
    static TagGrammar of(List<TaggedSentence> sentences) {
        SortedSet<String> found = new TreeSet<>();
        sentences.forEach(sentence -> found.addAll(sentence.tags()));
        TagGrammar grammar = strict(new ArrayList<>(found));
        for (TaggedSentence sentence : sentences) {
            int before = -1;
            for (String tag : sentence.tags()) {
                int now = grammar.labels.indexOf(tag);
                if (before < 0) {
                    grammar.first[now] = true;
                } else {
                    grammar.allowed[before * grammar.labels.size() + now] = true;
                }
                before = now;
            }
        }
        return grammar;
    }

    /** The grammar of BIO tags. */
    private static TagGrammar strict(List<String> labels) {
        boolean[] first = new boolean[labels.size()];
        boolean[] allowed = new boolean[labels.size() * labels.size()];
        for (int j = 0; j < labels.size(); j++) {
            String tag = labels.get(j);
            first[j] = !tag.startsWith("I-");
            for (int i = 0; i < labels.size(); i++) {
                String before = labels.get(i);
                boolean within = before.length() > 1
                        && "BI".indexOf(before.charAt(0)) >= 0
                        && before.substring(1).equals(tag.substring(Math.min(1, tag.length())));
                allowed[i * labels.size() + j] = first[j] || within;
            }
        }
        return new TagGrammar(List.copyOf(labels), first, allowed);
    }

    /** Finds the best tags of words with these scores. */
    List<String> best(double[] states, double[] transitions) {
        int[] best = new Chain(labels.size()).best(states, transitions, first, allowed);
        return Arrays.stream(best).mapToObj(labels::get).toList();
    }
}
