package org.menura.train.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.data.LabelledText;
import org.menura.data.SpecialTokens;
import org.menura.data.TaggedSentence;
import org.menura.data.TokenIds;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.EncodedPair;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.model.Config;
import org.menura.model.decoder.Head;

/**
 * An encoder of labelled texts into rows whose targets are classes instead of tokens. A word's tag is the target of its
 * first token and the others have none, as in BERT's experiments (arXiv 1810.04805, section 5.3); a text's class is the
 * target of its last token.
 */
public final class ClassEncoder {
    private final Tokenizer tokenizer;
    private final SpecialTokens frame;
    private final List<String> labels;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final int maxLength;
    private final String gap;
    private final Config model;

    /**
     * Makes an encoder for a set of classes.
     *
     * @param labels of the classes, in their order
     * @param maxLength maximum number of tokens; longer texts are truncated
     * @param model the model's config
     */
    public ClassEncoder(Tokenizer tokenizer, List<String> labels, int maxLength, Config model) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.frame = SpecialTokens.of(tokenizer);
        this.labels = List.copyOf(labels);
        for (int i = 0; i < labels.size(); i++) {
            numbers.put(labels.get(i), i);
        }
        this.maxLength = maxLength;
        this.gap = TokenIds.gap(tokenizer);
    }

    private int number(String label) {
        int number = numbers.getOrDefault(label, ClassNumbers.number(label, labels));
        if (number < 0) {
            throw new FormatException(
                    "the label '%s' is none of the model's: %s".formatted(label, String.join(", ", labels)));
        }
        return number;
    }

    /** Encodes a labelled text, or a pair of texts as the tokenizer joins them, as a row. */
    public Batch encode(LabelledText labelled) {
        EncodedPair joined = joined(labelled);
        int[] ids = joined.ids();
        int[] targets = new int[ids.length];
        Arrays.fill(targets, Batch.IGNORED);
        targets[Head.scoredToken(model, ids)] = number(labelled.label());
        return new BatchBuilder().add(ids, targets).types(joined.typeIds()).build();
    }

    private EncodedPair joined(LabelledText labelled) {
        String second = labelled.second();
        if (second != null) {
            return EncodedPair.of(tokenizer, labelled.text(), second, maxLength);
        }
        int[] ids = frame.around(tokenizer.encode(labelled.text(), false, false), maxLength);
        return ids.length == 0
                ? new EncodedPair(new int[] {tokenizer.eos().orElse(0)}, new int[1])
                : new EncodedPair(ids, new int[ids.length]);
    }

    /** Encodes a tagged sentence as a row. Words that have no token at all are left out. */
    public Batch encode(TaggedSentence sentence) {
        List<int[]> pieces = new ArrayList<>();
        List<Integer> tags = new ArrayList<>();
        int length = frame.length();
        for (int w = 0; w < sentence.words().size(); w++) {
            int[] ids = tokenizer.encode((w == 0 ? "" : gap) + sentence.words().get(w), false, false);
            if (ids.length > 0 && length + ids.length > maxLength) {
                break;
            }
            if (ids.length > 0) {
                pieces.add(ids);
                tags.add(number(sentence.tags().get(w)));
                length += ids.length;
            }
        }
        int[] ids = new int[length];
        int[] targets = new int[length];
        Arrays.fill(targets, Batch.IGNORED);
        int at = frame.before().length;
        System.arraycopy(frame.before(), 0, ids, 0, at);
        for (int w = 0; w < pieces.size(); w++) {
            System.arraycopy(pieces.get(w), 0, ids, at, pieces.get(w).length);
            targets[at] = tags.get(w);
            at += pieces.get(w).length;
        }
        System.arraycopy(frame.behind(), 0, ids, at, frame.behind().length);
        return new BatchBuilder().add(ids, targets).build();
    }
}
