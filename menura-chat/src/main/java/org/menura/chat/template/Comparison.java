package org.menura.chat.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.chat.template.Expr.Comparator;
import org.menura.format.python.PythonText;

/** Python's comparisons, membership and sorting. */
final class Comparison {
    private Comparison() {}

    static boolean test(Comparator comparator, Object left, Object right, Budget budget) {
        return switch (comparator) {
            case EQUAL -> equal(left, right, budget);
            case NOT_EQUAL -> !equal(left, right, budget);
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> ordered(comparator, left, right, budget);
            case IN -> contains(right, left, budget);
            case NOT_IN -> !contains(right, left, budget);
        };
    }

    static boolean equal(Object left, Object right, Budget budget) {
        if (PythonNumbers.isNumber(left) && PythonNumbers.isNumber(right)) {
            return !PythonNumbers.isNaN(left) && !PythonNumbers.isNaN(right) && PythonNumbers.compare(left, right) == 0;
        }
        if (left instanceof Undefined undefined) {
            undefined.use();
        }
        if (right instanceof Undefined undefined) {
            undefined.use();
        }
        String leftText = Text.of(left);
        if (leftText != null) {
            budget.read(leftText.length());
            return leftText.equals(Text.of(right));
        }
        if (left instanceof List<?> && right instanceof List<?>
                || left instanceof Tuple && right instanceof Tuple
                || left instanceof Range && right instanceof Range) {
            return equalItems(items(left), items(right), budget);
        }
        if (left instanceof Dict a && right instanceof Dict b) {
            return equalDicts(a, b, budget);
        }
        return left instanceof Undefined && right instanceof Undefined || isSame(left, right);
    }

    private static List<Object> items(Object sequence) {
        List<Object> items = Values.sequence(sequence);
        return items == null ? List.of() : items;
    }

    private static boolean equalItems(List<Object> left, List<Object> right, Budget budget) {
        if (left.size() != right.size()) {
            return false;
        }
        budget.enter();
        boolean equal = true;
        for (int i = 0; equal && i < left.size(); i++) {
            budget.step();
            equal = same(left.get(i), right.get(i), budget);
        }
        budget.leave();
        return equal;
    }

    private static boolean equalDicts(Dict left, Dict right, Budget budget) {
        if (left.size() != right.size()) {
            return false;
        }
        budget.enter();
        boolean equal = true;
        for (Dict.Entry entry : left.entries()) {
            budget.step();
            Object other = right.get(entry.key());
            equal &= other != null && same(entry.value(), other, budget);
            if (!equal) {
                break;
            }
        }
        budget.leave();
        return equal;
    }

    /** Identical or equal: how containers compare their elements. */
    static boolean same(Object left, Object right, Budget budget) {
        return isSame(left, right) || equal(left, right, budget);
    }

    /** Python's {@code is} for values of which there can be several equal ones. */
    @SuppressWarnings("ReferenceEquality")
    static boolean isSame(Object left, Object right) {
        return left == right;
    }

    /** Python's {@code needle in haystack}. */
    static boolean contains(Object haystack, Object needle, Budget budget) {
        String text = Text.of(haystack);
        if (text != null) {
            String part = Text.of(needle);
            if (part == null) {
                throw new TemplateException(
                        "'in' of a string needs a string on its left, not type " + Values.typeName(needle));
            }
            budget.read(text.length() + (long) part.length());
            return text.contains(part);
        }
        if (haystack instanceof Dict dict) {
            return dict.contains(needle);
        }
        if (haystack instanceof DictView view && view.kind() == DictView.Kind.KEYS) {
            return view.dict().contains(needle);
        }
        for (Iterator<Object> i = Values.iterate(haystack, budget); i.hasNext(); ) {
            budget.step();
            if (same(needle, i.next(), budget)) {
                return true;
            }
        }
        return false;
    }

    private static boolean ordered(Comparator comparator, Object left, Object right, Budget budget) {
        Undefined.check(left);
        Undefined.check(right);
        Integer order = compare(left, right, budget);
        if (order == null) {
            return false;
        }
        return switch (comparator) {
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            default -> order >= 0;
        };
    }

    static boolean less(Object left, Object right, Budget budget) {
        return ordered(Comparator.LESS, left, right, budget);
    }

    /** Negative, zero or positive; null where NaN makes every order false; fails where there is no order. */
    private static @Nullable Integer compare(Object left, Object right, Budget budget) {
        if (PythonNumbers.isNumber(left) && PythonNumbers.isNumber(right)) {
            return PythonNumbers.isNaN(left) || PythonNumbers.isNaN(right) ? null : PythonNumbers.compare(left, right);
        }
        String leftText = Text.of(left);
        String rightText = Text.of(right);
        if (leftText != null && rightText != null) {
            budget.read(Math.min(leftText.length(), rightText.length()));
            return PythonText.compare(leftText, rightText);
        }
        if (left instanceof List<?> && right instanceof List<?> || left instanceof Tuple && right instanceof Tuple) {
            return compareItems(items(left), items(right), budget);
        }
        throw new TemplateException(
                "Values of types " + Values.typeName(left) + " and " + Values.typeName(right) + " have no order");
    }

    private static @Nullable Integer compareItems(List<Object> left, List<Object> right, Budget budget) {
        budget.enter();
        int common = Math.min(left.size(), right.size());
        for (int i = 0; i < common; i++) {
            budget.step();
            if (!same(left.get(i), right.get(i), budget)) {
                Undefined.check(left.get(i));
                Undefined.check(right.get(i));
                Integer order = compare(left.get(i), right.get(i), budget);
                budget.leave();
                return order;
            }
        }
        budget.leave();
        return Integer.compare(left.size(), right.size());
    }

    /**
     * A stable sort by {@code keys} that asks only "less than", so that values without a total order, such as NaN, end
     * somewhere instead of failing.
     */
    static List<Object> sort(List<Object> items, List<Object> keys, boolean reverse, Budget budget) {
        int n = items.size();
        budget.elements(2L * n);
        int[] order = new int[n];
        int[] spare = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        for (int width = 1; width < n; width *= 2) {
            for (int start = 0; start < n; start += 2 * width) {
                int middle = Math.min(start + width, n);
                int end = Math.min(start + 2 * width, n);
                int a = start;
                int b = middle;
                for (int i = start; i < end; i++) {
                    budget.step();
                    boolean second =
                            a == middle || b < end && before(keys.get(order[b]), keys.get(order[a]), reverse, budget);
                    spare[i] = second ? order[b++] : order[a++];
                }
            }
            int[] swap = order;
            order = spare;
            spare = swap;
        }
        List<Object> sorted = new ArrayList<>(n);
        for (int index : order) {
            sorted.add(items.get(index));
        }
        return sorted;
    }

    private static boolean before(Object left, Object right, boolean reverse, Budget budget) {
        return reverse ? less(right, left, budget) : less(left, right, budget);
    }
}
