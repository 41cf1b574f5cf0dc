package org.menura.eval.baseline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.menura.format.FormatException;
import org.menura.tensor.Rng;

/**
 * Deals documents out to folds for cross-validation.
 *
 * @param of the fold of each document, from 0 on
 * @param count how many folds there are
 */
public record Folds(List<Integer> of, int count) {
    /**
     * Deals documents out, shuffled by class, so that each class is spread evenly.
     *
     * @throws FormatException if there are fewer than two folds or more than documents
     */
    public static Folds stratified(List<String> labels, int count, long seed) {
        check(labels.size(), "documents", count);
        Map<String, List<Integer>> classes = new TreeMap<>();
        for (int i = 0; i < labels.size(); i++) {
            classes.computeIfAbsent(labels.get(i), _ -> new ArrayList<>()).add(i);
        }
        List<Integer> folds = new ArrayList<>(Collections.nCopies(labels.size(), 0));
        Rng random = new Rng(seed);
        int next = 0;
        for (List<Integer> members : classes.values()) {
            random.shuffle(members);
            for (int member : members) {
                folds.set(member, next++ % count);
            }
        }
        return new Folds(List.copyOf(folds), count);
    }

    /**
     * Deals groups of documents out, shuffled: those of one group, such as claims beside the same evidence, are never told apart by what
     * was seen of the others.
     *
     * @param groups the name of the group of each document
     * @throws FormatException if there are fewer than two folds or more than groups
     */
    public static Folds grouped(List<String> groups, int count, long seed) {
        List<String> names = new ArrayList<>(new LinkedHashSet<>(groups));
        check(names.size(), "groups", count);
        new Rng(seed).shuffle(names);
        Map<String, Integer> folds = new HashMap<>();
        for (String name : names) {
            folds.put(name, folds.size() % count);
        }
        return new Folds(groups.stream().map(folds::get).toList(), count);
    }

    private static void check(int size, String of, int count) {
        if (count < 2 || count > size) {
            throw new FormatException("%d %s can't be dealt out to %d folds; give 2 or more, and no more than %s."
                    .formatted(size, of, count, of));
        }
    }

    /** Lists the documents of a fold, or of all others. */
    public <T> List<T> pick(List<T> documents, int fold, boolean within) {
        List<T> picked = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            if ((of.get(i) == fold) == within) {
                picked.add(documents.get(i));
            }
        }
        return picked;
    }
}
