package org.menura.generate.classify;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a {@link Classifier} says of a text.
 *
 * @param labels of the classes
 * @param logits in the order of the labels, as the head gives them
 * @param probabilities in the order of the labels; of a head of several labels at once each for itself, of a regression its value
 * @param tokens that the model has read
 */
public record Classes(List<String> labels, double[] logits, double[] probabilities, int tokens) {
    /** Copies the list. */
    public Classes {
        labels = List.copyOf(labels);
    }

    /** Returns the likeliest label. */
    public String best() {
        return labels.get(order().getFirst());
    }

    /** Returns the numbers of the labels, the likeliest first. */
    public List<Integer> order() {
        return IntStream.range(0, labels.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> probabilities[i])
                        .reversed())
                .toList();
    }

    @Override
    public String toString() {
        return "%s %s".formatted(best(), Arrays.toString(probabilities));
    }
}
