package org.menura.train.data;

import java.util.Comparator;
import java.util.List;

/** Reads labels that are whole numbers: of classes that have names, their places. */
public final class ClassNumbers {
    /** Orders labels: whole numbers by what they count, before others by their letters. */
    public static final Comparator<String> ORDER = Comparator.<String, Boolean>comparing(label -> !isNumber(label))
            .thenComparingLong(label -> isNumber(label) ? Long.parseLong(label) : 0)
            .thenComparing(Comparator.naturalOrder());

    private ClassNumbers() {}

    /** Returns whether all labels are numbers of named classes, none of which has a number as its name. */
    public static boolean areOf(List<String> labels, List<String> names) {
        return labels.stream().allMatch(label -> number(label, names) >= 0);
    }

    /** Returns the number of a class that a label is; -1 if it is none, or names are numbers themselves. */
    public static int number(String label, List<String> names) {
        boolean isPlace =
                isNumber(label) && label.length() < 10 && names.stream().noneMatch(ClassNumbers::isNumber);
        int number = isPlace ? Integer.parseInt(label) : -1;
        return number < names.size() ? number : -1;
    }

    private static boolean isNumber(String label) {
        return label.matches("-?\\d{1,18}");
    }
}
