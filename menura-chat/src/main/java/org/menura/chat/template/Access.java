package org.menura.chat.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.PythonText;

/** Attributes, items and slices, as Jinja2's immutable sandbox looks them up. */
final class Access {
    private Access() {}

    /** {@code target.name}: an attribute or method of Python's type first, then an item. */
    static Object attribute(Object target, String name, Budget budget) {
        Undefined.check(target);
        Object attribute = Attributes.find(target, name, budget);
        if (attribute != null) {
            return attribute;
        }
        Object item = target instanceof Dict dict ? dict.get(name) : null;
        return item == null ? Undefined.attribute(target, name, budget) : item;
    }

    /** {@code target[key]}: an item first, then an attribute or method of Python's type. */
    static Object item(Object target, Object key, Budget budget) {
        Undefined.check(target);
        Object item = target instanceof Dict dict ? inDict(dict, key) : null;
        if (item == null && PythonNumbers.isInteger(key)) {
            item = inSequence(target, PythonNumbers.clamp(key), budget);
        }
        String name = Text.of(key);
        if (item == null && name != null) {
            item = Attributes.find(target, name, budget);
        }
        return item == null ? Undefined.attribute(target, key, budget) : item;
    }

    private static @Nullable Object inDict(Dict dict, Object key) {
        return key instanceof List<?> || key instanceof Dict || key instanceof DictView ? null : dict.get(key);
    }

    private static @Nullable Object inSequence(Object target, long index, Budget budget) {
        String text = Text.of(target);
        if (text != null) {
            budget.glance(text.length());
            int length = PythonText.length(text);
            long i = index < 0 ? index + length : index;
            return i < 0 || i >= length ? null : like(target, PythonText.slice(text, (int) i, (int) i + 1));
        }
        List<Object> items = Values.sequence(target);
        if (items == null) {
            return null;
        }
        long i = index < 0 ? index + items.size() : index;
        return i < 0 || i >= items.size() ? null : items.get((int) i);
    }

    private static Object like(Object original, String text) {
        return original instanceof Markup ? new Markup(text) : text;
    }

    /** {@code target[start:stop:step]}; a bound that is absent is {@code None}. */
    static Object slice(Object target, Object start, Object stop, Object step, Budget budget) {
        Undefined.check(target);
        long by = step == None.NONE ? 1 : bound(step);
        if (by == 0) {
            throw new TemplateException("The step of a slice is zero");
        }
        String text = Text.of(target);
        if (text != null) {
            budget.glance(text.length());
            return like(target, sliceText(text, start, stop, by, budget));
        }
        List<Object> items = Values.sequence(target);
        if (items == null) {
            throw new TemplateException("A value of type " + Values.typeName(target) + " cannot be sliced");
        }
        if (target instanceof Range range) {
            return sliceRange(range, from(items.size(), start, by), to(items.size(), stop, by), by);
        }
        int[] indices = indices(items.size(), start, stop, by);
        budget.elements(indices.length);
        List<Object> slice = new ArrayList<>(indices.length);
        for (int i : indices) {
            slice.add(items.get(i));
        }
        return target instanceof Tuple ? Tuple.of(slice) : slice;
    }

    private static Range sliceRange(Range range, long from, long to, long step) {
        return new Range(
                range.start() + from * range.step(), range.start() + to * range.step(), range.step() * step);
    }

    private static String sliceText(String text, Object start, Object stop, long step, Budget budget) {
        int length = PythonText.length(text);
        int[] indices = indices(length, start, stop, step);
        budget.characters(indices.length);
        if (step == 1) {
            return indices.length == 0 ? "" : PythonText.slice(text, indices[0], indices[indices.length - 1] + 1);
        }
        int[] points = text.codePoints().toArray();
        StringBuilder out = new StringBuilder(indices.length);
        for (int i : indices) {
            out.appendCodePoint(points[i]);
        }
        return out.toString();
    }

    private static int[] indices(int length, Object start, Object stop, long step) {
        long from = from(length, start, step);
        long to = to(length, stop, step);
        long distance = step > 0 ? to - from : from - to;
        long size = Math.abs(step);
        // The absolute value of the least long is negative.
        int count = distance <= 0 ? 0 : size < 0 || size > distance ? 1 : (int) ((distance - 1) / size + 1);
        int[] indices = new int[count];
        for (int i = 0; i < count; i++) {
            indices[i] = (int) (from + i * step);
        }
        return indices;
    }

    private static long from(int length, Object start, long step) {
        return start == None.NONE ? step > 0 ? 0 : length - 1 : cut(bound(start), length, step);
    }

    private static long to(int length, Object stop, long step) {
        return stop == None.NONE ? step > 0 ? length : -1 : cut(bound(stop), length, step);
    }

    private static long cut(long bound, int length, long step) {
        long absolute = bound < 0 ? bound + length : bound;
        return step > 0 ? Math.clamp(absolute, 0, length) : Math.clamp(absolute, -1, length - 1);
    }

    private static long bound(Object value) {
        if (value instanceof Long || value instanceof Boolean || value instanceof BigInteger) {
            return PythonNumbers.clamp(value);
        }
        Undefined.check(value);
        throw new TemplateException("A slice needs integers, not a value of type " + Values.typeName(value));
    }
}
